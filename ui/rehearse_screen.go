package ui

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/engine/rehearse"
	"stanok/ui/page"
	view "stanok/ui/page/rehearse"
	"stanok/ui/part"
	"stanok/ui/words"
)

// rehearseScreens are the screens about trying a draft on what really came.
var rehearseScreens = []route{
	{"GET", "/p/:id/rehearse", engine.Editor, (*UI).rehearseScreen},
	{"POST", "/p/:id/rehearse", engine.Editor, (*UI).beginRehearsal},
	{"POST", "/p/:id/rehearse/cancel", engine.Editor, (*UI).cancelRehearsal},
	{"GET", "/p/:id/rehearse/live", engine.Editor, (*UI).liveRehearsal},
}

// whose names the caller's rehearsal of the processing that the address names.
func (c *call) whose() rehearse.Whose {
	w := rehearse.Whose{Workspace: c.ws, Processing: engine.ProcessingID(c.Param("id")), Person: "token " + c.who}
	if c.visit != nil {
		w.Person = string(c.visit.Person.ID)
	}
	return w
}

func (u *UI) rehearseScreen(c *call) error {
	return u.showRehearsal(c, http.StatusOK, part.NoticeView{})
}

func (u *UI) showRehearsal(c *call, status int, fault part.NoticeView) error {
	p, err := u.Engine.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	r := u.Rehearsals.Of(c.whose())
	shown, err := u.rehearsalView(c, p, r)
	if err != nil {
		return err
	}
	shown.Fault = fault
	if shown.Head, _, err = u.flowHead(c, p, ""); err != nil {
		return err
	}
	v := u.voice(c)
	f := page.FrameView{Title: v.T("flow.title", "page", v.T("rehearse.title"), "name", p.Name)}
	if r != nil && !shown.Over {
		f.Live = shown.At + "/live"
	}
	return u.show(c, status, f, "processings", view.Page(v, shown))
}

// beginRehearsal rehearses the draft as it is now.
func (u *UI) beginRehearsal(c *call) error {
	ctx := c.Request().Context()
	last, err := strconv.Atoi(c.FormValue("last"))
	if err != nil || !slices.Contains(rehearsals, last) {
		return wrongParameter("last")
	}
	p, err := u.Engine.Processing(ctx, c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	r, err := u.rehearsing().New(ctx, c.ws, p, last)
	var problems engine.Problems
	if asProblems(err, &problems) {
		v := u.voice(c)
		return u.showRehearsal(c, http.StatusUnprocessableEntity, part.NoticeView{
			Look: "warn", Title: v.T("rehearse.problems"), Text: v.T("rehearse.problems.why"), TestID: "rehearse-problems",
			Action: part.ButtonView{Text: v.T("rehearse.problems.do"), Href: "/p/" + url.PathEscape(string(p.ID))},
		})
	}
	if err != nil {
		return err
	}
	u.Rehearsals.Begin(c.whose(), r)
	return c.leave("/p/" + url.PathEscape(string(p.ID)) + "/rehearse?begun=true&last=" + strconv.Itoa(last))
}

func (u *UI) cancelRehearsal(c *call) error {
	if _, err := u.Engine.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id"))); err != nil {
		return err
	}
	u.Rehearsals.Cancel(c.whose())
	return c.leave("/p/" + url.PathEscape(c.Param("id")) + "/rehearse")
}

// liveRehearsal sends the page's content again whenever the rehearsal has gone on.
func (u *UI) liveRehearsal(c *call) error {
	ctx := c.Request().Context()
	p, err := u.Engine.Processing(ctx, c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	r := u.Rehearsals.Of(c.whose())
	if r == nil {
		return &engine.Error{Kind: engine.NotFound, Code: "page.not_found"}
	}
	moved, end := r.Moved()
	defer end()
	v := u.voice(c)
	return u.follow(c, breath, moved, func(engine.Change) bool { return false }, func(w io.Writer) error {
		now, err := u.rehearsalView(c, p, r)
		if err != nil {
			return err
		}
		return event(ctx, w, view.News(v, now))
	})
}

// rehearsalView is what a rehearsal has found so far; r may be nil.
func (u *UI) rehearsalView(c *call, p engine.Processing, r *rehearse.Rehearsal) (view.View, error) {
	v := u.voice(c)
	out := view.View{At: "/p/" + url.PathEscape(string(p.ID)) + "/rehearse", Choices: rehearsals, Last: usually, First: c.QueryParam("begun") == "true"}
	if last, err := strconv.Atoi(c.QueryParam("last")); err == nil && slices.Contains(rehearsals, last) {
		out.Last = last
	}
	if r == nil {
		return out, nil
	}
	rep := r.Report()
	out.Done, out.Total, out.Over, out.Cancel, out.None = rep.Done, rep.Total, rep.Over, !rep.Over, rep.Total == 0
	out.Percent = strconv.Itoa(100*rep.Done/max(rep.Total, 1)) + " %"
	out.Status = rehearsalStatus(v, rep)
	out.Line = []string{v.T("repair.done", "done", rep.Done, "total", rep.Total), v.Moment(rep.Began.In(c.zone), u.now(c))}
	now, err := u.Store.Processing(c.Request().Context(), c.ws, p.ID)
	if err != nil {
		return out, err
	}
	if now.Revision != rep.Revision {
		out.Again = part.NoticeView{Look: "warn", Title: v.T("rehearse.moved"), Text: v.T("rehearse.moved.why"), TestID: "rehearse-moved"}
	}
	s := u.rehearsalSpeaker(c, v, now)
	for _, verdict := range rehearse.Verdicts {
		if n := rep.Totals[verdict]; n > 0 {
			look := verdictLooks[verdict]
			out.Totals = append(out.Totals, view.TotalView{Look: look[0], Icon: look[1], Verdict: string(verdict), Text: v.T("rehearse.total."+string(verdict), "n", n)})
		}
	}
	times := map[engine.OperationID]time.Time{}
	for _, one := range rep.Results {
		times[one.Operation] = one.Created
		out.Rows = append(out.Rows, s.row(one))
	}
	for _, g := range rep.Groups {
		out.Groups = append(out.Groups, s.group(g, times))
	}
	return out, nil
}

func rehearsalStatus(v words.Voice, rep rehearse.Report) part.StatusView {
	s := part.StatusView{Look: "run", Icon: "state-run", Word: v.T("rehearse.state.running"), TestID: "rehearse-state", DataName: "data-state", State: "running"}
	switch {
	case rep.Stopped:
		s.Look, s.Icon, s.Word, s.State = "stopped", "state-cancelled", v.T("rehearse.state.stopped"), "stopped"
	case rep.Over:
		s.Look, s.Icon, s.Word, s.State = "ok", "state-ok", v.T("rehearse.state.done"), "done"
	}
	return s
}

// verdictLooks are the colour and the shape of each verdict.
var verdictLooks = map[rehearse.Verdict][2]string{
	rehearse.Same: {"ok", "state-ok"}, rehearse.Differs: {"warn", "state-warn"}, rehearse.Fails: {"fail", "state-fail"},
	rehearse.Passes: {"ok", "state-ok"}, rehearse.Unrecorded: {"warn", "state-unsure"}, rehearse.Unknown: {"skip", "state-skip"},
}
