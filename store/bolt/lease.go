package bolt

import (
	"context"
	"time"

	"stanok/engine"
)

// Claim is engine.Operations. It writes nothing.
func (s *Store) Claim(_ context.Context, ws engine.WorkspaceID, id engine.OperationID, now, until time.Time) (l engine.Lease, op engine.Operation, steps []engine.Step, err error) {
	defer s.ops.lock(operationThing(ws, id)).Unlock()
	var row *row
	err = s.view(func(tx *reading) error {
		if row, err = s.dueNow(tx, ws, id, now); err != nil {
			return err
		}
		whole := row.copied()
		steps, err = s.wholeBody(tx, ws, whole)
		op = whole.Operation
		return err
	})
	if err != nil {
		return engine.Lease{}, engine.Operation{}, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.live.get(ws, id)
	if now.Before(e.until()) { // its worker woke up meanwhile
		return engine.Lease{}, engine.Operation{}, nil, conflict("operation.not_due")
	}
	return s.live.lease(e, row, until), op, steps, nil
}

// dueNow returns the row of an operation that may be claimed, as a worker gets
// it.
func (s *Store) dueNow(tx *reading, ws engine.WorkspaceID, id engine.OperationID, now time.Time) (*row, error) {
	s.mu.Lock()
	e := s.live.get(ws, id)
	early := e != nil && now.Before(e.until())
	s.mu.Unlock()
	switch {
	case early:
		return nil, conflict("operation.not_due")
	case e == nil && settledBucket.has(tx, inWorkspace(ws, id)):
		return nil, conflict("operation.not_due")
	}
	op, err := s.current(tx, ws, id)
	if err != nil {
		return nil, err
	}
	op.State, op.WakeAt = engine.Running, time.Time{}
	return op, nil
}

// Extend is engine.Operations. It writes nothing.
func (s *Store) Extend(_ context.Context, ws engine.WorkspaceID, l engine.Lease, until time.Time) (bool, error) {
	if err := s.state.err(); err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.held(ws, l)
	if e == nil {
		return false, engine.ErrLeaseLost
	}
	s.live.extend(e, until)
	return e.cancelling, nil
}

// held returns the entry a lease is for, or nil if the lease is lost. The
// caller holds the lock of what is in memory.
func (s *Store) held(ws engine.WorkspaceID, l engine.Lease) *entry {
	e := s.live.get(ws, l.Operation)
	if !e.leased() || e.token != l.Token {
		return nil
	}
	return e
}

// Due is engine.Operations.
func (s *Store) Due(_ context.Context, after engine.Due, until time.Time, limit int) (all []engine.Due, err error) {
	s.unread.wait()
	if err := s.state.err(); err != nil {
		return nil, err
	}
	from := &entry{liveKey: liveKey{after.Workspace, after.Operation}, at: stamp(after.At)}
	end := stamp(until)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live.due.after(from, func(e *entry) bool {
		if e.at > end || len(all) >= limit {
			return false
		}
		all = append(all, engine.Due{Workspace: e.workspace, Processing: e.processing, Operation: e.id, At: e.until(), Lane: e.lane})
		return true
	})
	return all, nil
}

// CountUnfinished is engine.Operations.
func (s *Store) CountUnfinished(_ context.Context, ws engine.WorkspaceID, id engine.ProcessingID) (int, error) {
	s.unread.wait()
	if err := s.state.err(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live.counts[countKey{ws, id}], nil
}
