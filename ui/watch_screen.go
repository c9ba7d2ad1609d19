package ui

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/flow"
	"stanok/ui/part"
	"stanok/ui/text"
	"stanok/ui/words"
)

// watchScreens are about what comes to a processing, and what its letters lead to.
// Nothing happens when one is opened: what looks into mail opens links.
var watchScreens = []route{
	{"GET", "/p/:id/watch", engine.Viewer, (*UI).watchScreen},
	{"POST", "/p/:id/drift", engine.Operator, (*UI).acceptDrift},
	{"GET", "/p/:id/stop", engine.Operator, (*UI).askStop},
	{"GET", "/p/:id/mute", engine.Operator, (*UI).askMute},
	{"POST", "/p/:id/mute", engine.Operator, (*UI).mute},
	{"POST", "/p/:id/unmute", engine.Operator, (*UI).unmute},
}

// watched is the processing that the address names, with the head of its pages.
func (u *UI) watched(c *call) (engine.Processing, flow.HeadView, error) {
	p, err := u.Engine.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return p, flow.HeadView{}, err
	}
	head, _, err := u.flowHead(c, p, "")
	return p, head, err
}

func (u *UI) watchScreen(c *call) error {
	p, head, err := u.watched(c)
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := flow.WatchView{Head: head, MayAct: c.role.Includes(engine.Operator)}
	vigil, err := u.Engine.Vigil(c.Request().Context(), c.ws, p.ID)
	if err != nil {
		return err
	}
	spells, err := u.spells(c, v, p, vigil)
	if err != nil {
		return err
	}
	view.Notices = append(u.halted(v, p), spells...)
	d := u.digest(p)
	for _, f := range vigil.Drifted() {
		view.Example = part.LinkView{Text: v.T("watch.example"), Href: "/ops/" + url.PathEscape(string(f.Operation))}
		view.Fields = append(view.Fields, u.driftView(c, v, p, d, f))
	}
	for _, m := range vigil.Mutes {
		one := flow.MuteView{About: u.aboutMute(c, v, p.ID, m), Until: v.T("watch.mended"), By: m.By, Kind: string(m.About), Cause: m.Cause}
		if !m.Until.IsZero() {
			one.Until = v.Moment(m.Until.In(c.zone), u.now(c))
		}
		view.Mutes = append(view.Mutes, one)
	}
	title := v.T("flow.title", "page", v.T("watch.title"), "name", p.Name)
	return u.show(c, http.StatusOK, page.FrameView{Title: title}, "processings", flow.Watch(v, view))
}

// halted says why a processing stopped by itself, if it did.
func (u *UI) halted(v words.Voice, p engine.Processing) []part.NoticeView {
	failed := historyQuery{processing: p.ID, states: []string{"failed", "uncertain"}}
	switch {
	case p.Running || !p.Halted:
		return nil
	case p.Circled:
		return []part.NoticeView{{
			Look: "fail", Title: v.T("dash.circled", "name", p.Name), Text: v.T("dash.circled.text"), TestID: "watch-halted",
			Action: part.ButtonView{Text: v.T("dash.circled.open"), Href: historyQuery{processing: p.ID}.href()},
		}}
	}
	return []part.NoticeView{{
		Look: "fail", Title: v.T("watch.halted", "name", p.Name), Text: v.T("watch.halted.text"), TestID: "watch-halted",
		Action: part.ButtonView{Text: v.T("watch.halted.open"), Href: failed.href()},
	}}
}

// spells say that far less or far more comes than usually.
func (u *UI) spells(c *call, v words.Voice, p engine.Processing, vigil engine.Vigil) (all []part.NoticeView, err error) {
	s, err := u.Engine.Silence(c.Request().Context(), c.ws, p)
	if err != nil {
		return nil, err
	}
	if !s.Since.IsZero() {
		all = append(all, part.NoticeView{
			Look: "warn", Title: v.T("dash.silent", "name", p.Name, "long", v.Span(u.now(c).Sub(s.Since).Round(time.Minute))),
			Text: v.T("dash.silent.text", "often", v.Span(s.Usual.Round(time.Second))), TestID: "watch-quiet",
		})
	}
	if f := vigil.Flood; p.Running && f.Open() {
		all = append(all, part.NoticeView{Look: "warn", Title: v.T("dash.flooded", "name", p.Name, "n", f.Count), Text: v.T("dash.flooded.text"), TestID: "watch-flood"})
	}
	return all, nil
}

func (u *UI) driftView(c *call, v words.Voice, p engine.Processing, d *digest, f engine.KnownField) flow.DriftView {
	one := flow.DriftView{
		Field: text.Path(f.Path), From: v.T("watch.received"), Was: v.T("watch.shape." + string(f.Shape)), Now: v.T("watch.shape." + string(f.Now)),
		By: part.LinkView{Text: u.called(c, d, f.By), Href: "/p/" + string(p.ID) + "?at=" + url.QueryEscape(string(f.By))}, Since: u.when(c, v, f.Since.In(c.zone)),
	}
	if f.Of != engine.SourceNode {
		one.From = v.T("watch.from", "name", u.called(c, d, f.Of))
	}
	return one
}

// called is what people call an action; its id if it is gone.
func (u *UI) called(c *call, d *digest, id engine.NodeID) string {
	if k, known := d.knot(id); known {
		return u.name(c.lang, k)
	}
	return string(id)
}

// acceptDrift makes what comes now what should come.
func (u *UI) acceptDrift(c *call) error {
	id := engine.ProcessingID(c.Param("id"))
	if err := u.Engine.AcceptDrift(c.Request().Context(), c.ws, id); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/p/"+url.PathEscape(string(id))+"/watch")
}

// askStop asks before a processing is stopped.
func (u *UI) askStop(c *call) error {
	p, head, err := u.watched(c)
	if err != nil {
		return err
	}
	v := u.voice(c)
	at := "/p/" + string(p.ID)
	view := flow.AskView{
		Head: head, Title: v.T("watch.stop.title"), Text: v.T("watch.stop.text"), Action: at + "/stop", Back: at,
		Do: part.ButtonView{Text: v.T("watch.stop.do"), Look: part.Primary, Submit: true, TestID: "ask-do"},
	}
	if !p.Running {
		view.Text, view.Do.Text = v.T("watch.stop.stopped"), ""
	}
	title := v.T("flow.title", "page", view.Title, "name", p.Name)
	return u.show(c, http.StatusOK, page.FrameView{Title: title}, "processings", flow.Ask(v, view))
}

// muteable are what letters can be muted about.
var muteable = []engine.LetterKind{engine.FirstFailure, engine.Drift, engine.Quiet, engine.Flood}

// How long something is muted, as addresses and forms say it.
const (
	forDay    = "day"
	forMended = "mended"
)

// muteAsked reads what is to be muted, and for how long.
func muteAsked(v url.Values) (m engine.Mute, long string, err error) {
	m = engine.Mute{About: engine.LetterKind(v.Get("about")), Cause: clipped(v.Get("cause"), maxCondition)}
	switch long = v.Get("for"); {
	case !slices.Contains(muteable, m.About):
		return m, long, wrongParameter("about")
	case long != forDay && long != forMended:
		return m, long, wrongParameter("for")
	}
	if m.About != engine.FirstFailure {
		m.Cause = ""
	}
	return m, long, nil
}

// askMute asks before letters about something are muted.
func (u *UI) askMute(c *call) error {
	m, long, err := muteAsked(c.QueryParams())
	if err != nil {
		return err
	}
	p, head, err := u.watched(c)
	if err != nil {
		return err
	}
	v := u.voice(c)
	at := "/p/" + string(p.ID)
	view := flow.AskView{
		Head: head, Title: v.T("watch.mute.title"), About: u.aboutMute(c, v, p.ID, m), Text: v.T("watch.mute." + long + ".text"), Action: at + "/mute", Back: at,
		Hidden: []part.FactView{{Name: "about", Value: string(m.About)}, {Name: "cause", Value: m.Cause}, {Name: "for", Value: long}},
		Do:     part.ButtonView{Text: v.T("watch.mute.day"), Look: part.Primary, Submit: true, TestID: "ask-do"},
	}
	if long == forMended {
		view.Do.Text = v.T("watch.mute.until_mended")
	}
	title := v.T("flow.title", "page", view.Title, "name", p.Name)
	return u.show(c, http.StatusOK, page.FrameView{Title: title}, "processings", flow.Ask(v, view))
}

func (u *UI) mute(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	m, long, err := muteAsked(form)
	if err != nil {
		return err
	}
	if m.By = c.who; long == forDay {
		m.Until = u.Clock.Now().Add(24 * time.Hour)
	}
	id := engine.ProcessingID(c.Param("id"))
	if err := u.Engine.Mute(c.Request().Context(), c.ws, id, m); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/p/"+url.PathEscape(string(id))+"/watch")
}

func (u *UI) unmute(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	id := engine.ProcessingID(c.Param("id"))
	m := engine.Mute{About: engine.LetterKind(form.Get("about")), Cause: form.Get("cause")}
	if err := u.Engine.Unmute(c.Request().Context(), c.ws, id, m); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/p/"+url.PathEscape(string(id))+"/watch")
}

// aboutMute says what letters are muted about: a cause in the words of its latest
// failure, where that is known.
func (u *UI) aboutMute(c *call, v words.Voice, id engine.ProcessingID, m engine.Mute) string {
	switch {
	case m.About != engine.FirstFailure:
		return v.T("watch.about." + string(m.About))
	case m.Cause == "":
		return v.T("watch.about.failures")
	}
	a, err := u.Store.Alert(c.Request().Context(), c.ws, id)
	if err == nil && a.Last.Cause() == m.Cause {
		return u.tellFailure(c, a.Last)
	}
	return v.T("watch.about.cause", "cause", m.Cause)
}
