package engine

import (
	"context"
	"errors"
	"time"
)

// Record stands in for the world while an operation on record is gone through
// once more: see Engine.Rehearse. It is used by one goroutine.
type Record interface {
	// Of returns what stands in for the world in one run of a node.
	Of(node NodeID, key StepKey) Recall
}

// Recall is what is on record of a step, for the action that is run again. All of
// the world that the action would turn to is here; it must turn to nothing else.
type Recall interface {
	// Key is the step's on record. What an action makes of its own key is then
	// what it was.
	Key() StepKey

	// At is when the step was taken.
	At() time.Time

	// Answer is what came when the action sent or asked this outside of the
	// program, which it tells as it would in Outcome.Input; nil if it cannot. An
	// error is what it failed with, or ErrOffRecord: the action then returns it
	// as it is.
	Answer(asked any) (any, error)

	// Known is what the program itself gave when the action turned to what it
	// remembers, told likewise. If that is not on record the action turns to
	// Memory, or to the tables, and goes on.
	Known(asked any) (any, bool)

	// Memory is the processing's; what is put there is seen by this rehearsal
	// only.
	Memory() Memory
}

// ErrOffRecord ends a rehearsal at a step of which it is not known what would
// come of it.
var ErrOffRecord = errors.New("this is not on record")

// Rehearse runs a plan for an operation on record once more, in memory: nothing
// is sent, asked for or stored. It returns what would have become of the
// operation. One that meets ErrOffRecord has failed.
//
// No pause is waited for, nothing is tried twice, and no failure is told to
// anyone. All times are the operation's own.
func (e *Engine) Rehearse(ctx context.Context, ws WorkspaceID, op Operation, plan *Plan, record Record) (Operation, []Step, error) {
	was := op.Created
	op.State, op.Lane, op.Search, op.Test = Running, "", nil, true
	op.Reply, op.Failure, op.Cancelling, op.Active, op.Draft, op.Trial = nil, nil, false, 0, nil, nil
	unmetered := *plan
	unmetered.meter = nil
	r := &run{
		store: unwritten{}, clock: still{was}, log: e.cfg.Log, encode: e.cfg.Encode, ws: ws, op: op, plan: &unmetered, aim: plan.aim(nil),
		calls: e, record: record, steps: map[StepKey]*Step{},
	}
	p, err := r.advance(ctx)
	if err != nil {
		return op, nil, err
	}
	if cause := context.Cause(ctx); cause != nil {
		return op, nil, cause
	}
	op.State, op.Failure, op.Reply, op.Finished = p.State, p.Failure, r.reply, p.At
	steps := make([]Step, len(r.steps))
	for _, s := range r.steps {
		steps[s.Seq-1] = *s
	}
	return op, steps, nil
}

// unwritten is where a rehearsal is put on record.
type unwritten struct{}

// Checkpoint implements checkpoints.
func (unwritten) Checkpoint(context.Context, WorkspaceID, Lease, Progress) error { return nil }

// still is a clock that has stopped.
type still struct{ at time.Time }

// Now implements Clock.
func (s still) Now() time.Time { return s.at }

// Elapsed implements Clock.
func (still) Elapsed() time.Duration { return 0 }

// Sleep implements Clock: nobody waits in a rehearsal.
func (still) Sleep(ctx context.Context, _ time.Duration) error { return context.Cause(ctx) }

// try runs a node's action, on record in a rehearsal. One that cannot say what it
// asks is not run there if it would turn to the world.
func (r *run) try(ctx context.Context, n *planned, s *Step, in Input) (Outcome, error) {
	if r.record == nil {
		return n.Try(ctx, in)
	}
	in.Pretend, in.Recall = true, r.record.Of(n.ID, s.Key)
	in.Key = string(r.op.ID) + "/" + string(in.Recall.Key())
	if n.Effect == Pure || n.Calls || n.Recalls {
		return n.Try(ctx, in)
	}
	answer, err := in.Recall.Answer(nil)
	return Outcome{Output: answer}, err
}

// recallCall is callOut in a rehearsal.
func (r *run) recallCall(ctx context.Context, n *planned, s *Step, c Call) (any, error) {
	if _, err := r.calls.sampleAnswer(ctx, r.ws, c); err != nil {
		return r.trouble(ctx, n, s, err)
	}
	answer, err := r.record.Of(n.ID, s.Key).Answer(Decode(s.Input))
	if err != nil {
		return r.trouble(ctx, n, s, err)
	}
	return r.done(n, s, answer), nil
}
