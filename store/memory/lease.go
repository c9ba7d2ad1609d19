package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"stanok/engine"
)

// Claim is engine.Operations.
func (s *Store) Claim(_ context.Context, ws engine.WorkspaceID, id engine.OperationID, now, until time.Time) (engine.Lease, engine.Operation, []engine.Step, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.operation(ws, id)
	if err != nil {
		return engine.Lease{}, engine.Operation{}, nil, err
	}
	if at, ok := o.due(); !ok || now.Before(at) {
		return engine.Lease{}, engine.Operation{}, nil, conflict("operation.not_due")
	}
	s.leases++
	o.lease = engine.Lease{Operation: id, Token: s.leases, Until: until}
	o.op.State, o.op.WakeAt = engine.Running, time.Time{}
	return o.lease, copied(o.op), o.inOrder(), nil
}

// Extend is engine.Operations.
func (s *Store) Extend(_ context.Context, ws engine.WorkspaceID, l engine.Lease, until time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.held(ws, l)
	if err != nil {
		return false, err
	}
	o.lease.Until = until
	return o.op.Cancelling, nil
}

// Checkpoint is engine.Operations.
func (s *Store) Checkpoint(_ context.Context, ws engine.WorkspaceID, l engine.Lease, p engine.Progress) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, err := s.held(ws, l)
	if err != nil {
		return err
	}
	if !engine.Running.CanBecome(p.State) {
		return invalid("operation.state")
	}
	o.record(p.Steps)
	o.advance(copied(p))
	if o.op.State != engine.Running {
		o.lease = engine.Lease{}
	}
	if p.Notify && o.op.State.Final() {
		s.notify(ws, o.op, p.At)
	}
	return nil
}

// advance applies what a worker decided.
func (o *operation) advance(p engine.Progress) {
	op := &o.op
	if p.State == engine.Waiting && op.Cancelling {
		p.State = engine.Cancelled
	}
	op.State, op.Active = p.State, p.Active
	for _, s := range p.Steps {
		op.Retries = max(op.Retries, s.Attempt-1)
	}
	op.WakeAt, op.Failure = time.Time{}, nil
	if p.State == engine.Waiting {
		op.WakeAt = p.WakeAt
	}
	if p.State == engine.Failed || p.State == engine.UncertainState {
		op.Failure = p.Failure
	}
	if op.Reply == nil {
		op.Reply = p.Reply
	}
	for _, one := range p.Search {
		if !slices.Contains(op.Search, one) {
			op.Search = append(op.Search, one)
		}
	}
	if p.State.Final() {
		op.Finished, op.Cancelling = p.At, false
	}
}

// Due is engine.Operations.
func (s *Store) Due(_ context.Context, after engine.Due, until time.Time, limit int) ([]engine.Due, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []engine.Due
	for ws, in := range s.workspaces {
		for id, o := range in.operations {
			at, ok := o.due()
			d := engine.Due{Workspace: ws, Processing: o.op.Processing, Operation: id, At: at, Lane: o.op.Lane}
			if ok && !at.After(until) && sooner(after, d) < 0 {
				all = append(all, d)
			}
		}
	}
	slices.SortFunc(all, sooner)
	return all[:min(limit, len(all))], nil
}

func sooner(a, b engine.Due) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Workspace, b.Workspace), cmp.Compare(a.Operation, b.Operation))
}

// due returns when the operation may next be claimed, if ever.
func (o *operation) due() (at time.Time, ok bool) {
	switch o.op.State {
	case engine.Queued, engine.Waiting:
		return o.op.WakeAt, true
	case engine.Running:
		return o.lease.Until, true
	}
	return time.Time{}, false
}

// held returns the operation a lease is for, if the lease still is.
func (s *Store) held(ws engine.WorkspaceID, l engine.Lease) (*operation, error) {
	o, err := s.operation(ws, l.Operation)
	if err != nil || l.Token == 0 || o.lease.Token != l.Token {
		return nil, engine.ErrLeaseLost
	}
	return o, nil
}
