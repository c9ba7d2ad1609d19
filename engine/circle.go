package engine

import (
	"context"
	"hash/maphash"
	"time"
)

// When the same data come so often, look after look, that what a processing sends
// seems to come back to it, through somebody who does not pass on how deep it is. It
// is stopped, as a circle never ends by itself; what comes then is treated as of any
// stopped one. Who starts it again knows better, until it was not so for a day.
const (
	circleEvery = 15 * time.Second
	circleLooks = 2
	alikeRate   = 5 // a second, of the same
)

// alike counts the events whose data most of the latest have had. Others take away
// from the count.
type alike struct {
	sum   uint64
	n     int
	since time.Time // the last look
	looks int       // in a row that found too many
	of    int       // how many those found
	last  time.Time // when it was a circle
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

// look ends a count, and reports whether that makes it a circle that nobody was told
// of.
func (a *alike) look(now time.Time) bool {
	if many := !a.since.IsZero() && float64(a.n) >= alikeRate*now.Sub(a.since).Seconds(); many {
		a.looks, a.of = a.looks+1, a.of+a.n
	} else {
		a.looks, a.of = 0, 0
	}
	a.n, a.since = 0, now
	if a.looks < circleLooks {
		return false
	}
	known := !a.last.IsZero() && now.Sub(a.last) < spellRest
	a.last = now
	return !known
}

// sumOf is what equal events have in common.
func (all *vigils) sumOf(ev Event) uint64 {
	var h maphash.Hash
	h.SetSeed(all.seed)
	if ev.Said == nil {
		_, _ = h.Write(ev.Data) // never fails
	}
	for _, s := range ev.Said {
		_, _ = h.WriteString(s)
		_ = h.WriteByte(0)
	}
	return h.Sum64()
}

// watchCircles looks for circles until ctx ends.
func (e *Engine) watchCircles(ctx context.Context) {
	for e.cfg.Clock.Sleep(ctx, circleEvery) == nil {
		now := e.cfg.Clock.Now()
		found := map[lineKey]int{}
		e.vigils.mu.Lock()
		for k, v := range e.vigils.all {
			if v.alike.look(now) {
				found[k] = v.alike.of
			}
		}
		e.vigils.mu.Unlock()
		for k, n := range found {
			if err := e.breakCircle(ctx, k, n, now); err != nil && ctx.Err() == nil {
				e.cfg.Log.Error("stopping a circle", "processing", k.p, "err", err)
			}
		}
	}
}

// breakCircle stops a processing, with a letter, if it sends anything and nobody has
// said that all is as it should be.
func (e *Engine) breakCircle(ctx context.Context, k lineKey, n int, now time.Time) error {
	p, err := e.cfg.Store.Processing(ctx, k.ws, k.p)
	if err != nil || !e.sends(ctx, k.ws, p) || e.mutes(k, Flood, "", now) {
		return absent(err)
	}
	l, _, told := e.note(ctx, k, Flood, now)
	if err := e.halt(ctx, k.ws, k.p, true); err != nil || !told {
		return err
	}
	l.Kind, l.Count, l.Since = Circle, n, now
	if err := e.cfg.Store.PutLetter(ctx, l); err != nil {
		return err
	}
	signal(e.letters)
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
