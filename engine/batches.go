package engine

import (
	"context"
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

func (b *batches) mark(id OperationID, w *batchWork) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of[id] = w
}
