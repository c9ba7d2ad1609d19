package ui

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
)

// maxTableBody bounds what is read of a table that is sent, in bytes: its column
// names come again in every row.
const maxTableBody = 16 << 20

// tableIn is a table as callers write it. Columns may be left out: the keys are
// then first, and the others follow as the rows name them.
type tableIn struct {
	ID      string          `json:"id"`
	Name    string          `json:"name"`
	Columns []string        `json:"columns"`
	Keys    []string        `json:"keys"`
	Rows    json.RawMessage `json:"rows"`
	Size    int             `json:"size"`
	Version int             `json:"version"`
	Created json.RawMessage `json:"created_at"`
	Updated json.RawMessage `json:"updated_at"`
}

// tableHead is a table as it is shown, without its rows.
func tableHead(t engine.Table) object {
	return object{
		"id": t.ID, "name": t.Name, "columns": t.Columns, "keys": t.Keys, "size": t.Size, "version": t.Version,
		"created_at": t.Created, "updated_at": t.Updated,
	}
}

func (u *UI) listTables(c *call) error {
	all, err := u.Store.ListTables(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	items := make([]object, len(all))
	for i, t := range all {
		items[i] = tableHead(t)
	}
	return c.list(items, "")
}

func (u *UI) showTable(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	return c.answerTable(http.StatusOK, t)
}

// tableAsked is the table that the path names, with its rows.
func (u *UI) tableAsked(c *call) (engine.Table, error) {
	return u.Store.Table(c.Request().Context(), c.ws, engine.TableID(c.Param("id")))
}

// answerTable writes a table with its rows.
func (c *call) answerTable(status int, t engine.Table) error {
	c.Response().Header().Set("ETag", strconv.Quote(strconv.Itoa(t.Version)))
	rows := make([]object, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = make(object, len(row))
		for j, cell := range row {
			rows[i][t.Columns[j]] = cell
		}
	}
	o := tableHead(t)
	o["rows"] = rows
	return c.json(status, o)
}

func (u *UI) createTable(c *call) error {
	t, err := u.readTable(c, engine.Table{})
	if err == nil {
		t, err = u.newTable(c, t)
	}
	if err != nil {
		return err
	}
	c.Response().Header().Set("Location", "/api/v1/tables/"+string(t.ID))
	return c.answerTable(http.StatusCreated, t)
}

// newTable stores a table that was not there before.
func (u *UI) newTable(c *call, t engine.Table) (engine.Table, error) {
	now := u.Clock.Now()
	t.ID, t.Version, t.Created = engine.TableID(engine.NewID(now)), 0, now
	return u.keepTable(c, t)
}

func (u *UI) saveTable(c *call) error {
	old, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	if err := c.matches(old.Version); err != nil {
		return err
	}
	t, err := u.readTable(c, old)
	if err == nil && t.Name != old.Name {
		err = u.unused(c, old)
	}
	if err == nil {
		t, err = u.keepTable(c, t)
	}
	if err != nil {
		return err
	}
	return c.answerTable(http.StatusOK, t)
}

func (u *UI) deleteTable(c *call) error {
	old, err := u.tableAsked(c)
	if err == nil {
		err = c.matches(old.Version)
	}
	if err == nil {
		err = u.removeTable(c, old)
	}
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// removeTable deletes a table that nothing names.
func (u *UI) removeTable(c *call, t engine.Table) error {
	if err := u.unused(c, t); err != nil {
		return err
	}
	return u.Store.DeleteTable(c.Request().Context(), c.ws, t.ID)
}

// matches fails with Conflict, code "table.version", unless the version that the
// caller has seen is the stored one; who says none has seen any.
func (c *call) matches(version int) error {
	tag := c.Request().Header.Get("If-Match")
	if tag == "" || tag == "*" || strings.Trim(strings.TrimPrefix(tag, "W/"), `"`) == strconv.Itoa(version) {
		return nil
	}
	return errTableVersion
}

var errTableVersion = &engine.Error{Kind: engine.Conflict, Code: "table.version"}

// readTable reads the request's body over a table.
func (u *UI) readTable(c *call, t engine.Table) (engine.Table, error) {
	var in tableIn
	if err := c.decodeUpTo(&in, maxTableBody); err != nil {
		return t, err
	}
	return in.over(t)
}

// over is t as it is to become.
func (in tableIn) over(t engine.Table) (engine.Table, error) {
	rows, named, err := rowsOf(in.Rows)
	if err != nil {
		return t, err
	}
	t.Name, t.Keys, t.Columns = strings.TrimSpace(in.Name), in.Keys, in.Columns
	if len(t.Columns) == 0 {
		t.Columns = slices.Clone(in.Keys)
		for _, name := range named {
			if !slices.Contains(t.Columns, name) {
				t.Columns = append(t.Columns, name)
			}
		}
	}
	for _, name := range named {
		if !slices.Contains(t.Columns, name) {
			return t, &engine.Error{Kind: engine.Invalid, Code: "table.key", Field: "rows", Args: map[string]string{"column": printable(name)}}
		}
	}
	t.Rows = make([][]string, len(rows))
	for i, row := range rows {
		t.Rows[i] = make([]string, len(t.Columns))
		for j, name := range t.Columns {
			t.Rows[i][j] = row[name]
		}
	}
	return t, nil
}

// keepTable checks a table and stores it as its next version.
func (u *UI) keepTable(c *call, t engine.Table) (engine.Table, error) {
	if faults := t.Check(); len(faults) > 0 {
		return t, faults[0]
	}
	t.Size, t.Version, t.Updated = len(t.Rows), t.Version+1, u.Clock.Now()
	return t, u.Store.PutTable(c.Request().Context(), c.ws, t)
}

// unused fails with Conflict, code "table.used", if anything names a table.
func (u *UI) unused(c *call, t engine.Table) error {
	where, err := u.tableUses(c.Request().Context(), c, t.Name)
	if err != nil || len(where) == 0 {
		return err
	}
	said := make([]string, 0, 3)
	for _, one := range where[:min(len(where), 3)] {
		said = append(said, one.Flow+" › "+one.Bead.Number+" "+one.Action)
	}
	if more := len(where) - len(said); more > 0 {
		said = append(said, "+"+strconv.Itoa(more))
	}
	return &engine.Error{Kind: engine.Conflict, Code: "table.used", Field: "name", Args: map[string]string{"name": t.Name, "where": strings.Join(said, "; ")}}
}

// rowsOf reads rows and the names of their columns in the order they come. Cells
// are scalar: numbers keep their digits.
func rowsOf(raw json.RawMessage) (rows []map[string]string, named []string, err error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil, nil
	}
	var lines []json.RawMessage
	if err := json.Unmarshal(raw, &lines); err != nil {
		return nil, nil, &engine.Error{Kind: engine.Invalid, Code: "request.json", Field: "rows", Args: map[string]string{"detail": "rows is not a list"}}
	}
	seen := map[string]bool{}
	for i, line := range lines[:min(len(lines), engine.MaxTableRows+1)] {
		row, names, err := rowOf(line, i)
		if err != nil {
			return nil, nil, err
		}
		for _, name := range names {
			if !seen[name] {
				seen[name], named = true, append(named, name)
			}
		}
		rows = append(rows, row)
	}
	return rows, named, nil
}

func rowOf(line json.RawMessage, i int) (row map[string]string, names []string, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return nil, nil, cellError(i, "")
	}
	row = map[string]string{}
	for d.More() {
		name, _ := d.Token()
		column, _ := name.(string)
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, nil, cellError(i, column)
		}
		cell, ok := engine.CellOf(v)
		if !ok {
			return nil, nil, cellError(i, column)
		}
		row[column], names = cell, append(names, column)
	}
	return row, names, nil
}

func cellError(row int, column string) error {
	return &engine.Error{
		Kind: engine.Invalid, Code: "table.cell", Field: "rows[" + strconv.Itoa(row) + "]." + printable(column),
		Args: map[string]string{"row": strconv.Itoa(row + 1), "column": printable(column)},
	}
}
