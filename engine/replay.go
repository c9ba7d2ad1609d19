package engine

import (
	"context"
	"slices"
	"time"
)

// Replay says how an operation is to be repeated.
type Replay struct {
	// From is "failed" (go on where it failed), "start", or the id of the node
	// to begin at; what finished before it is not done again.
	From string

	// Original runs the version the operation ran, instead of the current one.
	Original bool

	// Event makes what begins it, for the source it runs; nil for the same
	// event again.
	Event func(PreparedSource) (Event, error)

	turn *turnOf // of a batch; nil for none
}

// turnOf is what a batch says of an operation it repeats: a key that begins one
// operation however often it is asked for, the time of the new id, and whom to
// tell the id before the operation may end.
type turnOf struct {
	key  string
	at   time.Time
	mark func(OperationID)
}

// Where a replay can begin besides at a node.
const (
	FromFailed = "failed"
	FromStart  = "start"
)

// Replay repeats an operation that has ended, as a new one, which it returns. An
// operation that was kept is itself begun. It fails with Conflict, code
// "operation.running", while the operation goes on.
func (e *Engine) Replay(ctx context.Context, ws WorkspaceID, id OperationID, how Replay) (Operation, error) {
	return e.replay(ctx, ws, id, how)
}

func (e *Engine) replay(ctx context.Context, ws WorkspaceID, id OperationID, how Replay) (Operation, error) {
	old, err := e.cfg.Store.Operation(ctx, ws, id)
	if err != nil {
		return old, err
	}
	p, err := e.at(ctx, ws, old.Processing, 0)
	if err != nil {
		return old, err
	}
	if old.State == Kept {
		if p.Version == 0 {
			return old, &Error{Kind: Conflict, Code: "processing.never_started", Args: map[string]string{"name": p.Name}}
		}
		return e.begin(ctx, ws, id, p.Version)
	}
	if !old.State.Final() {
		return old, &Error{Kind: Conflict, Code: "operation.running"}
	}
	if !old.Forgotten.IsZero() {
		return old, errForgotten(old)
	}
	op := e.repeat(old, p, how)
	plan, err := e.PlanOf(ctx, ws, op)
	if err != nil {
		return old, err
	}
	if how.Event != nil {
		if op.Event, err = how.Event(plan.Source); err != nil {
			return old, err
		}
		op.Event.Key, op.Search = "", nil
	}
	op.Lane = plan.laneOf(op)
	if op.Lane, err = e.mayPass(ctx, ws, op); err != nil {
		return old, err
	}
	steps, err := e.keepSteps(ctx, ws, old, plan, how)
	if err != nil {
		return old, err
	}
	if how.turn != nil {
		if !e.queue.room(ws, op.Processing) {
			return op, &Error{Kind: Unavailable, Code: "queue.full", After: time.Second}
		}
		how.turn.mark(op.ID)
	}
	op, created, err := e.cfg.Store.CreateOperation(ctx, ws, op, steps...)
	if err != nil || !created {
		return op, err
	}
	e.tallies.seen(ws, op)
	e.ring(ws, op)
	e.feed.publish(Change{Workspace: ws, Processing: op.Processing, Operation: op.ID})
	return op, nil
}

// repeat makes the operation that repeats old.
func (e *Engine) repeat(old Operation, p Processing, how Replay) Operation {
	now := e.cfg.Clock.Now()
	born, key := now, ""
	if how.turn != nil {
		born, key = how.turn.at, how.turn.key
	}
	op := Operation{
		ID: OperationID(NewID(born)), Processing: old.Processing, Version: p.Version, Event: old.Event, State: Queued,
		Created: now, WakeAt: now, ReplayOf: old.ID, Root: old.Root, Search: old.Search, Test: old.Test, Pretend: old.Pretend,
	}
	if op.Root == "" {
		op.Root = old.ID
	}
	if how.Original || old.Draft != nil || p.Version == 0 {
		op.Version, op.Draft, op.Trial = old.Version, old.Draft, old.Trial
	}
	op.Event.Key, op.Event.KeyFor = key, 0
	return op
}

// keepSteps lists the finished steps of old that its repetition need not do
// again. On another version what is pure is worked out anew, since it may have
// been corrected; what touched the world is not.
func (e *Engine) keepSteps(ctx context.Context, ws WorkspaceID, old Operation, plan *Plan, how Replay) ([]Step, error) {
	if how.From == FromStart || how.From == "" {
		return nil, nil
	}
	end := len(plan.Definition.Nodes)
	if how.From != FromFailed {
		end = slices.IndexFunc(plan.Definition.Nodes, func(n Node) bool { return string(n.ID) == how.From })
		if end < 0 {
			return nil, &Error{Kind: Invalid, Code: "replay.from", Field: "from", Args: map[string]string{"from": clip(how.From, 80)}}
		}
	}
	before := map[NodeID]bool{}
	for _, n := range plan.Definition.Nodes[:end] {
		before[n.ID] = true
	}
	steps, err := e.cfg.Store.Steps(ctx, ws, old.ID)
	if err != nil {
		return nil, err
	}
	corrected := plan.Definition.Version != old.Version
	kept := steps[:0]
	for _, s := range steps {
		n := plan.nodes[s.Node]
		if n == nil || !before[s.Node] || !n.keeps(s, corrected) {
			continue
		}
		if s.Clipped == nil {
			kept = append(kept, s)
		} else if n.Effect >= Repeatable { // what it gave is gone, and it must not be done again
			return nil, &Error{Kind: Conflict, Code: "replay.clipped", Args: map[string]string{"action": string(s.Node)}}
		}
	}
	return kept, nil
}

// keeps reports whether a step counts as done for a repetition.
func (n *planned) keeps(s Step, corrected bool) bool {
	switch s.State {
	case StepDone, StepSkipped, StepOpen:
	case StepFailed:
		if n.OnError != Continue {
			return false
		}
	default:
		return false
	}
	return !corrected || n.Effect != Pure || !s.WakeAt.IsZero() // a delay that is over stays over
}

// begin queues an operation that was kept, on the given version.
func (e *Engine) begin(ctx context.Context, ws WorkspaceID, id OperationID, version int) (Operation, error) {
	op, err := e.cfg.Store.Operation(ctx, ws, id)
	if err != nil {
		return op, err
	}
	plan, err := e.Plan(ctx, ws, op.Processing, version)
	if err != nil {
		return op, err
	}
	lane, now := plan.laneOf(op), e.cfg.Clock.Now()
	op, err = e.cfg.Store.Amend(ctx, ws, id, func(op *Operation, _ *[]Step) error {
		if op.State != Kept {
			return &Error{Kind: Conflict, Code: "operation.not_kept"}
		}
		op.State, op.Version, op.Lane, op.WakeAt, op.Later = Queued, version, lane, now, false
		return nil
	})
	if err != nil {
		return op, err
	}
	e.tallies.seen(ws, op)
	e.ring(ws, op)
	e.feed.publish(Change{Workspace: ws, Processing: op.Processing, Operation: op.ID})
	return op, nil
}

// Resolve records what a person found out about an uncertain step: that it
// arrived, and the operation goes on after it, or that it did not, and it is
// sent again under the same key. It fails with Conflict, code
// "operation.not_uncertain", in any other state.
func (e *Engine) Resolve(ctx context.Context, ws WorkspaceID, id OperationID, arrived bool) (Operation, error) {
	now := e.cfg.Clock.Now()
	op, err := e.cfg.Store.Amend(ctx, ws, id, func(op *Operation, steps *[]Step) error {
		i := slices.IndexFunc(*steps, func(s Step) bool { return s.State == StepUncertain })
		if op.State != UncertainState || i < 0 {
			return &Error{Kind: Conflict, Code: "operation.not_uncertain"}
		}
		s := &(*steps)[i]
		if arrived {
			s.State, s.Output, s.Finished = StepDone, []byte(`{"resolved":"arrived"}`), now
		} else {
			s.State, s.WakeAt, s.Attempt = StepRetrying, now, max(0, s.Attempt-1)
		}
		s.Failure = nil
		op.State, op.WakeAt, op.Failure = Queued, now, nil
		return nil
	})
	if err != nil {
		return op, err
	}
	e.tallies.resumed(ws, op)
	e.ring(ws, op)
	e.wakeLane(ws, op) // who waits for it there lets it pass
	e.feed.publish(Change{Workspace: ws, Processing: op.Processing, Operation: op.ID})
	return op, nil
}
