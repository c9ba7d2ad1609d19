package engine

import (
	"context"
	"slices"
	"sync"
	"time"
)

// batches are those that are worked on here, and what of them is under way.
type batches struct {
	mu    sync.Mutex
	works map[BatchID]*batchWork
	of    map[OperationID]*batchWork
	bell  chan struct{} // rung when there is another to work on
}

func newBatches() batches {
	return batches{works: map[BatchID]*batchWork{}, of: map[OperationID]*batchWork{}, bell: make(chan struct{}, 1)}
}

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

// repair works on all batches that are not finished, until ctx ends.
func (e *Engine) repair(ctx context.Context) {
	var works sync.WaitGroup
	defer works.Wait()
	for {
		if err := e.findBatches(ctx, &works); err != nil && ctx.Err() == nil {
			e.cfg.Log.Error("looking for batches", "err", err)
		}
		if !e.nap(ctx, time.Hour, e.batches.bell) {
			return
		}
	}
}

func (e *Engine) findBatches(ctx context.Context, works *sync.WaitGroup) error {
	all, err := e.cfg.Store.ListWorkspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		list, err := e.cfg.Store.ListBatches(ctx, ws.ID)
		if err != nil {
			return err
		}
		for _, b := range list {
			if b.Finished.IsZero() && (b.State != BatchPaused || b.Ended() < b.Started) {
				e.workBatch(ctx, works, ws.ID, b.ID)
			}
		}
	}
	return nil
}

// workBatch begins to work on a batch, unless that goes on already.
func (e *Engine) workBatch(ctx context.Context, works *sync.WaitGroup, ws WorkspaceID, id BatchID) {
	e.batches.mu.Lock()
	defer e.batches.mu.Unlock()
	if e.batches.works[id] != nil {
		return
	}
	w := &batchWork{
		engine: e, ws: ws, id: id, wake: make(chan struct{}, 1), open: map[OperationID]Turn{}, idle: map[OperationID]bool{},
		window: batchWindow, moved: e.cfg.Clock.Now(),
	}
	e.batches.works[id] = w
	works.Go(func() {
		defer e.leaveBatch(w)
		if err := w.run(ctx); err != nil && ctx.Err() == nil {
			e.cfg.Log.Error("repeating operations", "batch", id, "err", err)
		}
	})
}

func (e *Engine) leaveBatch(w *batchWork) {
	e.batches.mu.Lock()
	defer e.batches.mu.Unlock()
	delete(e.batches.works, w.id)
	for id, other := range e.batches.of {
		if other == w {
			delete(e.batches.of, id)
		}
	}
	signal(e.batches.bell) // it may have been resumed meanwhile
}

// hold keeps a batch from taking a turn until the function it returns is called.
func (b *batches) hold(id BatchID) (release func()) {
	b.mu.Lock()
	w := b.works[id]
	b.mu.Unlock()
	if w == nil {
		return func() {}
	}
	w.mu.Lock()
	_ = w.record(context.Background()) // what could not be written is tried again
	return w.mu.Unlock
}

// stirBatch says that a batch was made or steered.
func (e *Engine) stirBatch(ws WorkspaceID, b Batch) {
	e.batches.mu.Lock()
	w := e.batches.works[b.ID]
	e.batches.mu.Unlock()
	if w != nil {
		signal(w.wake)
	}
	signal(e.batches.bell)
	e.feed.publish(Change{Workspace: ws, Processing: b.Processing, Batch: b.ID})
}

func (b *batches) waits(id OperationID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.of[id] != nil
}

// ended says how an operation stands that may be a batch's: over, or waiting for
// a time.
func (b *batches) ended(op Operation) {
	b.mu.Lock()
	w := b.of[op.ID]
	if op.State.Final() {
		delete(b.of, op.ID)
	}
	b.mu.Unlock()
	if w == nil {
		return
	}
	w.ends.Lock()
	if op.State.Final() {
		w.over = append(w.over, op)
	} else {
		w.idle[op.ID] = true
	}
	w.ends.Unlock()
	signal(w.wake)
}

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

func (b *batches) mark(id OperationID, w *batchWork) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of[id] = w
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
	return nil
}
