package ui

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// tryAction runs the node at hand for the sample, after those before it that
// gave nothing yet. What would really be sent is asked about first.
func (u *UI) tryAction(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	missing := b.known.Missing(b.node())
	pretend := c.FormValue("pretend") != ""
	sends := b.known.Sends(append(missing, b.node())...)
	if len(sends) > 0 && c.FormValue("confirmed") == "" {
		return c.render(http.StatusOK, partial("step-foot", editor.Confirm(u.voice(c), b.Panel(), goals(b, sends))))
	}
	ctx := c.Request().Context()
	op, err := u.trials().Try(ctx, c.ws, b.Processing, trial.Try{
		Node: b.node(), Sample: b.known.Sample.ID, Turns: b.known.Turn, Until: len(missing) > 0, Pretend: pretend,
	})
	if err != nil {
		return u.untried(c, b, err)
	}
	if op, err = u.Engine.Await(ctx, c.ws, op.ID, testWait); err != nil {
		return err
	}
	if b, err = u.bench(c, b.Processing, b.At); err != nil {
		return err
	}
	b.Values.Side = "output"
	u.unreached(c, b, op)
	c.announce(u.voice(c).T("editor.tested", "result", b.Values.Result.Text, "more", b.Values.Result.More))
	if !c.part() {
		return c.Redirect(http.StatusSeeOther, b.Href(b.At)+"&side=output")
	}
	return u.bundle(c, b)
}

// unreached says what kept a test from coming to the node at hand.
func (u *UI) unreached(c *call, b *bench, op engine.Operation) {
	f := op.Failure
	if b.Values.Result.Look != "" || f == nil || !b.Has(string(f.Node)) {
		return
	}
	say, try := u.Texts.Say(c.lang, f.Code, f.Args)
	b.Values.Result = editor.ResultView{
		Look: "fail", Text: u.voice(c).T("editor.test.unreached", "name", b.Bead(string(f.Node)).Number+" "+b.Name(string(f.Node))),
		Try: strings.TrimSpace(say + " " + try),
	}
}

// goals are what is sent and where, for the confirmation.
func goals(b *bench, sends []trial.Send) []editor.GoalView {
	var all []editor.GoalView
	for _, s := range sends {
		id := string(s.Node)
		all = append(all, editor.GoalView{Number: b.Bead(id).Number, Name: b.Name(id), Method: s.Method, Host: s.Host})
	}
	return all
}

// untried says why a test could not begin.
func (u *UI) untried(c *call, b *bench, err error) error {
	var problems engine.Problems
	if asProblems(err, &problems) || engine.KindOf(err) == engine.Invalid {
		all := b.ToFix()
		b.Values.Result = editor.ResultView{Look: "warn", Text: u.voice(c).T("editor.test.unready")}
		if len(all) > 0 {
			b.Values.Result.Try = all[0].Where + ": " + all[0].Text
		}
		return u.bundle(c, b)
	}
	return err
}

// lastResult says how the latest run of the node at hand went.
func (u *UI) lastResult(c *call, b *bench) editor.ResultView {
	o, ok := b.known.Last(b.node())
	if !ok || b.At == editor.Source {
		return editor.ResultView{}
	}
	v := u.voice(c)
	took := v.Span(o.Step.Finished.Sub(o.Step.Started)) + " · " + v.Ago(o.When, u.Clock.Now())
	if f := o.Step.Failure; f != nil && o.Step.State == engine.StepFailed {
		say, try := u.Texts.Say(c.lang, f.Code, f.Args)
		return editor.ResultView{Look: "fail", Text: say, More: took, Try: try}
	}
	r := editor.ResultView{Look: "ok", Text: v.T("editor.result.ok"), More: took}
	if row, ok := (trial.Tree{Root: o.Value()}).Row(`["status"]`); ok && b.known.Plan.Node(b.node()).Type == "http.request" {
		code, _ := strconv.Atoi(row.Preview)
		r.Text = row.Preview + " " + http.StatusText(code)
		if json, ok := (trial.Tree{Root: o.Value()}).Row(`["json"]`); ok && json.Count > 0 {
			r.Pick = true
		}
	}
	return r
}

// askTest asks before a test of the whole draft.
func (u *UI) askTest(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := editor.TestView{Home: b.Home(), At: b.At, Sample: v.T("editor.test.no_sample")}
	if s := b.known.Sample; s.ID != "" {
		view.Sample = v.Moment(s.At.In(c.zone), u.now(c))
	}
	for _, s := range b.known.Sends() {
		view.Sends = append(view.Sends, editor.SendView{ID: string(s.Node), Text: b.Bead(string(s.Node)).Number + " " + b.Name(string(s.Node)) + ": " + s.Method + " " + s.Host})
	}
	return c.dialog(editor.TestFlow(v, view))
}

// testFlow runs the whole draft once with the sample.
func (u *UI) testFlow(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	r := trial.Rehearsal{Sample: b.known.Sample.ID}
	for _, id := range form["pretend"] {
		r.Pretend = append(r.Pretend, engine.NodeID(id))
	}
	ctx := c.Request().Context()
	op, err := u.trials().Rehearse(ctx, c.ws, b.Processing, r)
	if err != nil {
		return u.untried(c, b, err)
	}
	if op, err = u.Engine.Await(ctx, c.ws, op.ID, testWait); err != nil {
		return err
	}
	v := u.voice(c)
	status := part.OperationStatus(v, string(op.State))
	text := v.T("editor.tested", "result", status.Word, "more", v.Span(max(0, op.Finished.Sub(op.Created))))
	c.announce(text)
	return u.again(c, c.QueryParam("at"), u.toast(c, status.Look, text, part.ButtonView{}))
}

// coming lists the next ticks of a schedule, as if it were switched on now when
// it is not.
func (u *UI) coming(p engine.Processing, s *engine.Schedule) []time.Time {
	var ticks []time.Time
	anchor, at := p.Started, u.Clock.Now()
	if !p.Running || anchor.IsZero() {
		anchor = at
	}
	for range nextRuns {
		next, ok := s.Next(anchor, at)
		if !ok {
			break
		}
		zone := s.Zone
		if zone == nil {
			zone = time.UTC
		}
		ticks = append(ticks, next.In(zone))
		at = next
	}
	return ticks
}
