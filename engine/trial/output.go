package trial

import (
	"context"
	"sync"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// Output is what a node gave once.
type Output struct {
	Operation engine.OperationID
	Test      bool        // whether that was a test
	Same      bool        // whether it had the sample at hand
	Step      engine.Step // its record, secrets masked in Input
	When      time.Time

	value func() (any, error)
}

// Value is the output as expressions see it, with what the node's action derives
// from it; some of it may be worked out when needed, as Tree does.
func (o Output) Value() any {
	if o.value == nil {
		return nil
	}
	return asked(o.value)
}

// opened is how many operations are opened to look for outputs.
const opened = 12

// outputs finds what every node of a plan gave last: in a test of the sample,
// else in another operation with it, else in the newest operation at all. Of a
// node in a loop it is what the turn at hand gave, or else the first. last is what
// became of a node's latest run with the sample, in the turn at hand, whether it
// went well or not.
func (d Desk) outputs(ctx context.Context, ws engine.WorkspaceID, id engine.ProcessingID, plan *engine.Plan, sample string, turns map[engine.NodeID]int) (done, last map[engine.NodeID]Output, err error) {
	f := &finder{
		desk: d, ws: ws, plan: plan, turns: turns,
		done: map[engine.NodeID]Output{}, first: map[engine.NodeID]Output{}, last: map[engine.NodeID]Output{},
	}
	ops, err := d.operations(ctx, ws, id)
	if err != nil {
		return nil, nil, err
	}
	pass := func(of func(op engine.Operation, same bool) bool, same bool) {
		for _, op := range ops {
			if err == nil && f.left > 0 && of(op, eventID(op.Event, op.Created) == sample) {
				err = f.open(ctx, op, same)
			}
		}
	}
	f.left = opened
	pass(func(op engine.Operation, same bool) bool { return same && op.Test }, true)
	pass(func(op engine.Operation, same bool) bool { return same && !op.Test }, true)
	f.left = opened
	pass(func(_ engine.Operation, same bool) bool { return !same }, false)
	for id, o := range f.first {
		if _, known := f.done[id]; !known {
			f.done[id] = o
		}
	}
	return f.done, f.last, err
}

// finder gathers outputs from one operation after another.
type finder struct {
	desk       Desk
	ws         engine.WorkspaceID
	plan       *engine.Plan
	turns      map[engine.NodeID]int
	left       int // operations still to be opened
	done, last map[engine.NodeID]Output
	first      map[engine.NodeID]Output // in the first turns, where those at hand are others
}

func (f *finder) open(ctx context.Context, op engine.Operation, same bool) error {
	if len(f.done) == len(f.plan.Definition.Nodes) {
		return nil
	}
	f.left--
	steps, err := f.desk.Store.Steps(ctx, f.ws, op.ID)
	if engine.KindOf(err) == engine.NotFound && err != nil {
		return nil
	}
	if err != nil {
		return err
	}
	var own *engine.Plan
	for _, s := range steps {
		done := f.done
		switch s.Key {
		case f.plan.KeyAt(s.Node, f.turns):
		case f.plan.FirstKey(s.Node):
			done = f.first
		default:
			continue
		}
		if same && s.Started.Before(op.Created) { // taken over from another sample's
			continue
		}
		o := Output{Operation: op.ID, Test: op.Test, Same: same, Step: s, When: s.Finished}
		if _, known := f.last[s.Node]; same && !known && s.Key == f.plan.KeyAt(s.Node, f.turns) && s.State != engine.StepSkipped {
			f.last[s.Node] = o
		}
		if _, known := done[s.Node]; known || s.State != engine.StepDone || s.Clipped != nil {
			continue
		}
		seen := f.plan
		if seen.Prepared(s.Node).Run == nil { // it has problems now, and had none then
			if own == nil {
				own = f.planOf(ctx, op.ID)
			}
			seen = own
		}
		o.value = sync.OnceValues(func() (any, error) {
			v, err := eval.Decode(s.Output, outputLimits)
			if err != nil {
				return nil, err
			}
			return seen.Seen(s.Node, v), nil
		})
		done[s.Node] = o
	}
	return nil
}

// outputLimits are wider than those of anything that an output can hold.
var outputLimits = eval.Limits{Depth: 400, Nodes: 4_000_000}

// planOf is what an operation ran, or the draft if that is gone.
func (f *finder) planOf(ctx context.Context, id engine.OperationID) *engine.Plan {
	op, err := f.desk.Store.Operation(ctx, f.ws, id)
	if err == nil {
		if plan, err := f.desk.Engine.PlanOf(ctx, f.ws, op); err == nil {
			return plan
		}
	}
	return f.plan
}

// Output is what a node gives for the sample, or gave last. It is false
// for one that never ran and would do something, or whose output was cut to keep history small.
func (k *Known) Output(id engine.NodeID) (Output, bool) {
	o, ok := k.outputs[id]
	return o, ok
}

// Last is what became of a node's latest run with the sample, well or not. Of
// one that failed, Value is the answer that was found wanting.
func (k *Known) Last(id engine.NodeID) (Output, bool) {
	o, ok := k.last[id]
	if ok && o.value == nil {
		o.value = func() (any, error) {
			v, err := eval.Decode(o.Step.Output, outputLimits)
			return k.Plan.Seen(id, v), err
		}
	}
	return o, ok
}
