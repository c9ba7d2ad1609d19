package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// againScreens are the pages that ask before one operation is repeated.
var againScreens = []route{
	{"GET", "/ops/:id/repeat", engine.Operator, (*UI).againScreen},
	{"GET", "/ops/:id/edit", engine.Operator, (*UI).editScreen},
	{"POST", "/ops/:id/edit", engine.Operator, (*UI).repeatEdited},
	{"POST", "/ops/:id/step", engine.Operator, (*UI).repeatStep},
}

// stepParam names the step that is repeated alone.
const stepParam = "step"

// againScreen asks before an operation is repeated from the start, or one step of
// it alone.
func (u *UI) againScreen(c *call) error {
	v := u.voice(c)
	o, err := u.opened(c)
	if err != nil {
		return err
	}
	a := u.againView(c, v, o)
	a.Action, a.Do, a.Title = o.at()+"/act", v.T("op.repeat"), v.T("op.repeat")
	a.Hidden = []history.Pair{{Name: "do", Value: "replay-start"}}
	a.Sends = u.sentBefore(o, v)
	if key := c.QueryParam(stepParam); key != "" {
		i := slices.IndexFunc(o.steps, func(s engine.Step) bool { return string(s.Key) == key })
		if i < 0 {
			return wrongParameter(stepParam)
		}
		a.Action, a.Do, a.Title = o.at()+"/step", v.T("op.step.repeat"), v.T("op.step.repeat")
		a.Say = v.T("op.step.say", "name", u.stepName(o, o.steps[i], v), "version", a.version)
		a.Hidden = []history.Pair{{Name: stepParam, Value: key}}
		a.Sends = nil
		if spec, _ := u.Engine.Spec(o.plan.Node(o.steps[i].Node).Type); sends(spec, o.steps[i]) {
			a.Sends = []string{u.stepName(o, o.steps[i], v)}
		}
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: a.Title}, "operations", history.Again(v, a.AgainView))
}

// again is a page that asks, with the version that will be used.
type again struct {
	history.AgainView
	version string
}

func (u *UI) againView(c *call, v words.Voice, o opened) again {
	a := again{version: "v" + itoa(o.Version)}
	if p, err := u.Store.Processing(c.Request().Context(), c.ws, o.Processing); err == nil && p.Version > 0 && o.Draft == nil {
		a.version = "v" + itoa(p.Version)
	}
	a.Back = part.LinkView{Text: v.T("op.title", "when", v.Moment(o.Created, u.now(c))), Href: o.at()}
	a.Say = v.T("op.repeat.say", "version", a.version)
	return a
}

// stepName is a step in words: its title and where it sends.
func (u *UI) stepName(o opened, s engine.Step, v words.Voice) string {
	n := o.plan.Node(s.Node)
	name := n.Title
	if name == "" {
		name = u.typeName(v.Lang(), n.Type)
	}
	spec, _ := u.Engine.Spec(n.Type)
	if r, ok := reachOf(spec, n); ok && r.host != "" {
		name += " (" + r.host + ")"
	}
	return name
}

// repeatStep runs one step alone, as a test of the current version, with what the
// operation's other steps gave.
func (u *UI) repeatStep(c *call) error {
	o, err := u.opened(c)
	if err != nil {
		return err
	}
	key := c.FormValue(stepParam)
	i := slices.IndexFunc(o.steps, func(s engine.Step) bool { return string(s.Key) == key })
	if i < 0 {
		return wrongParameter(stepParam)
	}
	ev := o.Event
	ev.Key = ""
	run := engine.Run{Only: o.steps[i].Node, Current: true, Pretend: o.Pretend, Turns: engine.StepKey(key).Turns(), Given: engine.GivenTo(o.steps, engine.StepKey(key))}
	op, err := u.Engine.Do(c.Request().Context(), c.ws, o.Processing, run, func(engine.PreparedSource) (engine.Event, error) { return ev, nil })
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/ops/"+url.PathEscape(string(op.ID)))
}

// continued is the choice of the version to continue an operation on: the current
// one, unless it differs before the action that failed.
func (u *UI) continued(c *call, v words.Voice, o opened) part.ChoiceView {
	ctx := c.Request().Context()
	p, err := u.Store.Processing(ctx, c.ws, o.Processing)
	if err != nil || o.Failure == nil || o.Version == 0 || p.Version == 0 || p.Version == o.Version {
		return part.ChoiceView{}
	}
	current, err := u.Store.Definition(ctx, c.ws, p.ID, p.Version)
	if err != nil {
		return part.ChoiceView{}
	}
	before := u.differsBefore(ctx, c.ws, p.ID, o.Version, current, o.Failure.Node)
	return versions(v, before, v.T("op.version.current", "n", p.Version), v.T("op.version.then", "n", o.Version))
}

// cutOff is what is known of the send that nobody knows the end of.
func (u *UI) cutOff(c *call, v words.Voice, o opened) []part.FactView {
	i := slices.IndexFunc(o.steps, func(s engine.Step) bool { return s.State == engine.StepUncertain })
	if i < 0 {
		return nil
	}
	s := o.steps[i]
	facts := []part.FactView{{Name: v.T("op.cut.what"), Value: u.stepName(o, s, v)}}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, part.FactView{Name: name, Value: value})
		}
	}
	add(v.T("op.cut.sent"), v.Moment(s.Started.In(c.zone), u.now(c)))
	if !s.Finished.IsZero() {
		add(v.T("op.cut.after"), v.Span(s.Finished.Sub(s.Started)))
	}
	if c.seesValues() {
		given, _ := engine.Decode(s.Input).(map[string]any)
		method, _ := given["method"].(string)
		address, _ := given["url"].(string)
		add(v.T("op.cut.request"), strings.TrimSpace(method+" "+clipRunes(address, 300)))
	}
	add("Idempotency-Key", string(o.ID)+"/"+string(s.Key))
	return facts
}

// mayChange reports whether the operation began with something to change.
func (o opened) mayChange() bool {
	return o.plan.Source.Value != nil && o.plan.Source.Schedule == nil && o.Event.Source != engine.FailureSource
}

// maxRepeatedAs is how many repetitions of an operation say how they ended.
const maxRepeatedAs = 20

// repeatedAs leads to a repetition of an operation, and says how it stands.
func (u *UI) repeatedAs(c *call, v words.Voice, i int, id engine.OperationID) part.LinkView {
	l := part.LinkView{Text: v.T("op.replay", "n", i+1), Href: "/ops/" + url.PathEscape(string(id))}
	if i >= maxRepeatedAs {
		return l
	}
	if op, err := u.Store.Operation(c.Request().Context(), c.ws, id); err == nil {
		l.Text += ": " + part.OperationStatus(v, string(op.State)).Word
	}
	return l
}

// stepAgain is where the open step alone is repeated; "" where it cannot be.
func (o opened) stepAgain(c *call) string {
	i := slices.IndexFunc(o.steps, func(s engine.Step) bool { return string(s.Key) == o.open })
	if i < 0 || o.steps[i].State == engine.StepOpen || !o.flowNow || !o.State.Final() || !c.role.Includes(engine.Operator) {
		return ""
	}
	return o.at() + "/repeat?step=" + url.QueryEscape(o.open)
}
