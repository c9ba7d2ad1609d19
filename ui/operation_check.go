package ui

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// Names in the form that asks whether a send arrived, and the two ways to ask that
// are no action's.
const (
	byParam      = "by"
	byKept       = "kept"    // as somebody asked before
	byAddress    = "address" // as is written in the form
	addressParam = "address"
	maxAddress   = 2000
)

// checkWay is one way to ask whether a send arrived.
type checkWay struct {
	by  string
	ask engine.Question
	say string // what is asked, in a line
}

// checkOperation asks, on behalf of a person, whether an uncertain send arrived.
// It decides nothing. Who may not write requests may use those there are.
func (u *UI) checkOperation(c *call) error {
	o, err := u.opened(c)
	if err != nil {
		return err
	}
	s, ok := o.uncertain()
	if !ok {
		return &engine.Error{Kind: engine.Conflict, Code: "operation.not_uncertain"}
	}
	by := c.FormValue(byParam)
	ask, err := u.arrivalQuestion(c, o, s, by)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	op, err := u.Engine.Ask(ctx, c.ws, o.ID, ask)
	if err != nil {
		return err
	}
	u.Log.Info("asked whether a send arrived", "operation", o.ID, "step", s.Key, "by", by, "check", op.ID, "person", c.who)
	if _, err := u.Engine.Await(ctx, c.ws, op.ID, testWait); err != nil && !errors.Is(err, engine.ErrNoReply) {
		return err
	}
	return c.Redirect(http.StatusSeeOther, o.at()+"#check")
}

// arrivalQuestion is what a form wants to be asked.
func (u *UI) arrivalQuestion(c *call, o opened, s engine.Step, by string) (engine.Question, error) {
	if by == byAddress {
		if !c.role.Includes(engine.Editor) {
			return engine.Question{}, &engine.Error{Kind: engine.Denied, Code: "auth.forbidden", Args: map[string]string{"role": string(engine.Editor)}}
		}
		return o.written(s, strings.TrimSpace(clipped(c.FormValue(addressParam), maxAddress))), nil
	}
	last, _ := u.arrivals(c, o, s)
	ways := u.checkWays(c, o, s, last)
	i := slices.IndexFunc(ways, func(w checkWay) bool { return w.by == by })
	if i < 0 {
		return engine.Question{}, wrongParameter(byParam)
	}
	return ways[i].ask, nil
}

// uncertain is the step of which nobody knows whether it arrived.
func (o opened) uncertain() (engine.Step, bool) {
	i := slices.IndexFunc(o.steps, func(s engine.Step) bool { return s.State == engine.StepUncertain })
	if o.State != engine.UncertainState || i < 0 {
		return engine.Step{}, false
	}
	return o.steps[i], true
}

// written is a request for data from an address, with the connection of what was
// sent.
func (o opened) written(s engine.Step, address string) engine.Question {
	with := map[string]any{"method": http.MethodGet, "url": address}
	n := o.plan.Node(s.Node)
	if name := connectionNamed(n); name != "" && n.Type == "http.request" {
		with["connection"] = name
	}
	raw, _ := json.Marshal(with) // texts
	return engine.Question{Type: "http.request", Version: 1, With: raw}
}

// checkWays are the ways to ask that somebody has set up: the one used last, the
// look-ups of the service that was sent to, and requests for data that the
// processing makes there before.
func (u *UI) checkWays(c *call, o opened, s engine.Step, last *engine.Operation) []checkWay {
	def, at := o.plan.Definition, o.plan.Node(s.Node)
	var all []checkWay
	add := func(by string, n engine.Node) {
		ask := engine.Question{Type: n.Type, Version: n.Version, With: n.With}
		same := func(w checkWay) bool { return w.ask.Type == n.Type && sameJSON(w.ask.With, n.With) }
		if !slices.ContainsFunc(all, same) && u.Engine.CanAsk(def, s.Node, ask) {
			all = append(all, checkWay{by: by, ask: ask, say: u.sayRequest(c, n)})
		}
	}
	if last != nil {
		for _, n := range last.Draft.Nodes {
			if n.ID == s.Node {
				add(byKept, n)
			}
		}
	}
	for _, n := range u.lookUps(at) {
		add("ask:"+n.Type, n)
	}
	host, connection := u.hostReached(at), connectionNamed(at)
	for _, n := range def.Nodes {
		if n.ID == s.Node {
			break
		}
		if !n.Disabled && (host != "" && u.hostReached(n) == host || connection != "" && connectionNamed(n) == connection) {
			add("node:"+string(n.ID), n)
		}
	}
	return all
}

// lookUps are the actions of a connector that only look, filled in from what an
// action of it sends.
func (u *UI) lookUps(at engine.Node) (all []engine.Node) {
	spec, _ := u.Engine.Spec(at.Type)
	given := map[string]json.RawMessage{}
	if spec.Service == "" || json.Unmarshal(at.With, &given) != nil {
		return nil
	}
	service, _ := u.service(spec.Service)
	for _, kind := range service.Actions {
		spec, _ := u.Engine.Spec(kind)
		if with, ok := filled(spec, given); ok && kind != at.Type {
			all = append(all, engine.Node{Type: kind, Version: spec.Version, With: with})
		}
	}
	return all
}

// soughtBy are the fields by which a service is asked for what was put into others,
// the most telling first.
var soughtBy = []string{"phone", "email", "e_mail", "name"}

// filled fills in the fields that an action must have, from those of another.
func filled(spec engine.Spec, given map[string]json.RawMessage) (json.RawMessage, bool) {
	with := map[string]json.RawMessage{}
	for _, f := range spec.Fields {
		value := given[f.Name]
		if len(value) == 0 && f.Name == "query" {
			for _, name := range soughtBy {
				if len(value) == 0 {
					value = given[name]
				}
			}
		}
		if f.Required && (len(value) == 0 || string(value) == `""`) {
			return nil, false
		}
		if f.Required {
			with[f.Name] = value
		}
	}
	raw, err := json.Marshal(with)
	return raw, err == nil && len(with) > 0
}

// sayRequest is a request in a line: what the owner calls it, and where it goes.
func (u *UI) sayRequest(c *call, n engine.Node) string {
	var with struct{ Method, URL string }
	_ = json.Unmarshal(n.With, &with) // a connector's has neither
	name := n.Title
	if name == "" {
		name = u.typeName(c.lang, n.Type)
	}
	if with.URL == "" {
		return name
	}
	address := cmp.Or(with.Method, http.MethodGet) + " " + clipRunes(maskedAddress(with.URL), 200)
	if n.Title == "" {
		return address
	}
	return name + ": " + address
}

// maxChecksRead is how many tests of a processing are looked through for one that
// asked.
const maxChecksRead = 40

// arrivals are the newest test that asked about an action, and the newest that asked
// about this very operation.
func (u *UI) arrivals(c *call, o opened, s engine.Step) (last, here *engine.Operation) {
	ctx := c.Request().Context()
	page, err := u.Store.FindOperations(ctx, c.ws, engine.OperationQuery{Processing: o.Processing, Test: true, Limit: maxChecksRead})
	if err != nil {
		u.Log.Warn("tests not read", "processing", o.Processing, "err", err)
	}
	for _, row := range page.Operations {
		op, err := u.Store.Operation(ctx, c.ws, row.ID)
		if err != nil || op.Trial == nil || op.Draft == nil || op.Trial.Check == "" || op.Trial.Only != s.Node {
			continue
		}
		if last == nil {
			last = &op
		}
		if op.Trial.Check == o.ID {
			return last, &op
		}
	}
	return last, nil
}

// arrivalView is what there is to ask with, and what was answered last.
func (u *UI) arrivalView(c *call, v words.Voice, o opened) *history.CheckView {
	s, ok := o.uncertain()
	if !ok {
		return nil
	}
	last, here := u.arrivals(c, o, s)
	view := &history.CheckView{Action: o.at() + "/check"}
	ways := u.checkWays(c, o, s, last)
	view.Ways = part.ChoiceView{FieldView: part.FieldView{ID: "check-by", Name: byParam, Label: v.T("op.check.by")}}
	for i, w := range ways {
		o := part.OptionView{Value: w.by, Label: w.say, Chosen: i == 0}
		if w.by == byKept {
			o.Help = v.T("op.check.kept")
		}
		view.Ways.Options = append(view.Ways.Options, o)
	}
	if c.role.Includes(engine.Editor) {
		view.Ways.Options = append(view.Ways.Options, part.OptionView{Value: byAddress, Label: v.T("op.check.address"), Chosen: len(ways) == 0})
		view.Address = &part.FieldView{
			ID: "check-address", Name: addressParam, Label: v.T("op.check.url"), Help: v.T("op.check.url.help"), Wide: true,
			Hint: "https://…/?phone={{ source.phone }}", More: map[string]any{"data-testid": "check-address"},
		}
		view.Names = u.namesFor(o, s)
	}
	if here != nil {
		view.Answer = u.checkAnswer(c, v, o, s, *here)
	}
	return view
}

// openedAs reads another operation as its page would.
func (u *UI) openedAs(ctx context.Context, ws engine.WorkspaceID, op engine.Operation) (o opened, err error) {
	o.Operation = op
	if o.steps, err = u.Store.Steps(ctx, ws, op.ID); err != nil {
		return o, err
	}
	o.plan, err = u.Engine.PlanOf(ctx, ws, op)
	return o, err
}

// connectionNamed is the name of the connection that an action says.
func connectionNamed(n engine.Node) string {
	var with struct{ Connection string }
	_ = json.Unmarshal(n.With, &with) // what cannot be read names none
	return with.Connection
}

// sameJSON reports whether two texts say the same.
func sameJSON(a, b json.RawMessage) bool {
	x, errX := json.Marshal(engine.Decode(a))
	y, errY := json.Marshal(engine.Decode(b))
	return errX == nil && errY == nil && string(x) == string(y)
}

// hostReached is the host that an action sends to, as far as that is written out.
func (u *UI) hostReached(n engine.Node) string {
	spec, _ := u.Engine.Spec(n.Type)
	r, _ := reachOf(spec, n)
	return r.host
}

// maxNames is how many values a written request is offered.
const maxNames = 60

// unasked are what comes around the data of a request or an answer; nobody asks
// by them.
var unasked = []string{`["headers"]`, `["body"]`, `["method"]`, `["sender"]`, `["content_type"]`, `["duration_ms"]`}

// plainKey is one of the names in a canonical path that can follow a dot.
var plainKey = regexp.MustCompile(`\["([A-Za-z_][A-Za-z0-9_]*)"\]`)

// namesFor are the values that a request asked in the place of a step can be made
// of, as an address writes them.
func (u *UI) namesFor(o opened, at engine.Step) (all []part.FactView) {
	add := func(name, key string) {
		values, order := leaves(u.value(o, key, outSide))
		for _, path := range order {
			wrapping := slices.ContainsFunc(unasked, func(w string) bool { return strings.HasPrefix(path, w) })
			if wrapping || values[path] == "" || values[path] == "••••" || len(all) == maxNames {
				continue
			}
			all = append(all, part.FactView{Name: "{{ " + name + plainKey.ReplaceAllString(path, ".$1") + " }}", Value: clipRunes(values[path], 80)})
		}
	}
	add(sourceKey, sourceKey)
	for _, s := range engine.GivenTo(o.steps, at.Key) {
		if s.State == engine.StepDone && s.Clipped == nil {
			add(string(s.Node), string(s.Key))
		}
	}
	return all
}
