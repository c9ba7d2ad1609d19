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
	{"GET", "/ops/live", engine.Viewer, (*UI).liveHistory},
	{"GET", "/ops/:id", engine.Viewer, (*UI).operationScreen},
	{"GET", "/ops/:id/live", engine.Viewer, (*UI).liveOperation},
	{"POST", "/ops/:id/act", engine.Operator, (*UI).actOnOperation},
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

// historyQuery is what the address of a list of operations asks for.
type historyQuery struct {
	processing engine.ProcessingID
	states     []string // names of groups of states
	period     string
	test       bool
	text       string
	cursor     string
}

// stateGroups are the states a filter shows.
var stateGroups = map[string][]engine.State{
	"failed":    {engine.Failed},
	"uncertain": {engine.UncertainState},
	"waiting":   {engine.Queued, engine.Running, engine.Waiting},
	"kept":      {engine.Kept},
	"succeeded": {engine.Succeeded, engine.Stopped},
	"cancelled": {engine.Cancelled},
}

// stateFilters and periods are in the order of the page.
var (
	stateFilters = []string{"failed", "uncertain", "waiting", "kept", "succeeded", "cancelled"}
	periods      = []string{"15m", "1h", "today", "7d"}
)

func historyQueryOf(c *call) historyQuery {
	v := c.QueryParams()
	q := historyQuery{
		processing: engine.ProcessingID(v.Get("processing")), period: v.Get("period"), test: v.Get("test") == "true",
		text: clipped(v.Get("q"), 200), cursor: v.Get("cursor"),
	}
	if id := c.Param("id"); id != "" && strings.HasPrefix(c.Path(), "/p/") {
		q.processing = engine.ProcessingID(id)
	}
	for _, s := range stateFilters {
		if slices.Contains(v["state"], s) {
			q.states = append(q.states, s)
		}
	}
	if !slices.Contains(periods, q.period) {
		q.period = ""
	}
	if !c.seesValues() { // what is found tells what is in it
		q.text = ""
	}
	return q
}

// values are q as they stand in an address, but for its cursor.
func (q historyQuery) values() url.Values {
	v := url.Values{}
	for _, s := range q.states {
		v.Add("state", s)
	}
	for name, value := range map[string]string{"period": q.period, "q": q.text} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.test {
		v.Set("test", "true")
	}
	return v
}

// path is the address of the list without conditions.
func (q historyQuery) path() string {
	if q.processing != "" {
		return "/p/" + url.PathEscape(string(q.processing)) + "/ops"
	}
	return "/ops"
}

func (q historyQuery) href() string { return withQuery(q.path(), q.values()) }

// live is the address of the stream of what changes in the list that is drawn now.
func (q historyQuery) live(now time.Time) string {
	v := q.values()
	v.Set(sinceParam, strconv.FormatInt(now.UnixMilli(), 10))
	if q.processing != "" {
		v.Set("processing", string(q.processing))
	}
	return withQuery("/ops/live", v)
}

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// asked is q as a store understands it.
func (q historyQuery) asked(now time.Time) engine.OperationQuery {
	asked := engine.OperationQuery{Processing: q.processing, Text: q.text, Test: q.test, Cursor: q.cursor, From: q.from(now)}
	for _, s := range q.states {
		asked.States = append(asked.States, stateGroups[s]...)
	}
	return asked
}

func (q historyQuery) from(now time.Time) time.Time {
	switch q.period {
	case "15m":
		return now.Add(-15 * time.Minute)
	case "1h":
		return now.Add(-time.Hour)
	case "today":
		return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	case "7d":
		return now.AddDate(0, 0, -7)
	}
	return time.Time{}
}

// shows reports whether an operation is one that q asks for, but for its text.
func (q historyQuery) shows(op engine.Operation, now time.Time) bool {
	asked := q.asked(now)
	return op.Test == q.test && (q.processing == "" || op.Processing == q.processing) &&
		(len(asked.States) == 0 || slices.Contains(asked.States, op.State)) && !op.Created.Before(asked.From)
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
	view.Table = part.OperationsView{ID: "history", Flows: q.processing == ""}
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
	view.States, view.Others = u.historyFilters(v, q)
	for name, values := range q.values() {
		for _, value := range values {
			if name != "q" {
				view.Hidden = append(view.Hidden, history.Pair{Name: name, Value: value})
			}
		}
	}
	found, err := u.Store.FindOperations(ctx, c.ws, q.asked(u.now(c)))
	if err != nil {
		return view, err
	}
	rows := u.rows(c, v)
	rows.list = q
	for _, op := range found.Operations {
		view.Table.Rows = append(view.Table.Rows, rows.row(ctx, op))
	}
	if found.Next != "" {
		more := q.values()
		more.Set("cursor", found.Next)
		view.More = withQuery(q.path(), more)
	}
	return view, nil
}

// link is the webhook link of a processing, for those who may see it.
func (u *UI) link(c *call, p engine.Processing) string {
	def, _ := u.Engine.Check(p.Draft)
	if def.Source.Type != "webhook" || !c.role.Includes(engine.Operator) {
		return ""
	}
	return u.hookLink(p)
}

func (u *UI) historyFilters(v words.Voice, q historyQuery) (states, others []part.FilterView) {
	for _, s := range stateFilters {
		on, changed := slices.Contains(q.states, s), q
		if on {
			changed.states = slices.DeleteFunc(slices.Clone(q.states), func(one string) bool { return one == s })
		} else {
			changed.states = append(slices.Clone(q.states), s)
		}
		states = append(states, part.FilterView{Text: v.T("history.state." + s), On: on, Href: changed.href(), TestID: "filter-" + s})
	}
	for _, p := range periods {
		on, changed := q.period == p, q
		changed.period = off(on, p)
		others = append(others, part.FilterView{Text: v.T("history.period." + p), On: on, Href: changed.href(), TestID: "filter-" + p})
	}
	changed := q
	changed.test = !q.test
	return states, append(others, part.FilterView{Text: v.T("history.tests"), On: q.test, Href: changed.href(), TestID: "filter-test"})
}
