package bolt

import (
	"context"
	"time"

	"stanok/engine"
)

// operationThing is what the lock of an operation is for.
func operationThing(ws engine.WorkspaceID, id engine.OperationID) thing {
	return thing{string(ws), string(id)}
}

// Operation is engine.Operations.
func (s *Store) Operation(_ context.Context, ws engine.WorkspaceID, id engine.OperationID) (op engine.Operation, err error) {
	s.unread.wait()
	leased := s.leased(ws, id)
	err = s.view(func(tx *reading) error {
		op, err = s.whole(tx, ws, id)
		return err
	})
	if leased && !settled(op.State) {
		op.State, op.WakeAt = engine.Running, time.Time{}
	}
	return op, err
}

// Steps is engine.Operations.
func (s *Store) Steps(_ context.Context, ws engine.WorkspaceID, id engine.OperationID) (steps []engine.Step, err error) {
	s.unread.wait()
	err = s.view(func(tx *reading) error {
		op, err := s.row(tx, ws, id)
		if err != nil {
			return err
		}
		steps, err = readSteps(tx, ws, &op)
		return err
	})
	return steps, err
}

// leased reports whether somebody works on an operation.
func (s *Store) leased(ws engine.WorkspaceID, id engine.OperationID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live.get(ws, id).leased()
}

// row reads the row of an operation as it is stored.
func (s *Store) row(tx *reading, ws engine.WorkspaceID, id engine.OperationID) (op row, err error) {
	key := inWorkspace(ws, id)
	for _, in := range [...]bucket{liveBucket, settledBucket} {
		payload, err := in.get(tx, key)
		if err != nil {
			return op, err
		}
		if payload != nil {
			return decodeRow(in, id, payload)
		}
	}
	return op, notFound("operation.not_found")
}

func decodeRow(in bucket, id engine.OperationID, payload []byte) (op row, err error) {
	g, ok := glanceAt(payload)
	if ok {
		op, ok = g.read(id)
	}
	if !ok {
		return op, damaged(in, errCut)
	}
	return op, nil
}

// whole reads an operation with its body.
func (s *Store) whole(tx *reading, ws engine.WorkspaceID, id engine.OperationID) (engine.Operation, error) {
	op, err := s.row(tx, ws, id)
	if err != nil {
		return engine.Operation{}, err
	}
	return op.Operation, s.addBody(tx, ws, &op)
}

// place writes a row where its state belongs. Was tells where it is now: "" if
// nowhere.
func (c *change) place(ws engine.WorkspaceID, op *row, was engine.State) {
	key := inWorkspace(ws, op.ID)
	c.page = appendRow(c.page[:0], op)
	if settled(op.State) {
		c.marks = append(c.marks, markOf(ws, &op.Operation, c.page))
		c.put(settledBucket, key, c.page)
		c.put(ofBucket, ofKey(ws, op.Processing, op.ID), appendOf(op))
		if was != "" && !settled(was) {
			c.delete(liveBucket, key)
		}
		return
	}
	c.put(liveBucket, key, c.page)
	if was != "" && settled(was) {
		c.delete(settledBucket, key)
		c.delete(ofBucket, ofKey(ws, op.Processing, op.ID))
	}
}

// appendOf encodes what the index by processing says of an operation.
func appendOf(op *row) []byte {
	b := append(make([]byte, 0, 10), stateCode(op.State), 0)
	return appendStamp(appendFlag(b, testBit, op.Test), op.Created)
}
