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

// tidy forgets old operations, a few at a time, and what lay long in the bin,
// until ctx ends.
func (e *Engine) tidy(ctx context.Context) {
	for {
		all, err := e.cfg.Store.ListWorkspaces(ctx)
		for _, ws := range all {
			e.prune(ctx, ws.ID, keepSuccess, Succeeded, Stopped, Cancelled)
			e.prune(ctx, ws.ID, keepFailure, Failed, UncertainState)
			e.emptyBin(ctx, ws.ID)
		}
		if err != nil && ctx.Err() == nil {
			e.cfg.Log.Error("tidying history", "err", err)
		}
		if e.cfg.Clock.Sleep(ctx, time.Hour) != nil {
			return
		}
	}
}

func (e *Engine) prune(ctx context.Context, ws WorkspaceID, keep time.Duration, states ...State) {
	const batch = 200
	for ctx.Err() == nil {
		n, err := e.cfg.Store.Prune(ctx, ws, e.cfg.Clock.Now().Add(-keep), states, batch)
		if err != nil {
			e.cfg.Log.Error("tidying history", "workspace", ws, "err", err)
		}
		if err != nil || n < batch {
			return
		}
	}
}
