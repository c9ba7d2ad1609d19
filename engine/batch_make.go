package engine

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// Selection says which operations a batch is to repeat: those of a query, or of
// those listed. Operations that go on, and those that were repeated already, are
// left out.
type Selection struct {
	Query      OperationQuery // its Limit and Cursor do not count
	Operations []OperationID  // these alone, if there are any; the query does not count then
	Again      bool           // those that were repeated already, too

	// Keep is asked of each operation that the query finds; nil for all of them.
	Keep func(Operation) (bool, error)
}

// How many operations a batch may repeat, and how many batches of a workspace may
// be unfinished.
const (
	MaxBatch       = 100_000
	maxUnfinished  = 20
	maxListedTurns = 1000
)

// Chosen is what a selection comes to.
type Chosen struct {
	Operations []Operation // oldest first, as FindOperations gives them
	Repeated   int         // left out since they were repeated already
	Unfinished int         // left out since they go on by themselves
}

// Choose finds the operations of a selection. It fails with Invalid, code
// "batch.too_many", when there are more than most.
func (e *Engine) Choose(ctx context.Context, ws WorkspaceID, s Selection, most int) (c Chosen, err error) {
	tooMany := &Error{Kind: Invalid, Code: "batch.too_many", Args: map[string]string{"max": strconv.Itoa(most)}}
	if len(s.Operations) > 0 {
		return e.listed(ctx, ws, s)
	}
	q := s.Query
	for q.Limit, q.Cursor = 500, ""; ; {
		page, err := e.cfg.Store.FindOperations(ctx, ws, q)
		if err != nil {
			return c, err
		}
		for _, op := range page.Operations {
			keep := true
			if s.Keep != nil {
				if keep, err = s.Keep(op); err != nil {
					return c, err
				}
			}
			if keep {
				c.take(op, s.Again)
			}
		}
		if len(c.Operations) > most {
			return c, tooMany
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	slices.Reverse(c.Operations)
	return c, nil
}

// listed is Choose of operations that were named one by one.
func (e *Engine) listed(ctx context.Context, ws WorkspaceID, s Selection) (c Chosen, err error) {
	ids := slices.Compact(slices.Sorted(slices.Values(s.Operations)))
	if len(ids) > maxListedTurns {
		return c, &Error{Kind: Invalid, Code: "batch.too_many", Args: map[string]string{"max": strconv.Itoa(maxListedTurns)}}
	}
	for _, id := range ids {
		op, err := e.cfg.Store.Operation(ctx, ws, id)
		if err != nil {
			return c, err
		}
		c.take(op, s.Again)
	}
	return c, nil
}

func (c *Chosen) take(op Operation, again bool) {
	switch {
	case !op.State.Final() && op.State != Kept || op.State == UncertainState:
		c.Unfinished++
	case len(op.Replays) > 0 && !again:
		c.Repeated++
	default:
		op.Event.Data, op.Reply, op.Draft, op.Trial = nil, nil, nil, nil
		c.Operations = append(c.Operations, op)
	}
}

// Repeat makes a batch that repeats operations, in the order given, and begins
// it. Of b only Processing, From, Original, Every, By
// and Tell count. It fails with
// Invalid, code "batch.empty", if there are none, and with Conflict, "batch.many",
// while too many others go on.
func (e *Engine) Repeat(ctx context.Context, ws WorkspaceID, b Batch, operations []Operation) (Batch, error) {
	now := e.cfg.Clock.Now()
	b = Batch{
		ID: BatchID(NewID(now)), State: BatchRunning, Processing: b.Processing, From: b.From, Original: b.Original,
		Every: b.Every, By: b.By, Tell: b.Tell, Total: len(operations), Created: now, Since: now,
	}
	if b.Total == 0 {
		return b, &Error{Kind: Invalid, Code: "batch.empty"}
	}
	all, err := e.cfg.Store.ListBatches(ctx, ws)
	if err != nil {
		return b, err
	}
	all = slices.DeleteFunc(all, func(b Batch) bool { return b.Over() })
	if len(all) >= maxUnfinished {
		return b, &Error{Kind: Conflict, Code: "batch.many", Args: map[string]string{"max": strconv.Itoa(maxUnfinished)}}
	}
	turns := make([]Turn, len(operations))
	for i, op := range operations {
		turns[i] = Turn{Number: i, Old: op.ID, Kept: op.State == Kept}
	}
	if err := e.cfg.Store.AddBatch(ctx, ws, b, turns); err != nil {
		return b, err
	}
	e.stirBatch(ws, b)
	return b, nil
}

// PauseBatch begins nothing more of a batch until ResumeBatch. Both, and
// CancelBatch, fail with Conflict, code "batch.over", once it is over.
func (e *Engine) PauseBatch(ctx context.Context, ws WorkspaceID, id BatchID) (Batch, error) {
	return e.steerBatch(ctx, ws, id, func(b *Batch) { b.State = BatchPaused })
}

// ResumeBatch lets a paused batch go on.
func (e *Engine) ResumeBatch(ctx context.Context, ws WorkspaceID, id BatchID) (Batch, error) {
	now := e.cfg.Clock.Now()
	return e.steerBatch(ctx, ws, id, func(b *Batch) {
		if b.State == BatchPaused {
			b.State, b.Since, b.Base = BatchRunning, now, b.Ended()
		}
	})
}

// CancelBatch begins nothing more of a batch. What was begun ends by itself.
func (e *Engine) CancelBatch(ctx context.Context, ws WorkspaceID, id BatchID) (Batch, error) {
	now := e.cfg.Clock.Now()
	return e.steerBatch(ctx, ws, id, func(b *Batch) {
		b.State = BatchCancelled
		b.finish(now)
	})
}

// steerBatch alters a batch. No turn is taken after it returns unless the batch
// runs.
func (e *Engine) steerBatch(ctx context.Context, ws WorkspaceID, id BatchID, change func(*Batch)) (Batch, error) {
	defer e.batches.hold(id)()
	b, err := e.cfg.Store.AmendBatch(ctx, ws, id, func(b *Batch) ([]Turn, error) {
		if b.Over() {
			return nil, &Error{Kind: Conflict, Code: "batch.over"}
		}
		change(b)
		return nil, nil
	})
	if err != nil {
		return b, err
	}
	e.stirBatch(ws, b)
	return b, nil
}

// finish ends a batch of which nothing is left that could still end.
func (b *Batch) finish(now time.Time) {
	if b.Left() == 0 && b.State != BatchCancelled && b.Ended() == b.Started {
		b.State = BatchDone
	}
	if b.Over() && b.Ended() == b.Started {
		b.Finished = now
	}
}
