package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/ui/page/table"
	"stanok/ui/part"
)

// columnsForm is the name and the columns of a table in a form.
type columnsForm struct {
	name    string
	columns []columnRow
	open    bool
	faults  []*engine.Error
}

// columnRow is a column in that form.
type columnRow struct {
	was   string // which it is now, from 0; "" for a new one
	name  string
	key   bool
	focus bool
}

func columnsOf(t engine.Table) columnsForm {
	f := columnsForm{name: t.Name}
	for i, name := range t.Columns {
		f.columns = append(f.columns, columnRow{was: strconv.Itoa(i), name: name, key: slices.Contains(t.Keys, name)})
	}
	return f
}

func readColumns(form url.Values) columnsForm {
	f := columnsForm{name: strings.TrimSpace(form.Get("name")), open: true}
	for i, name := range form["column"] {
		row := columnRow{name: strings.TrimSpace(name), key: slices.Contains(form["key"], strconv.Itoa(i))}
		if i < len(form["was"]) {
			row.was = form["was"][i]
		}
		f.columns = append(f.columns, row)
	}
	return f
}

// over is t with the columns of the form: a new one is empty.
func (f columnsForm) over(t engine.Table) engine.Table {
	changed := t
	changed.Name, changed.Columns, changed.Keys = f.name, nil, nil
	var from []int
	for _, c := range f.columns {
		if c.name == "" && c.was == "" {
			continue
		}
		n, err := strconv.Atoi(c.was)
		if err != nil || n < 0 || n >= len(t.Columns) {
			n = -1
		}
		changed.Columns, from = append(changed.Columns, c.name), append(from, n)
		if c.key {
			changed.Keys = append(changed.Keys, c.name)
		}
	}
	changed.Rows = make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		changed.Rows[i] = make([]string, len(from))
		for j, n := range from {
			if n >= 0 {
				changed.Rows[i][j] = row[n]
			}
		}
	}
	return changed
}

// alterColumns saves the name and the columns of a table.
func (u *UI) alterColumns(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	form, err := c.form()
	if err != nil {
		return err
	}
	f := readColumns(form)
	again := func(status int, faults ...*engine.Error) error {
		f.faults = faults
		return u.showGrid(c, status, t, gridOf(t, "", ""), part.NoticeView{}, f)
	}
	do := form.Get("do")
	if n, err := strconv.Atoi(strings.TrimPrefix(do, "drop:")); err == nil && n >= 0 && n < len(f.columns) {
		f.columns = slices.Delete(f.columns, n, n+1)
		return again(http.StatusOK)
	}
	if do == "add" {
		f.columns = append(f.columns, columnRow{focus: true})
		return again(http.StatusOK)
	}
	if form.Get("version") != strconv.Itoa(t.Version) {
		return again(http.StatusConflict, errTableVersion)
	}
	changed := f.over(t)
	if faults := changed.Check(); len(faults) > 0 {
		return again(http.StatusUnprocessableEntity, faults...)
	}
	if changed.Name != t.Name {
		err = u.unused(c, t)
	}
	if err == nil {
		_, err = u.keepTable(c, changed)
	}
	if fault, ok := aboutForm(err); err != nil && ok {
		fault.Field = "name"
		return again(http.StatusConflict, fault)
	}
	if err != nil {
		return err
	}
	return c.leave("/tables/" + string(t.ID) + "?saved=1")
}

func (u *UI) columnsView(c *call, f columnsForm) table.ColumnsView {
	v := u.voice(c)
	say := u.sayings(c, f.faults)
	view := table.ColumnsView{Open: f.open, Name: part.FieldView{
		ID: "table-name", Name: "name", Label: v.T("tables.name"), Help: v.T("tables.name.help"), Value: f.name, Error: say.take("name"),
	}}
	for i, one := range f.columns {
		view.Columns = append(view.Columns, table.EditView{
			Was: one.was, Name: one.name, Key: one.key, Focus: one.focus, Label: v.T("tables.column.n", "n", i+1),
		})
	}
	view.Fault = say.rest()
	return view
}
