package engine

import (
	"context"
	"time"
)

// BinKeeps is how long a processing stays in the bin before it is deleted.
const BinKeeps = 30 * 24 * time.Hour

// Bin stops a processing and moves it to the bin, where it keeps everything and
// does nothing. What is under way ends by itself. It returns the processing as it
// was before.
func (e *Engine) Bin(ctx context.Context, ws WorkspaceID, id ProcessingID) (Processing, error) {
	p, err := e.at(ctx, ws, id, 0)
	if err != nil {
		return p, err
	}
	before := p
	p.Running, p.Binned = false, e.cfg.Clock.Now()
	_, err = e.put(ctx, ws, p, nil)
	return before, err
}

// Unbin takes a processing out of the bin. It is stopped.
func (e *Engine) Unbin(ctx context.Context, ws WorkspaceID, id ProcessingID) (Processing, error) {
	p, err := e.cfg.Store.Processing(ctx, ws, id)
	if err != nil || p.Binned.IsZero() {
		return p, err
	}
	p.Binned, p.Updated = time.Time{}, e.cfg.Clock.Now()
	return e.put(ctx, ws, p, nil)
}

// Processing returns a processing that does not lie in the bin.
func (e *Engine) Processing(ctx context.Context, ws WorkspaceID, id ProcessingID) (Processing, error) {
	return e.at(ctx, ws, id, 0)
}

// outOfBin refuses a processing that lies in the bin.
func outOfBin(p Processing) error {
	if p.Binned.IsZero() {
		return nil
	}
	return &Error{Kind: NotFound, Code: "processing.binned", Args: map[string]string{"name": p.Name}}
}

// emptyBin deletes what has lain in the bin long enough.
func (e *Engine) emptyBin(ctx context.Context, ws WorkspaceID) {
	all, err := e.cfg.Store.ListProcessings(ctx, ws)
	for _, p := range all {
		if err == nil && !p.Binned.IsZero() && e.cfg.Clock.Now().Sub(p.Binned) >= BinKeeps {
			err = e.Delete(ctx, ws, p.ID)
		}
	}
	if err != nil && ctx.Err() == nil {
		e.cfg.Log.Error("emptying the bin", "workspace", ws, "err", err)
	}
}
