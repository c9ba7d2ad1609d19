package bolt

import (
	"cmp"
	"context"
	"time"

	"stanok/engine"
)

// keyKept is how long an event key is remembered that does not say.
const keyKept = 7 * 24 * time.Hour

// CreateOperation is engine.Operations. Besides, it fails with code
// "storage.full" while less than Options.Reserve is free.
func (s *Store) CreateOperation(_ context.Context, ws engine.WorkspaceID, op engine.Operation, steps ...engine.Step) (engine.Operation, bool, error) {
	if err := s.state.accepting(); err != nil {
		return engine.Operation{}, false, err
	}
	things := append(make([]thing, 0, 3), operationThing(ws, op.ID))
	var key []byte
	if op.Event.Key != "" {
		key = eventKey(ws, op.Processing, op.Event.Key)
		things = append(things, thing{"key", string(key)})
	}
	if op.ReplayOf != "" {
		things = append(things, operationThing(ws, op.ReplayOf))
	}
	unlock := s.ops.lockAll(things...)
	handed := false
	defer func() {
		if !handed {
			unlock()
		}
	}()

	first, repeated, err := s.room(ws, &op, key)
	if first != nil || err != nil {
		if err != nil {
			return engine.Operation{}, false, err
		}
		return *first, false, nil
	}
	if op.State != engine.Kept {
		op.State = engine.Queued
	}
	c := s.newChange()
	one := &row{Operation: op, bared: !op.Forgotten.IsZero()}
	if err := c.create(s, ws, one, key, steps); err != nil {
		return engine.Operation{}, false, err
	}
	if repeated != nil {
		c.place(ws, repeated, repeated.State)
	}
	handed = true
	whole := detached(&op)
	err = s.hasten(c, func(err error) {
		defer unlock()
		if err == nil {
			s.placed(ws, one, repeated)
		}
	})
	if err != nil {
		return engine.Operation{}, false, err
	}
	return whole, true, nil
}

// placed has what is in memory say what is stored of operations.
func (s *Store) placed(ws engine.WorkspaceID, ops ...*row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, op := range ops {
		if op != nil {
			s.live.set(ws, op)
		}
	}
}

// room looks whether there is room for an operation: no other that its event
// began, which it returns, and none with its id. If it is a replay it returns
// the row of the one repeated, with the replay in it.
func (s *Store) room(ws engine.WorkspaceID, op *engine.Operation, key []byte) (first *engine.Operation, repeated *row, err error) {
	err = s.view(func(tx *reading) error {
		if key != nil {
			first, err = s.began(tx, key, op)
			if first != nil || err != nil {
				return err
			}
		}
		at := inWorkspace(ws, op.ID)
		if settledBucket.has(tx, at) || liveBucket.has(tx, at) {
			return conflict("operation.exists")
		}
		if op.ReplayOf != "" {
			repeated, err = s.current(tx, ws, op.ReplayOf)
			if err != nil {
				return err
			}
			repeated.Replays = append(repeated.Replays, op.ID)
		}
		return nil
	})
	return first, repeated, err
}

// began returns the operation that an event key began, if that still stands in
// the way of the next.
func (s *Store) began(tx *reading, key []byte, next *engine.Operation) (*engine.Operation, error) {
	payload, err := keyBucket.get(tx, key)
	if payload == nil || err != nil {
		return nil, err
	}
	ws, id, ok := unpair(payload)
	if !ok {
		return nil, damaged(keyBucket, errCut)
	}
	first, err := s.whole(tx, engine.WorkspaceID(ws), engine.OperationID(id))
	if err != nil {
		if engine.KindOf(err) == engine.NotFound {
			return nil, nil
		}
		return nil, err
	}
	if received(next).Sub(received(&first)) >= cmp.Or(first.Event.KeyFor, keyKept) {
		return nil, nil
	}
	if s.leased(engine.WorkspaceID(ws), first.ID) && !settled(first.State) {
		first.State, first.WakeAt = engine.Running, time.Time{}
	}
	return &first, nil
}

func received(op *engine.Operation) time.Time {
	if op.Event.At.IsZero() {
		return op.Created
	}
	return op.Event.At
}

// current returns the row of an operation as it is, leased or not. It is the
// caller's, who has the operation's lock.
func (s *Store) current(tx *reading, ws engine.WorkspaceID, id engine.OperationID) (*row, error) {
	s.mu.Lock()
	e := s.live.get(ws, id)
	if e.leased() {
		defer s.mu.Unlock()
		return e.row.copied(), nil
	}
	s.mu.Unlock()
	op, err := s.row(tx, ws, id)
	return &op, err
}

// create writes a new operation with all that belongs to it.
func (c *change) create(s *Store, ws engine.WorkspaceID, op *row, key []byte, steps []engine.Step) error {
	if key != nil {
		c.put(keyBucket, key, pair(ws, op.ID))
	}
	if err := c.bodyOf(s, ws, op, steps); err != nil {
		return err
	}
	c.place(ws, op, "")
	return nil
}

// bodyOf writes what of an operation is not in its row.
func (c *change) bodyOf(s *Store, ws engine.WorkspaceID, op *row, steps []engine.Step) error {
	if op.Event.Data != nil {
		c.part(s, ws, op, dataPart, "", op.Event.Data)
	}
	if op.Draft != nil {
		if err := c.thing(s, ws, op, draftPart, op.Draft); err != nil {
			return err
		}
	}
	if op.Trial != nil {
		if err := c.thing(s, ws, op, trialPart, op.Trial); err != nil {
			return err
		}
	}
	if op.Reply != nil {
		if err := c.thing(s, ws, op, replyPart, op.Reply); err != nil {
			return err
		}
	}
	if op.bared {
		c.part(s, ws, op, baredPart, "", appendStamp(nil, op.Forgotten))
	}
	c.steps(s, ws, op, steps)
	c.keep(s, ws, op)
	return nil
}
