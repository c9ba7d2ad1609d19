package ui

import (
	"net/http"
	"strconv"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/ui/page"
	"stanok/ui/page/editor"
)

// showVersions lists the versions of a processing, newest first, and how their
// operations went.
func (u *UI) showVersions(c *call) error {
	b, err := u.opened(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), b.Processing.ID
	all, err := u.Store.ListDefinitions(ctx, c.ws, id)
	if err != nil {
		return err
	}
	counts, err := u.counts(c, id)
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := editor.VersionsView{Home: b.Home(), Name: b.Processing.Name, Changes: b.Changes, Plain: b.Plain}
	for _, d := range all {
		view.Rows = append(view.Rows, editor.VersionView{
			Number: d.Version, When: v.Moment(d.Saved.In(c.zone), u.now(c)), Author: d.Author, Actions: len(d.Nodes),
			Current: d.Version == b.Processing.Version, Running: b.Processing.Running && d.Version == b.Processing.Version,
			Operations: counts[d.Version].all, Failed: counts[d.Version].failed,
		})
	}
	f := page.FrameView{Title: v.T("editor.tab.versions") + " · " + b.Processing.Name, Editor: true, Narrow: true}
	return u.show(c, http.StatusOK, f, "processings", editor.Versions(v, view))
}

// count is how many operations a version had.
type count struct{ all, failed int }

// maxCounted bounds how far back operations are counted.
const maxCounted = 5000

// counts tells how many of the newest operations each version had.
func (u *UI) counts(c *call, id engine.ProcessingID) (map[int]count, error) {
	of := map[int]count{}
	q := engine.OperationQuery{Processing: id, Limit: 500}
	for n := 0; n < maxCounted; {
		found, err := u.Store.FindOperations(c.Request().Context(), c.ws, q)
		if err != nil {
			return nil, err
		}
		for _, op := range found.Operations {
			one := of[op.Version]
			one.all++
			if op.State == engine.Failed {
				one.failed++
			}
			of[op.Version] = one
		}
		n += max(1, len(found.Operations))
		if q.Cursor = found.Next; q.Cursor == "" {
			break
		}
	}
	return of, nil
}

// restoreDraft makes a version the draft and, on a running processing, applies
// it as a new version.
func (u *UI) restoreDraft(c *call) error {
	b, err := u.opened(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("version"))
	if err != nil {
		return &engine.Error{Kind: engine.NotFound, Code: "version.not_found"}
	}
	ctx := c.Request().Context()
	d, err := u.Store.Definition(ctx, c.ws, b.Processing.ID, n)
	if err != nil {
		return err
	}
	r, err := u.edit(c, b.Processing, draft.Change{Kind: draft.Replace, Value: document.FromDefinition(d).JSON()})
	if err != nil {
		return err
	}
	if r.Processing.Running {
		if _, err := u.Engine.Apply(ctx, c.ws, b.Processing.ID, r.Processing.Revision, c.who); err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, b.Home()+"/versions")
}

// showSettings is the page of what concerns a processing as a whole.
func (u *UI) showSettings(c *call) error {
	b, err := u.opened(c)
	if err != nil {
		return err
	}
	v := u.voice(c)
	f := page.FrameView{Title: v.T("editor.tab.settings") + " · " + b.Processing.Name, Editor: true, Narrow: true}
	return u.show(c, http.StatusOK, f, "processings", editor.Settings(v, b.Settings()))
}
