package engine

import (
	"context"
	"time"
)

// Sized is a store that knows how large it is.
type Sized interface {
	// Size is the room that all that is stored takes up, in bytes: the file
	// without what in it is free to be written again.
	Size() (int64, error)
}

// Fitted is a store whose file keeps to a budget, as long as somebody gives up
// what is oldest whenever it is full.
type Fitted interface {
	Sized

	// Fit says the budget in bytes; 0 for none.
	Fit(budget int64)

	// Full reports whether more is stored than CrowdedAt, or than the file can
	// hold without growing over its budget, and Crowded gets something when that
	// is so.
	Full() (bool, error)
	Crowded() <-chan struct{}

	Room() (Room, error)
}

// Room is how much a history takes up, in bytes.
type Room struct {
	Live    int64   // what is stored
	File    int64   // the file, with what in it is free to be written again
	Disk    int64   // what the file takes up on the disk
	Copying bool    // the file is being copied into a smaller one
	Copied  float64 // how much of it was, of 1
	Grown   int64   // by how much more is stored than In ago; In is a week at most
	In      time.Duration
	Short   bool // it is larger than need be, and there is no room on the disk for a copy

	// Remote is the kind of network disk that the file is on, as NFS; "" for a disk
	// of this machine.
	Remote string
}

// CrowdedAt is how much of a budget may be taken up before the oldest is given
// up: nine tenths. The rest is what a store writes into before it has let go of
// what it no longer needs.
func CrowdedAt(budget int64) int64 { return budget / 10 * 9 }

// HistoryBudget is how large the history may grow, in bytes; 0 for no bound.
func (e *Engine) HistoryBudget() int64 { return e.budget.Load() }

// SetHistoryBudget changes how large the history may grow, at once.
func (e *Engine) SetHistoryBudget(bytes int64) {
	e.budget.Store(bytes)
	if store, ok := e.cfg.Store.(Fitted); ok {
		store.Fit(bytes)
	}
	select {
	case e.tighter <- struct{}{}:
	default:
	}
}

// keepWithin gives up what is oldest as soon as there is too much, until ctx
// ends.
func (e *Engine) keepWithin(ctx context.Context) {
	var crowded <-chan struct{}
	if store, ok := e.cfg.Store.(Fitted); ok {
		crowded = store.Crowded()
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-e.tighter:
		case <-crowded:
		}
		all, err := e.cfg.Store.ListWorkspaces(ctx)
		if err == nil {
			e.fit(ctx, all)
		} else if ctx.Err() == nil {
			e.cfg.Log.Error("keeping history within its budget", "err", err)
		}
	}
}

// fit gives up the oldest while the history is larger than its budget: first the
// data of operations that went well, then those operations, and failures only
// when nothing else is left. It goes in steps so small that hardly anybody waits
// for one.
func (e *Engine) fit(ctx context.Context, all []Workspace) {
	const step = 100
	store, ok := e.cfg.Store.(Sized)
	budget := e.HistoryBudget()
	if !ok || budget == 0 {
		return
	}
	e.fitting.Lock()
	defer e.fitting.Unlock()
	for _, turn := range []struct {
		what   given
		states []State
	}{{data, wentWell}, {whole, wentWell}, {whole, wentWrong}} {
		for n := 1; n > 0; {
			if full, err := full(store, budget); err != nil || !full || ctx.Err() != nil {
				return
			}
			n = 0
			for _, ws := range all {
				n += e.give(ctx, ws.ID, turn.what, e.cfg.Clock.Now().Add(time.Nanosecond), turn.states, step)
			}
		}
	}
}

func full(store Sized, budget int64) (bool, error) {
	if store, ok := store.(Fitted); ok {
		return store.Full()
	}
	size, err := store.Size()
	return size > CrowdedAt(budget), err
}
