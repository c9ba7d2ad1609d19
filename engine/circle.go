package engine

import (
	"context"
	"hash/maphash"
	"time"
)

// When the same data come so often that they may be going in a circle, through
// somebody who does not pass on how deep it is.
//
// Nothing is stopped for it: a service that sends the same again and again looks
// no different, and a processing that stands still for a guess is worse than a
// letter. The link's rate bounds what a circle can do.
const (
	alikeLeast = 200
	alikeRate  = 5 // a second
)

// alike counts the events whose data most of the latest have had. Others take away
// from the count.
type alike struct {
	sum   uint64
	n     int
	since time.Time // the last look
	told  time.Time
}

func (a *alike) add(sum uint64) {
	switch {
	case a.n == 0:
		a.sum, a.n = sum, 1
	case a.sum == sum:
		a.n++
	default:
		a.n--
	}
}

// look ends a count, and reports whether so many may be a circle.
func (a *alike) look(now time.Time) (n int, circle bool) {
	n, long := a.n, now.Sub(a.since)
	circle = !a.since.IsZero() && n >= alikeLeast && n >= int(alikeRate*long.Seconds())
	a.n, a.since = 0, now
	return n, circle
}

// sumOf is what the data of equal events have in common: what people look for, or
// all of it where nothing is named.
func (all *vigils) sumOf(ev Event) uint64 {
	var h maphash.Hash
	h.SetSeed(all.seed)
	if len(ev.Search) == 0 {
		_, _ = h.Write(ev.Data) // never fails
	}
	for _, s := range ev.Search {
		_, _ = h.WriteString(s)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// lookForCircles has people told of what may be one.
func (e *Engine) lookForCircles(ctx context.Context) error {
	now := e.cfg.Clock.Now()
	found := map[lineKey]int{}
	e.vigils.mu.Lock()
	for k, v := range e.vigils.all {
		n, circle := v.alike.look(now)
		if circle && (v.alike.told.IsZero() || now.Sub(v.alike.told) >= spellRest) {
			v.alike.told = now
			found[k] = n
		}
	}
	e.vigils.mu.Unlock()
	for k, n := range found {
		p, err := e.cfg.Store.Processing(ctx, k.ws, k.p)
		if err != nil || !e.sends(ctx, k.ws, p) {
			continue
		}
		l, _, ok := e.note(ctx, k, Flood, now)
		if !ok {
			continue
		}
		l.Kind, l.Count, l.Since = Circle, n, now
		if err := e.cfg.Store.PutLetter(ctx, l); err != nil {
			return err
		}
		signal(e.letters)
	}
	return nil
}

// sends reports whether a processing changes anything outside of the program.
func (e *Engine) sends(ctx context.Context, ws WorkspaceID, p Processing) bool {
	f, err := e.Flow(ctx, ws, p)
	if err != nil || f.plan == nil {
		return false
	}
	for _, n := range f.plan.nodes {
		if n.Effect > Reads {
			return true
		}
	}
	return false
}
