package engine

import (
	"context"
	"slices"
	"sync"
	"time"
)

// batchWork takes the turns of one batch.
type batchWork struct {
	engine *Engine
	ws     WorkspaceID
	id     BatchID
	wake   chan struct{}

	mu      sync.Mutex // held while a turn is taken, and while someone steers
	b       Batch
	pending []Turn               // altered, not yet on record
	open    map[OperationID]Turn // begun, not ended as far as is known here
	next    time.Time            // not to begin another before
	newest  time.Time            // of the ids given, so that their order is that of the turns
	window  int
	moved   time.Time // when the last one ended
	told    time.Time // when it was last put on record
	ahead   []Turn    // to be taken next

	ends sync.Mutex
	over []Operation // ended, not yet counted
	idle map[OperationID]bool
}

// Bounds of how a batch is worked.
const (
	// batchWindow is how many operations of a batch may be under way, but for
	// those that wait for a time. It grows while nothing moves: what is stuck
	// must not hold up the rest.
	batchWindow = 16
	batchStuck  = 10 * time.Second
	// batchTold is how often progress is put on record while it goes on.
	batchTold    = 250 * time.Millisecond
	batchPending = 64
	// batchLook is how often the operations under way are looked for in the
	// store, since an end may have been missed.
	batchLook = time.Minute
	// batchRetry is how long is waited when the store or the queue has no room.
	batchRetry = time.Second
)

// run takes turns until the batch is over and all that was begun has ended, or
// until it is paused and nothing is under way.
func (w *batchWork) run(ctx context.Context) error {
	if err := w.load(ctx); err != nil {
		_ = w.engine.cfg.Clock.Sleep(ctx, batchRetry)
		return err
	}
	for ctx.Err() == nil {
		pause, quit, err := w.round(ctx)
		if err != nil {
			w.engine.cfg.Log.Warn("batch left for later", "batch", w.id, "err", err)
			pause = batchRetry
		}
		if quit {
			return nil
		}
		if !w.engine.nap(ctx, pause, w.wake) {
			break
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.record(context.WithoutCancel(ctx))
}

// load finds what was under way when the program last stopped.
func (w *batchWork) load(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if w.b, err = w.engine.cfg.Store.Batch(ctx, w.ws, w.id); err != nil {
		return err
	}
	for from := 0; from < w.b.Started; from += 500 {
		turns, err := w.engine.cfg.Store.ListTurns(ctx, w.ws, w.id, from, min(500, w.b.Started-from))
		if err != nil {
			return err
		}
		for _, t := range turns {
			if t.State == "" {
				w.open[t.New] = t
				w.engine.batches.mark(t.New, w)
			}
		}
	}
	return w.look(ctx)
}

// look counts those under way that have ended without a word of it.
func (w *batchWork) look(ctx context.Context) error {
	for id := range w.open {
		op, err := w.engine.cfg.Store.Operation(ctx, w.ws, id)
		if KindOf(err) == NotFound && err != nil { // it ended, and was forgotten since
			op, err = Operation{ID: id, State: Succeeded}, nil
		}
		if err != nil {
			return err
		}
		w.ends.Lock()
		if op.State.Final() {
			w.over = append(w.over, op)
		} else if op.State == Waiting {
			w.idle[id] = true
		}
		w.ends.Unlock()
	}
	w.count()
	return nil
}

// count takes in what has ended.
func (w *batchWork) count() {
	w.ends.Lock()
	over := w.over
	w.over = nil
	for _, op := range over {
		delete(w.idle, op.ID)
	}
	w.ends.Unlock()
	for _, op := range over {
		t, ok := w.open[op.ID]
		if !ok {
			continue
		}
		delete(w.open, op.ID)
		t.State, t.Failure = op.State, op.Failure
		w.note(t)
		w.moved, w.window = w.engine.cfg.Clock.Now(), batchWindow
	}
}

// note keeps an altered turn until it is put on record.
func (w *batchWork) note(t Turn) {
	if i := slices.IndexFunc(w.pending, func(p Turn) bool { return p.Number == t.Number }); i >= 0 {
		w.pending[i] = t
		return
	}
	w.pending = append(w.pending, t)
}

// round counts what has ended, begins what may be begun, and says how long to
// wait for the next round.
func (w *batchWork) round(ctx context.Context) (pause time.Duration, quit bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.b, err = w.engine.cfg.Store.Batch(ctx, w.ws, w.id); KindOf(err) == NotFound && err != nil {
		return 0, true, nil
	}
	if err != nil {
		return 0, false, err
	}
	w.count()
	now := w.engine.cfg.Clock.Now()
	if len(w.open) > 0 && now.Sub(w.moved) >= batchLook {
		w.moved = now
		if err := w.look(ctx); err != nil {
			return 0, false, err
		}
	}
	began, wait, err := w.begin(ctx)
	if err != nil {
		return 0, false, err
	}
	if !began || len(w.pending) >= batchPending || now.Sub(w.told) >= batchTold {
		if err := w.record(ctx); err != nil {
			return 0, false, err
		}
	}
	if began {
		return 0, false, nil
	}
	if len(w.open) == 0 && (w.b.Over() || w.b.State == BatchPaused) {
		return 0, true, nil
	}
	return wait, false, nil
}

// record puts progress on record.
func (w *batchWork) record(ctx context.Context) error {
	now := w.engine.cfg.Clock.Now()
	over := w.b.State == BatchRunning && w.started() == w.b.Total && len(w.open) == 0 || w.b.Over() && len(w.open) == 0 && w.b.Finished.IsZero()
	if len(w.pending) == 0 && !over {
		return nil
	}
	turns := w.pending
	b, err := w.engine.cfg.Store.AmendBatch(ctx, w.ws, w.id, func(b *Batch) ([]Turn, error) {
		for _, t := range turns {
			b.Started = max(b.Started, t.Number+1)
			switch t.State {
			case "":
			case Succeeded, Stopped:
				b.Succeeded++
			default:
				b.Failed++
				b.blame(t)
			}
		}
		b.finish(now)
		return turns, nil
	})
	if err != nil {
		return err
	}
	w.b, w.pending, w.told = b, nil, now
	w.engine.feed.publish(Change{Workspace: w.ws, Processing: b.Processing, Batch: b.ID})
	if b.Finished.Equal(now) {
		w.engine.tellOfBatch(ctx, w.ws, b)
	}
	return nil
}
