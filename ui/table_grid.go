package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
)

// gridPage is how many rows of a table stand on one page.
const gridPage = 100

// grid is a part of a table's rows as a page shows and edits it.
type grid struct {
	query     string
	page      int   // from 1
	found     int   // rows that the query finds
	shown     []int // which of them stand here, from 0
	rows      []gridRow
	elsewhere []string // what is wrong with rows that do not stand here
}

// gridRow is one row of the page.
type gridRow struct {
	at    string // which stored row it is, from 0; "" for a new one
	label string // its number; "" for a new one
	cells []string
	fault string
	wrong int // the cell at fault, from 1
	focus int // the cell to begin in, from 1
}

// gridOf finds the rows of a table that hold a text, and a page of them.
func gridOf(t engine.Table, query, page string) grid {
	g := grid{query: clipped(strings.TrimSpace(query), 200)}
	find := engine.Fold(g.query)
	var found []int
	for i, row := range t.Rows {
		if find == "" || slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(engine.Fold(cell), find) }) {
			found = append(found, i)
		}
	}
	g.found = len(found)
	n, err := strconv.Atoi(page)
	if err != nil || n < 1 {
		n = 1
	}
	g.page = min(n, g.pages())
	from := (g.page - 1) * gridPage
	g.shown = found[from:min(from+gridPage, len(found))]
	for _, i := range g.shown {
		g.rows = append(g.rows, gridRow{at: strconv.Itoa(i), label: strconv.Itoa(i + 1), cells: t.Rows[i]})
	}
	if len(t.Rows) == 0 {
		g.rows = append(g.rows, gridRow{cells: make([]string, len(t.Columns)), focus: 1})
	}
	for i := range g.rows {
		g.rows[i].cells = padded(g.rows[i].cells, t)
	}
	return g
}

// padded are the cells of a row of a table.
func padded(cells []string, t engine.Table) []string {
	row := make([]string, len(t.Columns))
	copy(row, cells)
	return row
}

func (g grid) pages() int { return max(1, (g.found+gridPage-1)/gridPage) }

// offer adds a new row with what the address has for it.
func (g *grid) offer(t engine.Table, q url.Values) {
	row := gridRow{cells: make([]string, len(t.Columns))}
	some := false
	for i, name := range t.Columns {
		row.cells[i] = clipped(q.Get("new."+name), engine.MaxTableCell)
		some = some || row.cells[i] != ""
		if row.cells[i] == "" && row.focus == 0 {
			row.focus = i + 1
		}
	}
	if !some {
		return
	}
	for i := range g.rows {
		g.rows[i].focus = 0
	}
	g.rows = append(g.rows, row)
}

// gridHref is the address of a page of a table's rows.
func gridHref(id engine.TableID, query string, page int) string {
	q := url.Values{}
	if query != "" {
		q.Set("q", query)
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/tables/" + string(id)
	}
	return "/tables/" + string(id) + "?" + q.Encode()
}
