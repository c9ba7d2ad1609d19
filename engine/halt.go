package engine

import (
	"context"
	"time"
)

// When a processing is stopped by itself: nothing but failures for so long, and
// so many of them. What arrives from then on is kept, or what else its settings
// say of the time while it is stopped.
const (
	haltAfter    = 5 * 24 * time.Hour
	haltFailures = 5
)

// halt stops a processing whose alert says that nothing but failures came for
// days, and reports whether it did.
func (e *Engine) halt(ctx context.Context, k lineKey, a Alert) (bool, error) {
	if !a.Open() || a.InRow < haltFailures || a.Last == nil || a.Last.At.Sub(a.Since) < haltAfter {
		return false, nil
	}
	halted := false
	_, err := insist(0, func() (Processing, error) {
		p, err := e.at(ctx, k.ws, k.p, 0)
		if err != nil || !p.Running || a.Last.At.Sub(p.Started) < haltAfter {
			return p, err
		}
		now := e.cfg.Clock.Now()
		p.Running, p.Updated, p.Halted = false, now, now
		if p, err = e.put(ctx, k.ws, p, nil); err == nil {
			halted = true
		}
		return p, err
	})
	if kind := KindOf(err); err != nil && (kind == NotFound || kind == Conflict) {
		return false, nil // it was deleted, or is in the bin
	}
	return halted, err
}
