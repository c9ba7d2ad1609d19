package ui

import (
	"errors"
	"net/http"
	"strconv"

	"stanok/engine"
	"stanok/engine/document"
)

func (u *UI) listVersions(c *call) error {
	id := engine.ProcessingID(c.Param("id"))
	p, err := u.Engine.Processing(c.Request().Context(), c.ws, id)
	if err != nil {
		return err
	}
	all, err := u.Store.ListDefinitions(c.Request().Context(), c.ws, id)
	if err != nil {
		return err
	}
	items := make([]object, len(all))
	for i, d := range all {
		items[i] = object{
			"version": d.Version, "current": d.Version == p.Version, "name": d.Name,
			"created_at": d.Saved, "author": d.Author, "actions": len(d.Nodes),
		}
	}
	return c.list(items, "")
}

// restoreVersion makes a version the draft again; starting applies it.
func (u *UI) restoreVersion(c *call) error {
	id := engine.ProcessingID(c.Param("id"))
	n, err := strconv.Atoi(c.Param("version"))
	if err != nil {
		return &engine.Error{Kind: engine.NotFound, Code: "version.not_found"}
	}
	d, err := u.Store.Definition(c.Request().Context(), c.ws, id, n)
	if err != nil {
		return err
	}
	doc := document.FromDefinition(d)
	p, err := u.Engine.Save(c.Request().Context(), c.ws, id, 0, c.who, d.Name, doc.JSON())
	if err != nil {
		return err
	}
	return u.answer(c, http.StatusOK, p)
}

func asProblems(err error, p *engine.Problems) bool { return errors.As(err, p) }
