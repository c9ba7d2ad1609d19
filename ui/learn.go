package ui

import (
	"context"

	"stanok/engine"
)

// learnEach is how many processings are learnt before others have the machine for as
// long as that took.
const learnEach = 50

// Learn works out what lists say of each processing, so that the first list after a
// start need not do it for all of them. It returns when it has, or when ctx ends.
func (u *UI) Learn(ctx context.Context) {
	all, err := u.Store.ListWorkspaces(ctx)
	for _, ws := range all {
		if err == nil {
			err = u.learn(ctx, ws.ID)
		}
	}
	if err != nil && ctx.Err() == nil {
		u.Log.Error("learning the processings", "err", err)
	}
}

func (u *UI) learn(ctx context.Context, ws engine.WorkspaceID) error {
	stored, err := u.Store.ListProcessings(ctx, ws)
	began := u.Clock.Now()
	for i, p := range stored {
		if i%learnEach == learnEach-1 {
			if err := u.Clock.Sleep(ctx, u.Clock.Now().Sub(began)); err != nil {
				return err
			}
			began = u.Clock.Now()
		}
		u.digest(p)
		if _, err := u.Engine.Tally(ctx, ws, p.ID); err != nil {
			return err
		}
	}
	return err
}
