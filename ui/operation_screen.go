package ui

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// opened is an operation with all that its page says of it.
type opened struct {
	engine.Operation
	steps   []engine.Step
	plan    *engine.Plan
	digest  *digest // of the version it ran
	flow    string  // name of its processing; "" if that is deleted
	open    string  // key of the step whose detail is shown, or "source"
	shown   int     // how many rows are shown
	flowNow bool    // the processing can still be opened
	list    historyQuery
	turn    string // of a loop, whose steps are shown
	find    string // looked for in the open step
}

// Rows of the waterfall that are sent at once; more when asked for.
const (
	waterRows    = 200
	maxWaterRows = 10_400
)

// sourceKey names the source's row among those of steps.
const sourceKey = "source"

func (u *UI) operationScreen(c *call) error {
	v := u.voice(c)
	o, err := u.opened(c)
	if err != nil {
		return err
	}
	view := u.operationView(c, v, o)
	if c.part() {
		return c.render(http.StatusOK, history.OperationPart(v, view))
	}
	f := page.FrameView{Title: view.Title}
	if !o.State.Final() {
		f.Live = "/ops/" + string(o.ID) + "/live?" + c.QueryString()
	}
	return u.show(c, http.StatusOK, f, "operations", history.Operation(v, view))
}

// liveOperation sends the page's content again whenever the operation has moved.
func (u *UI) liveOperation(c *call) error {
	v := u.voice(c)
	id := engine.OperationID(c.Param("id"))
	if _, err := u.Store.Operation(c.Request().Context(), c.ws, id); err != nil {
		return err
	}
	mine := func(ch engine.Change) bool { return ch.Operation == id }
	return u.stream(c, mine, func(context.Context, []engine.OperationID) (templ.Component, error) {
		o, err := u.opened(c)
		if err != nil {
			return nil, err
		}
		return history.OperationNews(v, u.operationView(c, v, o)), nil
	})
}

// opened reads the operation that the address names.
func (u *UI) opened(c *call) (opened, error) {
	ctx := c.Request().Context()
	op, err := u.Store.Operation(ctx, c.ws, engine.OperationID(c.Param("id")))
	if err != nil {
		return opened{}, err
	}
	o := opened{
		Operation: op, open: c.QueryParam("step"), shown: waterRows, list: inHistory(c), turn: clipped(c.QueryParam(turnParam), 500), find: clipped(c.QueryParam("find"), 200),
	}
	if n, err := strconv.Atoi(c.QueryParam("rows")); err == nil {
		o.shown = max(waterRows, min(n, maxWaterRows))
	}
	if o.steps, err = u.Store.Steps(ctx, c.ws, op.ID); err != nil {
		return o, err
	}
	if p, err := u.Engine.Processing(ctx, c.ws, op.Processing); err == nil {
		o.flow, o.flowNow = p.Name, true
	}
	if o.plan, err = u.Engine.PlanOf(ctx, c.ws, op); err != nil {
		o.plan = u.planOfKept(ctx, c.ws, op)
	}
	o.digest = u.digestOf(o.plan.Definition)
	if o.flow == "" {
		o.flow = o.plan.Definition.Name
	}
	if _, chosen := c.QueryParams()["step"]; !chosen {
		if i := slices.IndexFunc(o.steps, func(s engine.Step) bool { return s.State == engine.StepFailed || s.State == engine.StepUncertain }); i >= 0 && op.Failure != nil {
			o.open = string(o.steps[i].Key)
		}
	}
	return o, nil
}

func (o opened) at() string { return "/ops/" + string(o.ID) }

func (u *UI) operationView(c *call, v words.Voice, o opened) history.OperationView {
	view := history.OperationView{
		ID: string(o.ID), At: o.at(), Status: part.OperationStatus(v, string(o.State)), Started: u.when(c, v, o.Created),
		Version: "v" + itoa(o.Version), Test: o.Test, SeesValues: c.seesValues(),
		Title: v.T("op.title", "when", v.Moment(o.Created, u.now(c))),
		Back:  part.LinkView{Text: v.T("history.of", "name", o.flow), Href: "/p/" + string(o.Processing) + "/ops"},
	}
	view.Status.TestID = "operation-state"
	if !o.flowNow {
		view.Back = part.LinkView{Text: v.T("history.title"), Href: "/ops"}
	}
	if o.Version == 0 {
		view.Version = v.T("history.draft")
	} else if o.flowNow {
		view.VersionAt = "/p/" + string(o.Processing) + "/versions"
	}
	if !o.Finished.IsZero() {
		view.Took = v.Span(o.Finished.Sub(o.Created))
	}
	if o.State == engine.Waiting && !o.WakeAt.IsZero() {
		view.Again = v.T("history.again", "when", v.Moment(o.WakeAt, u.now(c)))
	}
	view.Arrived = u.rows(c, v).arrived(o.digest, o.Operation)
	if o.ReplayOf != "" {
		view.Original = "/ops/" + string(o.ReplayOf)
	}
	if id, _, ok := o.Caller(); ok {
		view.Caller = "/ops/" + string(id)
	}
	for i, id := range o.Replays {
		view.Replays = append(view.Replays, u.repeatedAs(c, v, i, id))
	}
	view.StepAgain = o.stepAgain(c)
	u.operationActs(c, v, o, &view)
	view.Cause = u.causeView(c, v, o)
	view.Water = u.water(c, v, o)
	if len(o.steps) > o.shown {
		view.More = withStep(o, o.open) + "&rows=" + itoa(o.shown+waterRows)
		view.MoreSay = v.T("tree.more", "n", min(waterRows, len(o.steps)-o.shown))
	}
	view.Detail = u.detail(c, v, o)
	view.Near = u.near(c, v, o)
	if c.seesValues() && o.State != engine.Succeeded && len(o.Event.Data) > 0 {
		if _, err := u.lastSuccess(c, o.Operation); err == nil {
			view.Compare = o.at() + "/compare"
		}
	}
	return view
}

// operationActs are what a person may do with the operation as it stands.
func (u *UI) operationActs(c *call, v words.Voice, o opened, view *history.OperationView) {
	if !c.role.Includes(engine.Operator) || !o.flowNow {
		return
	}
	act := func(do, say, look string) part.ButtonView {
		return part.ButtonView{
			Text: say, Look: look, Submit: true, Name: "do", Value: do, TestID: do, More: templ.Attributes{"form": "act"},
		}
	}
	switch {
	case o.State == engine.Kept:
		view.Acts = append(view.Acts, act("begin", v.T("op.begin"), part.Primary))
	case o.State == engine.UncertainState:
		view.Resolve = []part.ButtonView{
			act("resolve-arrived", v.T("op.arrived"), part.Strong), act("resolve-not-arrived", v.T("op.not_arrived"), part.Plain),
			act("resolve-give-up", v.T("op.give_up"), part.Plain),
		}
		view.Known = u.cutOff(c, v, o)
	case o.State.Final():
		start := act("replay-start", v.T("op.repeat"), part.Plain)
		if view.SendsAgain = u.sentBefore(o, v); len(view.SendsAgain) > 0 {
			start.Submit, start.Name, start.Value = false, "", ""
			start.Href, start.More = o.at()+"/repeat", templ.Attributes{"data-opens": "again"}
		}
		start.Icon = "refresh"
		if o.State == engine.Failed {
			view.Acts = append(view.Acts, act("replay-failed", v.T("op.continue"), part.Strong))
			view.Choice = u.continued(c, v, o)
		}
		view.Acts = append(view.Acts, start)
		if o.mayChange() {
			view.Acts = append(view.Acts, part.ButtonView{Text: v.T("op.edit"), Href: o.at() + "/edit", TestID: "replay-edited"})
		}
	}
	if !o.State.Final() {
		cancel := act("cancel", v.T("op.cancel"), part.Plain)
		if o.Cancelling {
			cancel.Text = v.T("op.cancelling")
		}
		view.Acts = append(view.Acts, cancel)
	}
}

// sentBefore lists what left the building and would leave it a second time.
func (u *UI) sentBefore(o opened, v words.Voice) []string {
	var all []string
	for _, s := range o.steps {
		n := o.plan.Node(s.Node)
		spec, _ := u.Engine.Spec(n.Type)
		if s.State != engine.StepDone || !sends(spec, s) || o.Pretend {
			continue
		}
		name := n.Title
		if name == "" {
			name = u.typeName(v.Lang(), n.Type)
		}
		if r, ok := reachOf(spec, n); ok && r.host != "" {
			name += " (" + r.host + ")"
		}
		if all = append(all, name); len(all) == 20 {
			break
		}
	}
	return all
}

// sends reports whether a step changed something elsewhere.
func sends(spec engine.Spec, s engine.Step) bool {
	if spec.Group == "send" {
		return true
	}
	if spec.Group != "http" {
		return false
	}
	given, _ := engine.Decode(s.Input).(map[string]any)
	method, _ := given["method"].(string)
	return !slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, strings.ToUpper(method))
}

// causeView says why the operation failed, and what fits the cause.
func (u *UI) causeView(c *call, v words.Voice, o opened) *part.CauseView {
	f := o.Failure
	if f == nil {
		return nil
	}
	cause := &part.CauseView{ID: "cause", Look: "fail"}
	if o.State == engine.UncertainState {
		cause.Look = "warn"
	}
	cause.What, cause.Why = u.sayFailure(c, f)
	k, known := o.digest.knot(f.Node)
	if id := f.Args["operation"]; id != "" && strings.HasPrefix(f.Code, "call.") {
		cause.Actions = append(cause.Actions, part.ButtonView{Text: v.T("op.called"), Href: "/ops/" + url.PathEscape(id), Look: part.Primary, TestID: "called"})
	}
	if add := o.missingRow(); add != "" && c.role.Includes(engine.Editor) {
		cause.Actions = append(cause.Actions, part.ButtonView{Text: v.T("tables.add_row"), Icon: "plus", Href: add, Look: part.Primary, TestID: "add-row-to-table"})
	}
	if known && o.flowNow {
		if aboutConnection(f) {
			cause.Actions = append(cause.Actions, u.connectionOf(c, v, o.plan.Node(k.id)))
		}
		step := part.ButtonView{Text: v.T("op.step", "n", k.number, "name", u.name(c.lang, k)), Href: "/p/" + string(o.Processing) + "?at=" + string(k.id) + fieldAnchor(k.id, f.Field)}
		if len(cause.Actions) == 0 {
			step.Look = part.Primary
		}
		cause.Actions = append(cause.Actions, step)
	}
	fact := func(key, value string) {
		if value != "" {
			cause.Technical = append(cause.Technical, part.FactView{Name: v.T(key), Value: value})
		}
	}
	fact("op.fact.code", f.Code)
	fact("op.fact.action", string(f.Node))
	fact("op.fact.field", f.Field)
	fact("op.fact.at", f.At.UTC().Format(time.RFC3339))
	fact("op.fact.operation", string(o.ID))
	args := f.Args
	if !c.seesValues() {
		args = harmless(f)
	}
	for _, name := range []string{"host", "status", "connection"} {
		fact("op.fact."+name, args[name])
	}
	if !c.seesValues() {
		return cause
	}
	cause.Body = clipped(f.Detail, 4<<10)
	for _, s := range o.steps {
		if s.Node == f.Node && (s.State == engine.StepFailed || s.State == engine.StepUncertain) {
			cause.Curl = curlOf(s)
			u.answered(v, s, cause)
		}
	}
	return cause
}

// answered adds what the other side answered.
func (u *UI) answered(v words.Voice, s engine.Step, cause *part.CauseView) {
	out, _ := engine.Decode(head(s.Output)).(map[string]any)
	headers, _ := out["headers"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		if value, _ := headers[name].(string); value != "" && !looksSecret(name) {
			cause.Technical = append(cause.Technical, part.FactView{Name: name, Value: clipRunes(value, 200)})
		}
	}
	if body, _ := out["body"].(string); body != "" {
		cause.Body = clipped(body, 4<<10)
	}
}

// connectionOf leads to the connection that an action uses.
func (u *UI) connectionOf(c *call, v words.Voice, n engine.Node) part.ButtonView {
	b := part.ButtonView{Text: v.T("op.connection"), Icon: "plug", Href: "/connections", Look: part.Primary}
	with, _ := engine.Decode(n.With).(map[string]any)
	name, _ := with["connection"].(string)
	all, err := u.Store.ListConnections(c.Request().Context(), c.ws)
	for _, one := range all {
		if err == nil && one.Name == name {
			b.Text, b.Href = v.T("op.connection.one", "name", name), "/connections/"+url.PathEscape(string(one.ID))
		}
	}
	return b
}

// fieldAnchor leads within the editor's panel to the field that is at fault.
func fieldAnchor(id engine.NodeID, field string) string {
	if field == "" {
		return ""
	}
	return "#f-actions." + string(id) + "." + strings.NewReplacer("[", ".", "]", "").Replace(field)
}

// missingRow is the address where the row is added that the operation failed for
// want of; "" if it failed of anything else.
func (o opened) missingRow() string {
	if o.Failure.Code != "table.missing" {
		return ""
	}
	for _, s := range o.steps {
		var input struct {
			Table string
			Keys  map[string]any
		}
		if s.Node == o.Failure.Node && s.State == engine.StepFailed && json.Unmarshal(s.Input, &input) == nil {
			input.Keys, _ = engine.Decode(s.Input).(map[string]any)["keys"].(map[string]any)
			return addRow(trial.Lookup{Table: input.Table, Keys: input.Keys})
		}
	}
	return ""
}

// aboutConnection reports whether a failure is mended in a connection.
func aboutConnection(f *engine.Failure) bool {
	return strings.HasPrefix(f.Code, "connection.") || f.Code == "http.status" && (f.Args["status"] == "401" || f.Args["status"] == "403")
}
