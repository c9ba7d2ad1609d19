package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"stanok/engine"
)

// keyKept is how long an event key is remembered that does not say.
const keyKept = 7 * 24 * time.Hour

// operation is an operation with what only the store knows of it.
type operation struct {
	op    engine.Operation
	steps map[engine.StepKey]engine.Step
	lease engine.Lease // zero Token: not leased
}

type eventKey struct {
	processing engine.ProcessingID
	key        string
}

// CreateOperation is engine.Operations.
func (s *Store) CreateOperation(_ context.Context, ws engine.WorkspaceID, op engine.Operation, steps ...engine.Step) (engine.Operation, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, key := s.in(ws), eventKey{op.Processing, op.Event.Key}
	if first := in.operations[in.keys[key]]; first != nil && remembers(first.op, op) {
		return copied(first.op), false, nil
	}
	if in.operations[op.ID] != nil {
		return engine.Operation{}, false, conflict("operation.exists")
	}
	if op.ReplayOf != "" {
		repeated, err := s.operation(ws, op.ReplayOf)
		if err != nil {
			return engine.Operation{}, false, err
		}
		repeated.op.Replays = append(repeated.op.Replays, op.ID)
	}
	o := &operation{op: copied(op), steps: map[engine.StepKey]engine.Step{}}
	if op.State != engine.Kept {
		o.op.State = engine.Queued
	}
	o.record(steps)
	in.operations[op.ID] = o
	if op.Event.Key != "" {
		in.keys[key] = op.ID
	}
	return copied(o.op), true, nil
}

// remembers reports whether first's event key still stands in the way of next.
func remembers(first, next engine.Operation) bool {
	return received(next).Sub(received(first)) < cmp.Or(first.Event.KeyFor, keyKept)
}

func received(op engine.Operation) time.Time {
	if op.Event.At.IsZero() {
		return op.Created
	}
	return op.Event.At
}

// Amend is engine.Operations.
func (s *Store) Amend(_ context.Context, ws engine.WorkspaceID, id engine.OperationID, change func(*engine.Operation, *[]engine.Step) error) (engine.Operation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.operation(ws, id)
	if err != nil {
		return engine.Operation{}, err
	}
	if o.lease.Token != 0 {
		return engine.Operation{}, conflict("operation.leased")
	}
	op, steps := copied(o.op), o.inOrder()
	if err := change(&op, &steps); err != nil {
		return engine.Operation{}, err
	}
	switch {
	case op.ID != o.op.ID, op.Processing != o.op.Processing, op.Event.Key != o.op.Event.Key && op.Event.Key != "":
		return engine.Operation{}, invalid("operation.identity")
	case op.State != o.op.State && !o.op.State.CanBecome(op.State):
		return engine.Operation{}, conflict("operation.state")
	}
	if !op.State.Final() {
		op.Finished = time.Time{}
	}
	o.op, o.steps = copied(op), map[engine.StepKey]engine.Step{}
	o.record(steps)
	return copied(o.op), nil
}

// Cancel is engine.Operations.
func (s *Store) Cancel(_ context.Context, ws engine.WorkspaceID, id engine.OperationID, now time.Time) (engine.Operation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.operation(ws, id)
	if err != nil {
		return engine.Operation{}, err
	}
	o.cancel(now)
	return copied(o.op), nil
}

// Operation is engine.Operations.
func (s *Store) Operation(_ context.Context, ws engine.WorkspaceID, id engine.OperationID) (engine.Operation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.operation(ws, id)
	if err != nil {
		return engine.Operation{}, err
	}
	return copied(o.op), nil
}

// Steps is engine.Operations.
func (s *Store) Steps(_ context.Context, ws engine.WorkspaceID, id engine.OperationID) ([]engine.Step, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.operation(ws, id)
	if err != nil {
		return nil, err
	}
	return o.inOrder(), nil
}

// Prune is engine.Operations.
func (s *Store) Prune(_ context.Context, ws engine.WorkspaceID, before time.Time, states []engine.State, limit int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	old := in.old(before, states, limit, func(*operation) bool { return true })
	for _, id := range old {
		key := eventKey{in.operations[id].op.Processing, in.operations[id].op.Event.Key}
		if in.keys[key] == id {
			delete(in.keys, key)
		}
		delete(in.operations, id)
	}
	return len(old), nil
}

// ForgetData is engine.Operations.
func (s *Store) ForgetData(_ context.Context, ws engine.WorkspaceID, before time.Time, states []engine.State, limit int, now time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.in(ws)
	old := in.old(before, states, limit, func(o *operation) bool { return o.op.Forgotten.IsZero() })
	for _, id := range old {
		o := in.operations[id]
		steps := o.inOrder()
		engine.Bare(&o.op, steps, now)
		o.record(steps)
	}
	return len(old), nil
}

// old lists operations that finished before a time in one of the states, oldest
// first.
func (in *workspace) old(before time.Time, states []engine.State, limit int, also func(*operation) bool) (old []engine.OperationID) {
	for id, o := range in.operations {
		if o.op.State.Final() && slices.Contains(states, o.op.State) && o.op.Finished.Before(before) && also(o) {
			old = append(old, id)
		}
	}
	slices.Sort(old)
	return old[:min(limit, len(old))]
}

func (s *Store) operation(ws engine.WorkspaceID, id engine.OperationID) (*operation, error) {
	if o := s.in(ws).operations[id]; o != nil {
		return o, nil
	}
	return nil, notFound("operation.not_found")
}

// record adds steps, or replaces those whose key is known.
func (o *operation) record(steps []engine.Step) {
	for _, step := range steps {
		o.steps[step.Key] = copied(step)
	}
}

// inOrder returns the steps by Seq.
func (o *operation) inOrder() []engine.Step {
	var steps []engine.Step
	for _, step := range o.steps {
		steps = append(steps, copied(step))
	}
	slices.SortFunc(steps, func(a, b engine.Step) int {
		return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Key, b.Key))
	})
	return steps
}

// cancel ends an operation that nobody works on, and asks the worker of one
// that is running to end it.
func (o *operation) cancel(now time.Time) {
	switch o.op.State {
	case engine.Kept, engine.Queued, engine.Waiting, engine.UncertainState:
		o.op.State, o.op.Finished, o.op.WakeAt, o.op.Cancelling = engine.Cancelled, now, time.Time{}, false
	case engine.Running:
		o.op.Cancelling = true
	}
}
