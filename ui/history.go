package ui

import (
	"net/http"
	"strings"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// historyScreens are the screens of operations.
var historyScreens = []route{
	{"GET", "/operations", engine.Viewer, (*UI).operationsByName},
	{"GET", "/operations/:id", engine.Viewer, (*UI).operationsByName},
	{"GET", "/ops", engine.Viewer, (*UI).historyScreen},
	{"GET", "/p/:id/ops", engine.Viewer, (*UI).historyScreen},
	{"POST", "/ops/views", engine.Viewer, (*UI).keepView},
	{"GET", "/ops/live", engine.Viewer, (*UI).liveHistory},
	{"GET", "/ops/:id", engine.Viewer, (*UI).operationScreen},
	{"GET", "/ops/:id/live", engine.Viewer, (*UI).liveOperation},
	{"POST", "/ops/:id/act", engine.Operator, (*UI).actOnOperation},
	{"POST", "/ops/:id/check", engine.Operator, (*UI).checkOperation},
	{"GET", "/ops/:id/origin", engine.Operator, (*UI).operationOrigin},
	{"GET", "/ops/:id/compare", engine.Operator, (*UI).operationCompare},
	{"GET", "/ops/:id/tree", engine.Operator, (*UI).operationTree},
	{"GET", "/ops/:id/secret", engine.Editor, (*UI).operationSecret},
	{"GET", "/ops/:id/text", engine.Operator, (*UI).operationText},
}

// operationsByName leads from the addresses that letters and other programs know
// to the pages.
func (u *UI) operationsByName(c *call) error {
	if id := c.Param("id"); id != "" {
		if _, err := u.Store.Operation(c.Request().Context(), c.ws, engine.OperationID(id)); err != nil {
			return err
		}
	}
	to := *c.Request().URL
	to.Scheme, to.Host, to.User, to.RawPath = "", "", nil, ""
	to.Path = "/ops" + strings.TrimPrefix(to.Path, "/operations")
	return c.Redirect(http.StatusSeeOther, to.RequestURI())
}

func (u *UI) historyScreen(c *call) error {
	q := historyQueryOf(c)
	if !isCursor(q.cursor) {
		return &engine.Error{Kind: engine.Invalid, Code: "request.parameter", Field: "cursor", Args: map[string]string{"name": "cursor"}}
	}
	v := u.voice(c)
	view, err := u.historyView(c, v, q)
	if err != nil {
		return err
	}
	switch {
	case c.part() && q.cursor != "":
		return c.render(http.StatusOK, history.More(v, view))
	case c.part():
		c.searchOn(q.text)
		return c.render(http.StatusOK, history.Part(v, view))
	}
	place := "operations"
	if q.processing != "" {
		place = "processings"
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: view.Title}, place, history.Page(v, view))
}

// isCursor reports whether s could be one: an operation's id.
func isCursor(s string) bool {
	for _, r := range s {
		if !(r >= '0' && r <= '9' || r >= 'a' && r <= 'v') {
			return false
		}
	}
	return len(s) <= maxCursor
}

func (u *UI) historyView(c *call, v words.Voice, q historyQuery) (history.View, error) {
	ctx := c.Request().Context()
	view := history.View{
		Title: v.T("history.title"), Path: q.path(), Query: q.text, Live: q.live(u.now(c)), MaySearch: c.seesValues(), Everything: q.path(),
		Narrowed: len(q.values()) > 0,
	}
	view.Table = part.OperationsView{ID: "history", Flows: q.processing == "", Tries: true}
	if q.processing != "" {
		p, err := u.Store.Processing(ctx, c.ws, q.processing)
		if err != nil {
			return view, err
		}
		view.Title, view.Link = v.T("history.of", "name", p.Name), u.link(c, p)
		if view.Head, _, err = u.flowHead(c, p, "operations"); err != nil {
			return view, err
		}
	}
	found, err := u.foundOf(c, q)
	if err != nil {
		return view, err
	}
	if q.cursor == "" {
		if err := u.historyFilters(c, v, q, &view); err != nil {
			return view, err
		}
	}
	rows := u.rows(c, v)
	rows.list = q
	for _, op := range found.Operations {
		view.Table.Rows = append(view.Table.Rows, rows.row(ctx, op))
	}
	if found.Next != "" {
		more := q.values()
		more.Set("cursor", found.Next)
		if c.QueryParam(allParam) == "true" {
			more.Set(allParam, "true")
		}
		view.More = withQuery(q.path(), more)
	}
	return view, u.bulk(c, v, q, &view)
}

// link is the webhook link of a processing, for those who may see it.
func (u *UI) link(c *call, p engine.Processing) string {
	def, _ := u.Engine.Check(p.Draft)
	if def.Source.Type != "webhook" || !c.role.Includes(engine.Operator) {
		return ""
	}
	return u.hookLink(p)
}
