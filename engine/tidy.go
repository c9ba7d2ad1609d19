package engine

import (
	"context"
	"time"
)

// How long history keeps operations, by how they ended.
const (
	keepSuccess = 14 * 24 * time.Hour
	keepFailure = 60 * 24 * time.Hour
)

var (
	wentWell  = []State{Succeeded, Stopped, Cancelled}
	wentWrong = []State{Failed, UncertainState}
)

// Sized is a store that knows how large it is.
type Sized interface {
	// Size is the room that all that is stored takes up, in bytes: the file
	// without what in it is free to be written again.
	Size() (int64, error)
}

// How often old operations are looked for, and how often the size.
const (
	tidyEvery   = time.Hour
	budgetEvery = 10 * time.Second
)

// tidy forgets old operations, a few at a time, and what lay long in the bin,
// until ctx ends.
func (e *Engine) tidy(ctx context.Context) {
	for next := e.cfg.Clock.Now(); ; {
		all, err := e.cfg.Store.ListWorkspaces(ctx)
		if err != nil && ctx.Err() == nil {
			e.cfg.Log.Error("tidying history", "err", err)
		}
		if now := e.cfg.Clock.Now(); !now.Before(next) {
			for _, ws := range all {
				e.prune(ctx, ws.ID, now.Add(-keepSuccess), wentWell)
				e.prune(ctx, ws.ID, now.Add(-keepFailure), wentWrong)
				e.emptyBin(ctx, ws.ID)
				e.forgetBatches(ctx, ws.ID, now.Add(-keepFailure))
			}
			next = now.Add(tidyEvery)
		}
		e.fit(ctx, all)
		if e.cfg.Clock.Sleep(ctx, budgetEvery) != nil {
			return
		}
	}
}

func (e *Engine) prune(ctx context.Context, ws WorkspaceID, before time.Time, states []State) {
	const batch = 200
	for ctx.Err() == nil && e.forget(ctx, ws, before, states, batch) == batch {
	}
}

// forget forgets at most limit operations and returns how many.
func (e *Engine) forget(ctx context.Context, ws WorkspaceID, before time.Time, states []State, limit int) int {
	n, err := e.cfg.Store.Prune(ctx, ws, before, states, limit)
	if err != nil {
		e.cfg.Log.Error("tidying history", "workspace", ws, "err", err)
		return 0
	}
	return n
}

// forgetBatches forgets batches that finished before the given time.
func (e *Engine) forgetBatches(ctx context.Context, ws WorkspaceID, before time.Time) {
	all, err := e.cfg.Store.ListBatches(ctx, ws)
	for _, b := range all {
		if err == nil && !b.Finished.IsZero() && b.Finished.Before(before) {
			err = e.cfg.Store.DeleteBatch(ctx, ws, b.ID)
		}
	}
	if err != nil && ctx.Err() == nil {
		e.cfg.Log.Error("tidying batches", "workspace", ws, "err", err)
	}
}

// fit forgets the oldest operations while the history is larger than its budget:
// those that went well first, failures only when nothing else is left. What is
// freed is written again, so the file stops growing.
func (e *Engine) fit(ctx context.Context, all []Workspace) {
	const batch = 2_000
	store, ok := e.cfg.Store.(Sized)
	if !ok || e.cfg.HistoryBudget == 0 {
		return
	}
	for _, states := range [][]State{wentWell, wentWrong} {
		for {
			size, err := store.Size()
			if err != nil || size <= e.cfg.HistoryBudget || ctx.Err() != nil {
				return
			}
			n := 0
			for _, ws := range all {
				n += e.forget(ctx, ws.ID, e.cfg.Clock.Now(), states, batch)
			}
			if n == 0 {
				break
			}
		}
	}
}
