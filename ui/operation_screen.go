package ui

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
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
		view.Again = u.when(c, v, o.WakeAt)
		view.Again.Text = v.T("history.again", "when", view.Again.Text)
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
	view.Hold = u.holdView(c, v, o)
	if !o.Forgotten.IsZero() {
		view.Forgotten = v.T("op.forgotten.text", "when", v.Moment(o.Forgotten.In(c.zone), u.now(c)))
		view.StepAgain = ""
	}
	if c.role.Includes(engine.Admin) && (o.State.Final() || o.State == engine.Kept) && (o.Forgotten.IsZero() || len(o.Event.Search)+len(o.Search) > 0) {
		view.Erase = "/erase?" + tickParam + "=" + string(o.ID)
	}
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
	if !o.Forgotten.IsZero() {
		return
	}
	switch {
	case o.State == engine.Kept:
		view.Acts = append(view.Acts, act("begin", v.T("op.begin"), part.Primary))
	case o.State == engine.UncertainState:
		view.Resolve = []history.DecisionView{
			{Button: act("resolve-arrived", v.T("op.arrived"), part.Strong), Say: v.T("op.arrived.say")},
			{Button: act("resolve-not-arrived", v.T("op.not_arrived"), part.Plain), Say: v.T("op.not_arrived.say")},
			{Button: act("resolve-give-up", v.T("op.give_up"), part.Plain), Say: v.T("op.give_up.say")},
		}
		view.Check = u.arrivalView(c, v, o)
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
	var given struct {
		Method string `json:"method"`
	}
	_ = json.Unmarshal(s.Input, &given) // what was cut off counts as sent
	return !slices.Contains([]string{"GET", "HEAD", "OPTIONS"}, strings.ToUpper(given.Method))
}
