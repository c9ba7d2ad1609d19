package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/table"
	"stanok/ui/part"
	"stanok/ui/sheet"
)

// tableScreens are the pages about mapping tables.
var tableScreens = []route{
	{"GET", "/tables", engine.Viewer, (*UI).tablesScreen},
	{"POST", "/tables", engine.Editor, (*UI).makeTable},
	{"GET", "/tables/new", engine.Editor, (*UI).newTableScreen},
	{"GET", "/tables/find", engine.Operator, (*UI).findTable},
	{"GET", "/tables/:id", engine.Operator, (*UI).tableScreen},
	{"POST", "/tables/:id/rows", engine.Editor, (*UI).alterRows},
	{"POST", "/tables/:id/columns", engine.Editor, (*UI).alterColumns},
	{"POST", "/tables/:id/delete", engine.Editor, (*UI).dropTable},
	{"GET", "/tables/:id/csv", engine.Operator, (*UI).exportTable},
	{"GET", "/tables/:id/import", engine.Editor, (*UI).importTable},
	{"POST", "/tables/:id/import", engine.Editor, (*UI).reportTable},
	{"POST", "/tables/:id/import/confirm", engine.Editor, (*UI).fillTable},
}

func (u *UI) tablesScreen(c *call) error {
	ctx := c.Request().Context()
	all, err := u.Store.ListTables(ctx, c.ws)
	if err != nil {
		return err
	}
	used, err := u.usesIn(ctx, c.ws, engine.TableField)
	if err != nil {
		return err
	}
	v, now := u.voice(c), u.now(c)
	view := table.ListView{MayEdit: c.role.Includes(engine.Editor), MayOpen: c.seesValues()}
	for _, t := range all {
		view.Rows = append(view.Rows, table.RowView{
			ID: string(t.ID), Name: t.Name, Keys: strings.Join(t.Keys, ", "), Size: t.Size, Uses: u.useViews(c.lang, used[t.Name]),
			Changed: part.MomentView{Text: v.Moment(t.Updated.In(c.zone), now), Machine: t.Updated.UTC().Format(time.RFC3339), Ago: v.Ago(t.Updated, now)},
		})
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("nav.tables")}, "tables", table.List(v, view))
}

func (u *UI) newTableScreen(c *call) error {
	form := url.Values{"name": {c.QueryParam("name")}}
	return u.showNewTable(c, http.StatusOK, form, nil)
}

func (u *UI) showNewTable(c *call, status int, form url.Values, faults []*engine.Error) error {
	v := u.voice(c)
	say := u.sayings(c, faults)
	field := func(name, label, help string) part.FieldView {
		return part.FieldView{ID: "table-" + name, Name: name, Label: label, Help: help, Value: form.Get(name), Error: say.take(name)}
	}
	view := table.NewView{
		Name: field("name", v.T("tables.name"), v.T("tables.name.help")), Keys: field("keys", v.T("tables.new.keys"), v.T("tables.new.keys.help")),
		Others: field("others", v.T("tables.new.others"), v.T("tables.new.others.help")),
	}
	view.Fault = say.rest()
	focus(&view.Name)
	return u.show(c, status, page.FrameView{Title: v.T("tables.new")}, "tables", table.New(v, view))
}

// makeTable makes a table of the columns in a form or of those in a file, whose
// rows it takes.
func (u *UI) makeTable(c *call) error {
	sent, content, err := c.tableForm()
	if err != nil {
		return err
	}
	keys := split(sent.Get("keys"))
	t := engine.Table{Name: strings.TrimSpace(sent.Get("name")), Keys: keys, Columns: slices.Concat(keys, split(sent.Get("others")))}
	again := func(faults []*engine.Error) error {
		return u.showNewTable(c, http.StatusUnprocessableEntity, sent, aboutNew(faults))
	}
	if len(content) > 0 {
		s, err := sheet.Read(content)
		if err != nil {
			return again(faultsOf(err))
		}
		if len(keys) == 0 {
			t.Keys = s.Columns[:1]
		}
		for _, name := range slices.Concat(t.Keys, s.Columns) {
			if !slices.Contains(t.Columns, name) {
				t.Columns = append(t.Columns, name)
			}
		}
		r, err := sheet.Merge(t, s, false)
		if err != nil {
			return again(faultsOf(err))
		}
		if t = r.Table; len(r.Refused) > 0 {
			return again([]*engine.Error{r.Refused[0].Err})
		}
	}
	if faults := t.Check(); len(faults) > 0 {
		return again(faults)
	}
	if t, err = u.newTable(c, t); err != nil {
		if fault, ok := aboutForm(err); ok {
			fault.Field = "name"
			return again([]*engine.Error{fault})
		}
		return err
	}
	return c.leave("/tables/" + string(t.ID) + "?saved=1")
}

// aboutNew are faults of a table as faults of the form of a new one.
func aboutNew(faults []*engine.Error) []*engine.Error {
	for i, e := range faults {
		one := *e
		if strings.HasPrefix(one.Field, "columns") {
			one.Field = "others"
		}
		faults[i] = &one
	}
	return faults
}

// faultsOf is an error as faults of a form.
func faultsOf(err error) []*engine.Error {
	f := engine.FailureOf(err, time.Time{})
	return []*engine.Error{{Kind: f.Kind, Code: f.Code, Args: f.Args, Field: f.Field, Err: err}}
}

// split reads names that are separated by commas.
func split(text string) []string {
	var names []string
	for _, name := range strings.Split(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// findTable leads to the table of a name, and there to a new row with the keys in
// the address.
func (u *UI) findTable(c *call) error {
	t, err := u.Store.TableByName(c.Request().Context(), c.ws, c.QueryParam("name"))
	if err != nil {
		return err
	}
	q := url.Values{}
	for _, column := range t.Columns {
		if v := c.QueryParam("key." + column); v != "" {
			q.Set("new."+column, v)
		}
	}
	return c.Redirect(http.StatusSeeOther, "/tables/"+string(t.ID)+"?"+q.Encode())
}

func (u *UI) tableScreen(c *call) error {
	t, err := u.tableAsked(c)
	if err != nil {
		return err
	}
	g := gridOf(t, c.QueryParam("q"), c.QueryParam("page"))
	g.offer(t, c.QueryParams())
	v := u.voice(c)
	var notice part.NoticeView
	if c.QueryParam("saved") != "" {
		notice = part.NoticeView{Look: "ok", Title: v.T("tables.saved"), TestID: "table-saved"}
	}
	return u.showGrid(c, http.StatusOK, t, g, notice, columnsOf(t))
}

// showGrid shows a table with the rows of a grid, which may not be saved yet.
func (u *UI) showGrid(c *call, status int, t engine.Table, g grid, notice part.NoticeView, columns columnsForm) error {
	uses, err := u.tableUses(c.Request().Context(), c, t.Name)
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := table.View{
		ID: string(t.ID), Name: t.Name, Version: t.Version, Size: len(t.Rows), Query: g.query, Page: g.page, Shown: g.shown,
		Notice: notice, MayEdit: c.role.Includes(engine.Editor), Uses: uses, Settings: u.columnsView(c, columns),
	}
	for _, name := range t.Columns {
		view.Columns = append(view.Columns, table.ColumnView{Name: name, Key: slices.Contains(t.Keys, name)})
	}
	u.drawRows(c, &view, t, g)
	if n := len(uses); n > 0 {
		view.Delete = v.T("tables.delete.used", "n", n)
	}
	return u.show(c, status, page.FrameView{Title: t.Name}, "tables", table.Page(v, view))
}

// drawRows draws the grid and what is said about it.
func (u *UI) drawRows(c *call, view *table.View, t engine.Table, g grid) {
	v := u.voice(c)
	draw := func(r gridRow, label string) table.GridRow {
		row := table.GridRow{At: r.at, Label: label, Fault: r.fault}
		for i, cell := range r.cells {
			row.Cells = append(row.Cells, table.CellView{
				Value: cell, Wrong: r.wrong == i+1, Focus: r.focus == i+1, Lines: strings.Contains(cell, "\n"),
				Label: v.T("editor.cell", "name", t.Columns[i], "n", label),
			})
		}
		return row
	}
	for _, r := range g.rows {
		label := r.label
		if label == "" {
			label = v.T("tables.row.new")
		}
		view.Rows = append(view.Rows, draw(r, label))
	}
	view.Blank = draw(gridRow{cells: make([]string, len(t.Columns))}, v.T("tables.row.new"))
	view.Faults = g.elsewhere
	if g.found > 0 && len(g.shown) > 0 {
		first := (g.page-1)*gridPage + 1
		view.Count = v.T("tables.count", "from", first, "to", first+len(g.shown)-1, "all", g.found)
	}
	for n := 1; n <= g.pages(); n++ {
		if n > 1 && n < g.pages() && (n < g.page-2 || n > g.page+2) {
			continue
		}
		link := part.LinkView{Text: strconv.Itoa(n), Href: gridHref(t.ID, g.query, n)}
		if n == g.page {
			link.Href = ""
		}
		view.Pages = append(view.Pages, link)
	}
}

// dropTable deletes a table that nothing names.
func (u *UI) dropTable(c *call) error {
	t, err := u.tableAsked(c)
	if err == nil {
		err = u.removeTable(c, t)
	}
	if err != nil {
		return err
	}
	return c.leave("/tables")
}
