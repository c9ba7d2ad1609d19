package ui

import (
	"slices"

	"stanok/engine"
	"stanok/examples/template"
)

// makeTables makes those tables of a template that are not there yet.
func (u *UI) makeTables(c *call, t template.Template) error {
	all, err := u.Store.ListTables(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	for _, want := range t.Tables {
		if slices.ContainsFunc(all, func(have engine.Table) bool { return have.Name == want.Name }) {
			continue
		}
		fresh := engine.Table{Name: want.Name, Columns: want.Columns, Keys: want.Keys}
		for _, row := range want.Rows {
			cells := make([]string, len(want.Columns))
			for i, name := range want.Columns {
				cells[i] = row[name]
			}
			fresh.Rows = append(fresh.Rows, cells)
		}
		if _, err := u.newTable(c, fresh); err != nil {
			return err
		}
	}
	return nil
}

// tableOf is the table whose rows a question is answered with.
func (u *UI) tableOf(c *call, name string) (engine.Table, error) {
	ctx := c.Request().Context()
	all, err := u.Store.ListTables(ctx, c.ws)
	if err != nil {
		return engine.Table{}, err
	}
	i := slices.IndexFunc(all, func(t engine.Table) bool { return t.Name == name })
	if i < 0 {
		return engine.Table{}, &engine.Error{Kind: engine.NotFound, Code: "table.missing", Args: map[string]string{"name": name}}
	}
	return u.Store.Table(ctx, c.ws, all[i].ID)
}

// answered is what the draft, or a table, says to a question.
func (u *UI) answered(c *call, w *wizard, q template.Question) template.Value {
	if q.Table == "" {
		return w.answers.Values[q.Name]
	}
	t, err := u.tableOf(c, q.Table)
	if err != nil {
		return template.Value{}
	}
	var v template.Value
	for _, cells := range t.Rows[:min(len(t.Rows), maxPairs)] {
		row := map[string]string{}
		for i, name := range t.Columns {
			row[name] = cells[i]
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// fillTables puts the answers that are rows of tables into them.
func (u *UI) fillTables(c *call, w *wizard, said map[string]template.Value) (faults []*engine.Error) {
	for _, q := range w.Questions {
		v, ok := said[q.Name]
		if q.Table == "" || !ok {
			continue
		}
		t, err := u.tableOf(c, q.Table)
		if err == nil && len(t.Rows) <= maxPairs {
			t.Rows = rowsOver(t, q, v.Rows)
			_, err = u.keepTable(c, t)
		}
		if err != nil {
			fault := asFault(err)
			fault.Field = q.Name
			faults = append(faults, fault)
		}
	}
	return faults
}

// rowsOver are a table's rows as they were answered; columns that are not asked
// for keep what the row of the same place has.
func rowsOver(t engine.Table, q template.Question, said []map[string]string) [][]string {
	rows := make([][]string, len(said))
	for i, one := range said {
		rows[i] = make([]string, len(t.Columns))
		if i < len(t.Rows) {
			copy(rows[i], t.Rows[i])
		}
		for j, name := range t.Columns {
			if slices.ContainsFunc(q.Columns, func(c template.Column) bool { return c.Name == name }) {
				rows[i][j] = one[name]
			}
		}
	}
	return rows
}
