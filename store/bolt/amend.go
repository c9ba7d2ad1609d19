package bolt

import (
	"context"
	"time"

	"stanok/engine"
)

// Amend is engine.Operations.
func (s *Store) Amend(_ context.Context, ws engine.WorkspaceID, id engine.OperationID, change func(*engine.Operation, *[]engine.Step) error) (engine.Operation, error) {
	defer s.ops.lock(operationThing(ws, id)).Unlock()
	if s.leased(ws, id) {
		return engine.Operation{}, conflict("operation.leased")
	}
	c := s.newChange()
	op, was, steps, err := s.before(ws, id, c)
	if err != nil {
		return engine.Operation{}, err
	}
	if err := change(&op, &steps); err != nil {
		return engine.Operation{}, err
	}
	if err := allowed(&was, &op); err != nil {
		return engine.Operation{}, err
	}
	if !op.State.Final() {
		op.Finished = time.Time{}
	}
	changed := &row{Operation: op, bared: !op.Forgotten.IsZero()}
	if err := c.bodyOf(s, ws, changed, steps); err != nil {
		return engine.Operation{}, err
	}
	c.place(ws, changed, was.State)
	return s.amended(ws, changed, c)
}

// before reads an operation that is to be amended, twice, and its steps. The
// change begins with the removal of its body.
func (s *Store) before(ws engine.WorkspaceID, id engine.OperationID, c *change) (op, was engine.Operation, steps []engine.Step, err error) {
	err = s.view(func(tx *reading) error {
		stored, err := s.row(tx, ws, id)
		if err != nil {
			return err
		}
		c.forgetBody(ws, &stored)
		steps, err = s.wholeBody(tx, ws, &stored)
		was, op = stored.Operation, detached(&stored.Operation)
		return err
	})
	return op, was, steps, err
}

// amended writes a change and returns the operation it leaves.
func (s *Store) amended(ws engine.WorkspaceID, op *row, c *change) (engine.Operation, error) {
	row := op.copied()
	if err := s.write(c); err != nil {
		return engine.Operation{}, err
	}
	s.mu.Lock()
	s.live.set(ws, row)
	s.mu.Unlock()
	var stored engine.Operation
	err := s.view(func(tx *reading) (err error) {
		stored, err = s.whole(tx, ws, op.ID)
		return err
	})
	return stored, err
}

// allowed refuses what no change may do.
func allowed(was, op *engine.Operation) error {
	switch {
	case op.ID != was.ID, op.Processing != was.Processing, op.Event.Key != was.Event.Key && op.Event.Key != "":
		return invalid("operation.identity")
	case op.State != was.State && !was.State.CanBecome(op.State):
		return conflict("operation.state")
	}
	return nil
}

// Cancel is engine.Operations.
func (s *Store) Cancel(_ context.Context, ws engine.WorkspaceID, id engine.OperationID, now time.Time) (engine.Operation, error) {
	defer s.ops.lock(operationThing(ws, id)).Unlock()
	var op *row
	err := s.view(func(tx *reading) (err error) {
		op, err = s.current(tx, ws, id)
		return err
	})
	if err != nil {
		return engine.Operation{}, err
	}
	was := op.State
	if cancelled(&op.Operation, now) {
		c := s.newChange()
		c.place(ws, op, was)
		return s.amended(ws, op, c)
	}
	err = s.view(func(tx *reading) error { return s.addBody(tx, ws, op) })
	return op.Operation, err
}

// cancelled cancels an operation as far as it goes, and reports whether that
// changed anything.
func cancelled(op *engine.Operation, now time.Time) bool {
	switch op.State {
	case engine.Kept, engine.Queued, engine.Waiting, engine.UncertainState:
		op.State, op.Finished, op.WakeAt, op.Cancelling = engine.Cancelled, now, time.Time{}, false
		return true
	case engine.Running:
		changed := !op.Cancelling
		op.Cancelling = true
		return changed
	}
	return false
}
