package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/ui/part"
)

// sentRows are the rows of a page of a table as they came back.
type sentRows struct {
	version int
	shown   []int // which stored rows stood on the page
	rows    []gridRow
	query   string
	page    string
}

// readRows reads the form of a grid. Cells of one column come in the order of the
// rows.
func readRows(form url.Values, t engine.Table) (sentRows, error) {
	in := sentRows{query: form.Get("q"), page: form.Get("page")}
	in.version, _ = strconv.Atoi(form.Get("version"))
	for _, word := range strings.FieldsFunc(form.Get("shown"), func(r rune) bool { return r == ',' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 0 || n >= len(t.Rows) {
			return in, errTableVersion
		}
		in.shown = append(in.shown, n)
	}
	for i, at := range form["at"] {
		row := gridRow{at: at, cells: make([]string, len(t.Columns))}
		for j, name := range t.Columns {
			column := form["c"+strconv.Itoa(j)]
			if len(column) != len(form["at"]) {
				return in, errTableVersion
			}
			row.cells[j] = cleaned(column[i], slices.Contains(t.Keys, name))
		}
		if n, err := strconv.Atoi(at); at != "" && (err != nil || !slices.Contains(in.shown, n)) {
			return in, errTableVersion
		}
		in.rows = append(in.rows, row)
	}
	return in, nil
}

// cleaned is the text of a cell as it is kept.
func cleaned(cell string, key bool) string {
	cell = strings.ReplaceAll(cell, "\r\n", "\n")
	if key {
		return strings.TrimSpace(cell)
	}
	return cell
}

func (r gridRow) blank() bool {
	return !slices.ContainsFunc(r.cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// over is t with the rows of a page as they came back: those that did not come are
// removed, new ones are last. from says of each row of the result which of those
// sent it is; -1 for one that did not stand on the page.
func (in sentRows) over(t engine.Table) (changed engine.Table, from []int) {
	sent := map[int]int{}
	for i, row := range in.rows {
		if n, err := strconv.Atoi(row.at); err == nil {
			sent[n] = i
		}
	}
	changed = t
	changed.Rows = make([][]string, 0, len(t.Rows)+len(in.rows))
	put := func(cells []string, i int) {
		changed.Rows, from = append(changed.Rows, cells), append(from, i)
	}
	for n, cells := range t.Rows {
		i, came := sent[n]
		switch {
		case came:
			put(in.rows[i].cells, i)
		case !slices.Contains(in.shown, n):
			put(cells, -1)
		}
	}
	for i, row := range in.rows {
		if row.at == "" && !row.blank() {
			put(row.cells, i)
		}
	}
	return changed, from
}

// alterRows saves what was changed in a part of a table's rows.
func (u *UI) alterRows(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	form, err := c.formUpTo(maxTableBody)
	if err != nil {
		return err
	}
	in, err := readRows(form, t)
	if err != nil {
		return err
	}
	if in.version != t.Version {
		return u.showRows(c, http.StatusConflict, t, in, nil, []*engine.Error{errTableVersion})
	}
	switch do := form.Get("do"); {
	case do == "add":
		in.rows = append(in.rows, gridRow{cells: make([]string, len(t.Columns)), focus: 1})
		return u.showRows(c, http.StatusOK, t, in, nil, nil)
	case strings.HasPrefix(do, "drop:"):
		at := strings.TrimPrefix(do, "drop:")
		if i := slices.IndexFunc(in.rows, func(r gridRow) bool { return r.at == at }); i >= 0 {
			in.rows = slices.Delete(in.rows, i, i+1)
		}
		return u.showRows(c, http.StatusOK, t, in, nil, nil)
	}
	changed, from := in.over(t)
	if faults := changed.Check(); len(faults) > 0 {
		return u.showRows(c, http.StatusUnprocessableEntity, t, in, from, faults)
	}
	if _, err := u.keepTable(c, changed); err != nil {
		return err
	}
	to := gridOf(changed, in.query, in.page)
	if len(changed.Rows) > len(t.Rows) && in.query == "" { // to the rows that are new
		to = gridOf(changed, "", strconv.Itoa(len(changed.Rows)))
	}
	return c.leave(withSaved(gridHref(t.ID, in.query, to.page)))
}

func withSaved(href string) string {
	if strings.Contains(href, "?") {
		return href + "&saved=1"
	}
	return href + "?saved=1"
}

// showRows shows the rows of a form again, and what is wrong with them. from says
// which row of the form a fault's row is.
func (u *UI) showRows(c *call, status int, t engine.Table, in sentRows, from []int, faults []*engine.Error) error {
	g := gridOf(t, in.query, in.page)
	g.shown, g.rows = in.shown, in.rows
	for i := range g.rows {
		if n, err := strconv.Atoi(g.rows[i].at); err == nil {
			g.rows[i].label = strconv.Itoa(n + 1)
		}
	}
	for row, i := range from {
		if i >= 0 {
			g.rows[i].label = strconv.Itoa(row + 1)
		}
	}
	var notice part.NoticeView
	if len(faults) > 0 {
		notice = part.NoticeView{Look: "fail", Title: u.voice(c).T("tables.refused"), TestID: "table-refused"}
	}
	for _, e := range faults {
		say, try := u.Texts.Say(c.lang, e.Code, e.Args)
		said := strings.TrimSpace(say + " " + try)
		if row, column, ok := cellOf(e.Field); ok && row < len(from) && from[row] >= 0 {
			at := &g.rows[from[row]]
			at.fault, at.wrong = said, slices.Index(t.Columns, column)+1
		} else if len(g.elsewhere) < 10 {
			g.elsewhere = append(g.elsewhere, said)
		}
	}
	return u.showGrid(c, status, t, g, notice, columnsOf(t))
}

// cellOf is the row and the column that a fault of a table is about.
func cellOf(field string) (row int, column string, ok bool) {
	rest, ok := strings.CutPrefix(field, "rows[")
	number, column, found := strings.Cut(rest, "].")
	row, err := strconv.Atoi(number)
	return row, column, ok && found && err == nil
}
