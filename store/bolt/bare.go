package bolt

import (
	"time"

	"stanok/engine"
)

// bare gives up the data of a settled operation. What cannot be read any more is
// given up too.
func (c *change) bare(s *Store, tx *reading, ws engine.WorkspaceID, op *row, now time.Time) error {
	steps, err := s.wholeBody(tx, ws, op)
	if err != nil {
		steps = nil
	}
	c.forgetBody(ws, op)
	engine.Bare(&op.Operation, steps, now)
	op.body, op.own, op.bared = nil, nil, true
	if err := c.bodyOf(s, ws, op, steps); err != nil {
		return err
	}
	marks := len(c.marks)
	c.place(ws, op, op.State)
	c.marks = c.marks[:marks] // what it is found by stays
	return nil
}
