package bolt

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stanok/engine"
)

// Checkpoint is engine.Operations.
func (s *Store) Checkpoint(_ context.Context, ws engine.WorkspaceID, l engine.Lease, p engine.Progress) error {
	defer s.ops.lock(operationThing(ws, l.Operation)).Unlock()
	s.mu.Lock()
	e := s.held(ws, l)
	if e == nil {
		s.mu.Unlock()
		return engine.ErrLeaseLost
	}
	row := *e.row // whose parts are replaced, not altered
	was := e.state
	s.mu.Unlock()
	if !engine.Running.CanBecome(p.State) {
		return invalid("operation.state")
	}
	c := s.newChange()
	if err := c.progress(s, ws, &row, was, p); err != nil {
		return err
	}
	if err := s.write(c); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live.set(ws, &row)
	return nil
}

// progress applies what a worker decided to a row, and writes it.
func (c *change) progress(s *Store, ws engine.WorkspaceID, row *row, was engine.State, p engine.Progress) error {
	answered := row.Reply != nil
	advance(&row.Operation, p)
	if row.Reply != nil && !answered {
		if err := c.thing(s, ws, row, replyPart, row.Reply); err != nil {
			return err
		}
		row.Reply = &engine.Reply{} // of what is in memory it only says that there is one
	}
	c.steps(s, ws, row, p.Steps)
	c.keep(s, ws, row)
	c.place(ws, row, was)
	if p.Notify && row.State.Final() {
		return c.notice(s.entities, ws, &row.Operation, p.At)
	}
	return nil
}

// advance changes a row as a worker decided.
func advance(row *engine.Operation, p engine.Progress) {
	if p.State == engine.Waiting && row.Cancelling {
		p.State = engine.Cancelled
	}
	row.State, row.Active = p.State, p.Active
	for _, s := range p.Steps {
		row.Retries = max(row.Retries, s.Attempt-1)
	}
	row.WakeAt, row.Failure = time.Time{}, nil
	if p.State == engine.Waiting {
		row.WakeAt = p.WakeAt
	}
	if p.State == engine.Failed || p.State == engine.UncertainState {
		row.Failure = p.Failure
	}
	if row.Reply == nil {
		row.Reply = p.Reply
	}
	row.Search = slices.Clip(row.Search)
	for _, one := range p.Search {
		if !slices.Contains(row.Search, one) {
			row.Search = append(row.Search, one)
		}
	}
	if p.State.Final() {
		row.Finished, row.Cancelling = p.At, false
	}
}

// notice leaves a notice of an operation's end.
func (c *change) notice(e entities, ws engine.WorkspaceID, op *engine.Operation, at time.Time) error {
	n := engine.Notice{
		ID:        fmt.Sprintf("%016x-%s-%s", at.UnixMicro(), op.ID, op.State),
		Workspace: ws, Processing: op.Processing, Operation: op.ID,
		State: op.State, Failure: op.Failure, At: at,
	}
	return c.entity(e, noticeBucket, noticeKey(n.ID, ws), n)
}
