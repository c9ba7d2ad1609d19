package ui

import (
	"encoding/json"
	"net/http"
	"strings"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/engine/trial"
	"stanok/examples/template"
	view "stanok/ui/page/template"
	"stanok/ui/part"
)

// showReview shows the last step: what is still open, the name, and the first
// result.
func (u *UI) showReview(c *call, status int, w *wizard, faults []*engine.Error) error {
	return u.showReviewOf(c, status, w, w.bench.Processing.Name, nil, faults)
}

func (u *UI) showReviewOf(c *call, status int, w *wizard, name string, said map[string]template.Value, faults []*engine.Error) error {
	v := u.voice(c)
	r := view.ReviewView{
		Home: w.home(w.at), Back: w.back(), Editor: w.bench.Home(), MayRun: c.role.Includes(engine.Operator),
		Questions: u.questions(c, w, w.asked(), said, faults), Name: part.FieldView{ID: "name", Name: "name", Label: v.T("connections.name"), Value: name},
	}
	for _, f := range faults {
		if f.Field == "name" {
			r.Name.Error, _ = u.Texts.Say(c.lang, f.Code, f.Args)
		}
	}
	for _, p := range w.bench.ToFix() {
		if p.Hint {
			continue // the first result shows what comes of it
		}
		r.Problems = append(r.Problems, view.ProblemView{Where: p.Where, Text: p.Text, Href: u.mendAt(w, p.Href)})
	}
	if len(r.Problems) == 0 && len(w.bench.Values.Samples) > 0 {
		r.Preview = w.home(w.at) + "/first"
	}
	return u.showStep(c, status, w, v.T("templates.review"), "", view.Review(v, r))
}

// mendAt is where a problem is mended: at the step of a connection that is
// missing, else in the editor.
func (u *UI) mendAt(w *wizard, href string) string {
	if !strings.Contains(href, "/connect?") {
		return href
	}
	for i, s := range w.steps {
		if s.kind == connectStep && len(u.slotsOf(w.Template, w.variant, s.service)) > 0 && u.chosen(w, s.service) == "" {
			return w.home(i)
		}
	}
	return href
}

// takeReview takes the last answers, and runs what was made or opens it in the
// editor.
func (u *UI) takeReview(c *call, w *wizard) error {
	sent, err := c.form()
	if err != nil {
		return err
	}
	said := readQuestions(w.asked(), sent)
	name := strings.TrimSpace(sent.Get("name"))
	var more []draft.Change
	if name != w.bench.Processing.Name {
		raw, err := json.Marshal(name)
		if err != nil {
			return err
		}
		more = append(more, draft.Change{Kind: draft.Set, Scope: "name", Value: raw})
	}
	var faults []*engine.Error
	if name == "" {
		faults = append(faults, &engine.Error{Kind: engine.Invalid, Code: "template.required", Field: "name"})
	} else {
		faults = u.fill(c, w, template.Answers{Values: said}, more...)
	}
	do := sent.Get("do")
	if len(faults) > 0 || do == "rows" {
		return u.showReviewOf(c, again(faults), w, name, said, faults)
	}
	if do != "run" {
		return c.leave(w.bench.Home())
	}
	_, err = u.Engine.Apply(c.Request().Context(), c.ws, w.bench.Processing.ID, 0, c.who)
	var problems engine.Problems
	if asProblems(err, &problems) {
		return c.leave(w.home(w.at))
	}
	if err != nil {
		return err
	}
	return c.leave(w.bench.Home())
}

// firstResult works out what the sample would give: what reads from services is
// done, what would be sent is shown instead.
func (u *UI) firstResult(c *call) error {
	w, err := u.wizard(c)
	if err != nil {
		return err
	}
	v := u.voice(c)
	first := view.FirstView{Home: w.home(w.at)}
	ctx := c.Request().Context()
	r := trial.Rehearsal{Sample: w.bench.known.Sample.ID}
	for _, s := range w.bench.known.Sends() {
		r.Pretend = append(r.Pretend, s.Node)
	}
	op, err := u.trials().Rehearse(ctx, c.ws, w.bench.Processing, r)
	if err == nil {
		op, err = u.Engine.Await(ctx, c.ws, op.ID, testWait)
	}
	if err != nil {
		first.Fault = part.NoticeView{Look: "warn", Title: v.T("templates.first.none"), Text: u.sentence(c, err)}
		return u.showFirst(c, w, first)
	}
	if w, err = u.wizard(c); err != nil { // with what the test gave
		return err
	}
	if f := op.Failure; f != nil && w.bench.Has(string(f.Node)) && f.Node != "" {
		say, try := u.Texts.Say(c.lang, f.Code, f.Args)
		name := w.bench.Bead(string(f.Node)).Number + " " + w.bench.Name(string(f.Node))
		first.Fault = part.NoticeView{Look: "warn", Title: name + ": " + say, Text: strings.TrimSpace(try + " " + v.T("templates.first.sample"))}
		return u.showFirst(c, w, first)
	}
	first.Sends = u.sent(w)
	return u.showFirst(c, w, first)
}

func (u *UI) showFirst(c *call, w *wizard, first view.FirstView) error {
	v := u.voice(c)
	if c.part() {
		return c.render(http.StatusOK, view.First(v, first), partial("making", view.Making(v, still(w.bench.Chain()))))
	}
	return u.showStep(c, http.StatusOK, w, "", "", view.First(v, first))
}

// sent are the things that leave, with the values of the sample.
func (u *UI) sent(w *wizard) (all []view.SendView) {
	b := w.bench
	for _, s := range b.known.Sends() {
		n := nodeOf(b.Definition, string(s.Node))
		one := view.SendView{Bead: b.Bead(string(s.Node)), Name: b.Name(string(s.Node)), Where: strings.TrimSpace(s.Method + " " + s.Host)}
		if composer, text, ok := composerOf(b.Definition, n); ok {
			made := b.known.Compose(composer, "with.template", text)
			one.Body = indented(made.Text)
		} else {
			one.Facts = u.previewed(b, n)
		}
		all = append(all, one)
	}
	return all
}

// indented is JSON as people read it.
func indented(text string) string {
	raw, err := json.MarshalIndent(json.RawMessage(text), "", "  ")
	if err != nil {
		return text
	}
	return clipped(string(raw), 8<<10)
}

// previewed are the settings of a node with the values of the sample.
func (u *UI) previewed(b *bench, n engine.Node) (all []part.FactView) {
	for _, f := range settings(b.Draft, n) {
		all = append(all, part.FactView{Name: f.label, Value: b.known.Preview(n.ID, "with."+f.name, trial.PlainPlace, f.text).Text})
	}
	return all
}
