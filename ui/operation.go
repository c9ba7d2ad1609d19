package ui

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
)

// operation is op as the API shows it. Steps and plan are nil in lists.
func (u *UI) operation(c *call, op engine.Operation, steps []engine.Step, plan *engine.Plan) object {
	o := object{
		"id": op.ID, "processing": op.Processing, "version": op.Version, "state": op.State,
		"failure": u.failure(c, op.Failure), "created_at": op.Created, "finished_at": moment(op.Finished),
		"duration_ms": nil, "replay_of": op.ReplayOf, "replays": op.Replays, "test": op.Test, "wake_at": nil,
	}
	if op.Replays == nil {
		o["replays"] = []engine.OperationID{}
	}
	if !op.Finished.IsZero() {
		o["duration_ms"] = op.Finished.Sub(op.Created).Milliseconds()
	}
	if op.State == engine.Waiting {
		o["wake_at"] = moment(op.WakeAt)
	}
	source := object{"type": op.Event.Source, "received_at": op.Event.At}
	o["source"] = source
	if plan == nil {
		return o
	}
	if c.seesValues() && plan.Source.Value != nil {
		source["input"] = u.input(plan, op.Event)
	}
	shown := make([]object, len(steps))
	for i, s := range steps {
		shown[i] = u.step(c, s, plan)
	}
	o["steps"] = shown
	return o
}

// input is what expressions saw as source.
func (u *UI) input(plan *engine.Plan, ev engine.Event) any {
	v, err := plan.Source.Value(ev)
	if err != nil {
		return ev.Data
	}
	return engine.Settled(v)
}

func (u *UI) step(c *call, s engine.Step, plan *engine.Plan) object {
	n := plan.Node(s.Node)
	o := object{
		"key": s.Key, "action": s.Node, "type": n.Type, "title": n.Title, "state": s.State, "attempt": s.Attempt,
		"started_at": moment(s.Started), "duration_ms": nil, "input": nil, "output": nil,
		"failure": u.failure(c, s.Failure), "wake_at": moment(s.WakeAt),
	}
	if !s.Finished.IsZero() {
		o["duration_ms"] = s.Finished.Sub(s.Started).Milliseconds()
	}
	if !c.seesValues() {
		return o
	}
	if len(s.Input) > 0 {
		o["input"] = s.Input
	}
	switch {
	case s.Clipped != nil: // nothing can be derived from a part
		o["output"] = engine.Decode(s.Output)
		o["clipped"] = object{"size": s.Clipped.Size, "sha256": s.Clipped.SHA256, "kept": len(s.Output)}
	case len(s.Output) > 0:
		o["output"] = plan.Complete(s.Node, s.Output)
	}
	return o
}

func (u *UI) failure(c *call, f *engine.Failure) any {
	if f == nil {
		return nil
	}
	args := f.Args
	if !c.seesValues() {
		args = harmless(f)
	}
	say, try := u.Texts.Say(c.lang, f.Code, args)
	o := object{"code": f.Code, "message": say, "hint": try, "action": f.Node, "field": f.Field}
	if c.seesValues() {
		o["detail"] = f.Detail
	}
	return o
}

// harmless are the arguments of a failure that cannot hold what passed through.
func harmless(f *engine.Failure) map[string]string {
	args := map[string]string{}
	for _, name := range []string{
		"branch", "column", "connection", "count", "field", "header", "host", "kind", "limit", "line", "max",
		"reason", "role", "seconds", "status", "table", "type", "want",
	} {
		if v, ok := f.Args[name]; ok {
			args[name] = v
		}
	}
	if f.Code == "value.missing" { // elsewhere a name may be the value itself
		args["name"] = f.Args["name"]
	}
	return args
}

// moment is a time, or null for none.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC()
}

func (u *UI) listOperations(c *call) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	if q.Text != "" && !c.seesValues() { // what is found tells what is in it
		return &engine.Error{Kind: engine.Denied, Code: "auth.forbidden", Field: "q", Args: map[string]string{"role": string(engine.Operator)}}
	}
	page, err := u.Store.FindOperations(c.Request().Context(), c.ws, q)
	if err != nil {
		return err
	}
	items := make([]object, len(page.Operations))
	for i, op := range page.Operations {
		items[i] = u.operation(c, op, nil, nil)
	}
	return c.list(items, page.Next)
}

// query reads the filters of a list of operations.
func (c *call) query() (engine.OperationQuery, error) {
	q := engine.OperationQuery{
		Processing: engine.ProcessingID(c.QueryParam("processing")), Text: c.QueryParam("q"), Cursor: c.QueryParam("cursor"),
		Cause: c.QueryParam("cause"), Node: engine.NodeID(c.QueryParam("action")), Source: c.QueryParam("source"),
	}
	if strings.ContainsFunc(q.Cursor, func(r rune) bool { return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'v') }) || len(q.Cursor) > maxCursor {
		return q, wrongParameter("cursor")
	}
	for _, s := range strings.FieldsFunc(strings.Join(c.QueryParams()["state"], ","), func(r rune) bool { return r == ',' }) {
		if !isState(engine.State(s)) {
			return q, wrongParameter("state")
		}
		q.States = append(q.States, engine.State(s))
	}
	var err error
	if q.From, err = instant(c.QueryParam("created_from")); err != nil {
		return q, wrongParameter("created_from")
	}
	if q.To, err = instant(c.QueryParam("created_to")); err != nil {
		return q, wrongParameter("created_to")
	}
	if q.Test, err = c.flag("test"); err != nil {
		return q, err
	}
	if s := c.QueryParam("version"); s != "" {
		if q.Version, err = strconv.Atoi(s); err != nil || q.Version < 1 {
			return q, wrongParameter("version")
		}
	}
	if s := c.QueryParam("longer"); s != "" {
		if q.Longer, err = time.ParseDuration(s); err != nil || q.Longer <= 0 {
			return q, wrongParameter("longer")
		}
	}
	if s := c.QueryParam("limit"); s != "" {
		if q.Limit, err = strconv.Atoi(s); err != nil || q.Limit < 1 || q.Limit > 500 {
			return q, wrongParameter("limit")
		}
	}
	return q, nil
}

// maxCursor is as long as an operation's id, which a cursor is.
const maxCursor = 26

func isState(s engine.State) bool {
	for _, one := range engine.States {
		if s == one {
			return true
		}
	}
	return false
}

func instant(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, s)
}

func (u *UI) showOperation(c *call) error {
	op, err := u.Store.Operation(c.Request().Context(), c.ws, engine.OperationID(c.Param("id")))
	if err != nil {
		return err
	}
	return u.answerOperation(c, http.StatusOK, op)
}

// answerOperation writes an operation with its steps.
func (u *UI) answerOperation(c *call, status int, op engine.Operation) error {
	ctx := c.Request().Context()
	steps, err := u.Engine.Steps(ctx, c.ws, op)
	if err != nil {
		return err
	}
	plan, err := u.Engine.PlanOf(ctx, c.ws, op)
	if err != nil {
		plan = u.planOfKept(ctx, c.ws, op)
	}
	o := u.operation(c, op, steps, plan)
	hold, held, err := u.Engine.Held(ctx, c.ws, op)
	if err != nil {
		return err
	}
	o["forgotten"], o["held"] = moment(op.Forgotten), nil
	if held {
		o["held"] = object{"operation": hold.Operation, "waiting": hold.Waiting}
	}
	return c.json(status, o)
}

// planOfKept is what can be said of an operation without its version: one kept
// before the first start has none yet, and that of a deleted processing is gone.
func (u *UI) planOfKept(ctx context.Context, ws engine.WorkspaceID, op engine.Operation) *engine.Plan {
	plan := &engine.Plan{}
	if p, err := u.Store.Processing(ctx, ws, op.Processing); err == nil {
		if flow, err := u.Engine.Flow(ctx, ws, p); err == nil {
			plan.Source = flow.Source
		}
	}
	return plan
}
