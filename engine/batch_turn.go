package engine

import (
	"context"
	"time"
)

// begin takes the next turn, if it may be taken now, or says how long not.
func (w *batchWork) begin(ctx context.Context) (began bool, wait time.Duration, err error) {
	started := w.started()
	now := w.engine.cfg.Clock.Now()
	switch {
	case w.b.State != BatchRunning || started >= w.b.Total:
		return false, batchLook, nil
	case now.Before(w.next):
		return false, w.next.Sub(now), nil
	case w.b.Every == 0 && w.underWay() >= w.window:
		if stuck := now.Sub(w.moved); stuck < batchStuck {
			return false, batchStuck - stuck, nil
		}
		w.moved, w.window = now, w.window+batchWindow
	}
	if len(w.ahead) == 0 || w.ahead[0].Number != started {
		if w.ahead, err = w.engine.cfg.Store.ListTurns(ctx, w.ws, w.id, started, 200); err != nil {
			return false, 0, err
		}
		if len(w.ahead) == 0 {
			return false, 0, &Error{Kind: Internal, Code: "internal"}
		}
	}
	t, err := w.take(ctx, w.ahead[0])
	if err != nil {
		return false, 0, err
	}
	w.ahead = w.ahead[1:]
	if t.State == "" {
		w.open[t.New] = t
	}
	w.note(t)
	w.next = now.Add(w.b.Every)
	return true, 0, nil
}

// started is how many turns were taken, with those not yet on record.
func (w *batchWork) started() int {
	n := w.b.Started
	for _, t := range w.pending {
		n = max(n, t.Number+1)
	}
	return n
}

func (w *batchWork) underWay() int {
	w.ends.Lock()
	defer w.ends.Unlock()
	return len(w.open) - len(w.idle)
}

// take begins the operation of a turn. A turn that was taken before, but is not
// on record, gives the operation that was begun then.
func (w *batchWork) take(ctx context.Context, t Turn) (Turn, error) {
	now := w.engine.cfg.Clock.Now()
	if !now.After(w.newest) {
		now = w.newest.Add(time.Microsecond)
	}
	w.newest = now
	mark := func(id OperationID) { w.engine.batches.mark(id, w) }
	op, err := w.repeat(ctx, t, &turnOf{key: replayKey + string(w.id) + "/" + string(t.Old), at: now, mark: mark})
	switch kind := KindOf(err); {
	case err == nil:
		t.New = op.ID
		mark(op.ID)
		if op.State.Final() {
			w.engine.batches.ended(op)
		}
	case ctx.Err() != nil, kind == Unavailable, kind == Canceled:
		return t, err
	default:
		t.State, t.Failure = Failed, FailureOf(err, now)
	}
	return t, nil
}

// repeat begins the operation of a turn, unless it was.
func (w *batchWork) repeat(ctx context.Context, t Turn, turn *turnOf) (Operation, error) {
	how := Replay{From: w.b.From, Original: w.b.Original, turn: turn}
	if !t.Kept {
		return w.engine.replay(ctx, w.ws, t.Old, how)
	}
	turn.mark(t.Old)
	op, err := w.engine.cfg.Store.Operation(ctx, w.ws, t.Old)
	if err != nil || op.State != Kept {
		return op, err
	}
	return w.engine.replay(ctx, w.ws, t.Old, how)
}

// replayKey begins the key of an event that is repeated by a batch.
const replayKey = "replay:"
