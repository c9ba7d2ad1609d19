package engine

import (
	"context"
	"time"
)

// How long history keeps operations, by how they ended, and the data of those
// that went well.
const (
	keepData    = 7 * 24 * time.Hour
	keepSuccess = 14 * 24 * time.Hour
	keepFailure = 60 * 24 * time.Hour
)

var (
	wentWell  = []State{Succeeded, Stopped, Cancelled}
	wentWrong = []State{Failed, UncertainState}
)

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
				e.giveUp(ctx, ws.ID, whole, now.Add(-keepSuccess), wentWell)
				e.giveUp(ctx, ws.ID, whole, now.Add(-keepFailure), wentWrong)
				e.giveUp(ctx, ws.ID, data, now.Add(-keepData), wentWell)
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

// given is what is given up of an operation.
type given bool

const (
	whole given = false // all there is
	data  given = true  // its data alone
)

// How many operations are given up at a time because they are old, and how many
// times as long as that took others have the store before it goes on: there is no
// hurry, and who sends events is not to notice.
const (
	tidyMost  = 50
	tidyPause = 3
)

// giveUp gives up what is old, a few operations at a time.
func (e *Engine) giveUp(ctx context.Context, ws WorkspaceID, what given, before time.Time, states []State) {
	for {
		began := e.cfg.Clock.Now()
		if e.give(ctx, ws, what, before, states, tidyMost) < tidyMost {
			return
		}
		if e.cfg.Clock.Sleep(ctx, tidyPause*e.cfg.Clock.Now().Sub(began)) != nil {
			return
		}
	}
}

// give gives up at most limit operations, or their data, and returns how many.
func (e *Engine) give(ctx context.Context, ws WorkspaceID, what given, before time.Time, states []State, limit int) (n int) {
	var err error
	if what == data {
		n, err = e.cfg.Store.ForgetData(ctx, ws, before, states, limit, e.cfg.Clock.Now())
	} else {
		n, err = e.cfg.Store.Prune(ctx, ws, before, states, limit)
	}
	if err != nil {
		if ctx.Err() == nil {
			e.cfg.Log.Error("tidying history", "workspace", ws, "err", err)
		}
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
