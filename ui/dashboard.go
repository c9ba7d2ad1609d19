package ui

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/dashboard"
	"stanok/ui/page/list"
	"stanok/ui/part"
	"stanok/ui/words"
)

// dashboardScreens are the first page and what it asks.
var dashboardScreens = []route{
	{"GET", "/", engine.Viewer, (*UI).home},
	{"GET", "/attention/live", engine.Viewer, (*UI).liveHome},
	{"POST", "/attention/hide", engine.Viewer, (*UI).hideAttention},
}

// Bounds of the first page.
const (
	itemsShown = 8
	flowsShown = 6
	tailShown  = 10
)

// home says what needs attention, worst first; then how today goes.
func (u *UI) home(c *call) error {
	v := u.voice(c)
	view, err := u.homeView(c, v)
	if err != nil {
		return err
	}
	f := page.FrameView{Title: v.T("nav.attention")}
	if view.First == nil && !view.Paused {
		f.Live = "/attention/live"
	}
	return u.show(c, http.StatusOK, f, "attention", dashboard.Page(v, view))
}

// liveHome sends what changes by itself: the figures of today and what goes on.
func (u *UI) liveHome(c *call) error {
	v := u.voice(c)
	all := func(engine.Change) bool { return true }
	return u.stream(c, all, func(context.Context, []engine.OperationID) (templ.Component, error) {
		var view dashboard.View
		err := u.goingOn(c, v, &view)
		return dashboard.News(v, view), err
	})
}

func (u *UI) homeView(c *call, v words.Voice) (view dashboard.View, err error) {
	ctx := c.Request().Context()
	all, _, err := u.summaries(ctx, c.ws)
	if err != nil {
		return view, err
	}
	view.New = c.role.Includes(engine.Editor) && len(all) > 0
	view.Paused = c.QueryParam("paused") == "true"
	if view.Steps, err = u.firstSteps(c, v, all); err != nil {
		return view, err
	}
	if len(all) == 0 {
		view.First = &list.View{First: true, Templates: len(u.Templates) > 0, MayEdit: c.role.Includes(engine.Editor)}
		return view, nil
	}
	if view.Items, err = u.attention(c, v, all); err != nil {
		return view, err
	}
	view.More = max(0, len(view.Items)-itemsShown)
	view.Items = view.Items[:min(len(view.Items), itemsShown)]
	view.Well = v.T("dash.well.none")
	if last := newest(all); !last.IsZero() {
		view.Well = v.T("dash.well.last", "when", v.Ago(last, u.now(c)), "at", v.Moment(last.In(c.zone), u.now(c)))
	}
	if err := u.mine(c, v, all, &view); err != nil {
		return view, err
	}
	return view, u.goingOn(c, v, &view)
}

// newest is when the newest operation of all began.
func newest(all []summary) (last time.Time) {
	for _, s := range all {
		if s.tally.Last.Created.After(last) {
			last = s.tally.Last.Created
		}
	}
	return last
}

// mine are the processings that were edited last.
func (u *UI) mine(c *call, v words.Voice, all []summary, view *dashboard.View) error {
	ctx := c.Request().Context()
	hosts, err := u.hosts(ctx, c.ws)
	if err != nil {
		return err
	}
	latest := slices.Clone(all)
	slices.SortStableFunc(latest, func(a, b summary) int { return b.Updated.Compare(a.Updated) })
	for _, s := range latest[:min(len(latest), flowsShown)] {
		if s.standing, err = u.standing(ctx, c.ws, s.Processing, s.digest); err != nil {
			return err
		}
		view.Flows = append(view.Flows, u.listRow(c, v, s, hosts))
	}
	view.All = part.LinkView{Text: v.T("dash.all", "n", len(all)), Href: "/p"}
	return nil
}

// goingOn fills in the figures of today and the newest operations.
func (u *UI) goingOn(c *call, v words.Voice, view *dashboard.View) error {
	if err := u.today(c, v, view); err != nil {
		return err
	}
	ctx, rows := c.Request().Context(), u.rows(c, v)
	found, err := u.Store.FindOperations(ctx, c.ws, engine.OperationQuery{Limit: tailShown})
	for _, op := range found.Operations {
		r := rows.row(ctx, op)
		one := dashboard.TailRow{ID: r.ID, At: r.Started, Flow: r.Flow.Text, Href: r.Href, Took: r.Took, Bead: r.Where, Status: part.OperationStatus(v, r.State)}
		one.At.Text, one.Status.Bare, one.Bead.Small = v.Clock(op.Created.In(c.zone)), true, true
		view.Tail = append(view.Tail, one)
	}
	return err
}

// firstSteps are the four of the first day, until all are done.
func (u *UI) firstSteps(c *call, v words.Voice, all []summary) ([]dashboard.Step, error) {
	if !c.role.Includes(engine.Editor) || slices.ContainsFunc(all, func(s summary) bool { return s.Version > 0 && s.tally.Last.State == engine.Succeeded }) {
		return nil, nil
	}
	tests, err := u.Store.FindOperations(c.Request().Context(), c.ws, engine.OperationQuery{Test: true, Limit: 1})
	if err != nil {
		return nil, err
	}
	first := ""
	if len(all) > 0 {
		oldest := slices.MinFunc(all, func(a, b summary) int { return cmp.Compare(a.ID, b.ID) })
		first = "/p/" + string(oldest.ID)
	}
	ran := slices.ContainsFunc(all, func(s summary) bool { return s.Version > 0 })
	received := len(tests.Operations) > 0
	for _, s := range all {
		if received = received || s.tally.Last.Operation != ""; received {
			break
		}
		samples, err := u.Store.ListSamples(c.Request().Context(), c.ws, s.ID)
		if err != nil {
			return nil, err
		}
		received = len(samples) > 0
	}
	steps := []dashboard.Step{
		{Text: v.T("dash.step.create"), Done: len(all) > 0}, {Text: v.T("dash.step.receive"), Done: received, Href: first},
		{Text: v.T("dash.step.test"), Done: len(tests.Operations) > 0, Href: first}, {Text: v.T("dash.step.run"), Done: ran, Href: first},
	}
	if dashboard.Done(steps) {
		return nil, nil
	}
	return steps, nil
}

// hideAttention keeps something from the caller's first page for a day.
func (u *UI) hideAttention(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	if c.visit == nil {
		return &engine.Error{Kind: engine.Denied, Code: "auth.person"}
	}
	key, now := clipped(form.Get("key"), maxCondition), u.Clock.Now()
	err = u.amendMe(c, func(p *engine.Person) error {
		hidden := map[string]time.Time{key: now.Add(24 * time.Hour)}
		for old, until := range p.Hidden {
			if until.After(now) && len(hidden) < maxHidden {
				hidden[old] = until
			}
		}
		p.Hidden = hidden
		return nil
	})
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/")
}

// maxHidden bounds what a person hides at a time.
const maxHidden = 100
