package engine

import (
	"context"
	"errors"
	"slices"
	"time"
)

// When it is worth telling that nothing comes, or far too much.
const (
	quietTimes = 8 // the usual pause, and at least quietLeast
	quietLeast = 2 * time.Hour
	quietMost  = 30 * 24 * time.Hour // nobody waits any more
	quietRound = 10 * time.Minute    // between two looks at what is silent
	pausesSeen = 50                  // operations that the usual pause is taken from

	// FloodSpan is the time in which arrivals are counted.
	FloodSpan  = 10 * time.Minute
	floodTimes = 10 // the usual rate, and more than floodLeast in FloodSpan
	floodLeast = 100

	newcomer  = 24 * time.Hour // a processing younger than that has nothing usual
	spellRest = 24 * time.Hour // between two letters about a processing's silence, or about its floods
)

// Silence is that a source says nothing which usually does.
type Silence struct {
	Since time.Time     // of the last event
	Usual time.Duration // between events
}

// usualPause is what Silence found out when an operation was the newest.
type usualPause struct {
	last  OperationID
	usual time.Duration
}

// Silence tells whether a processing has received nothing for much longer than is
// usual for it; the zero one if it has not. Of one that is stopped, younger than a
// day, or that was as silent at the same time a week ago, it is not told. It costs
// no history unless nothing has come for hours.
func (e *Engine) Silence(ctx context.Context, ws WorkspaceID, p Processing) (Silence, error) {
	now := e.cfg.Clock.Now()
	if !p.Running || now.Sub(p.Created) < newcomer {
		return Silence{}, nil
	}
	t, err := e.Tally(ctx, ws, p.ID)
	if err != nil || t.Last.Operation == "" {
		return Silence{}, err
	}
	silent := min(now.Sub(t.Last.Created), now.Sub(p.Started))
	if silent < quietLeast || now.Sub(t.Last.Created) > quietMost {
		return Silence{}, nil
	}
	flow, err := e.Flow(ctx, ws, p)
	if err != nil || !flow.Source.Sent {
		return Silence{}, nil // what has no source receives nothing
	}
	usual, err := e.usualPause(ctx, lineKey{ws, p.ID}, t.Last.Operation)
	if err != nil || usual == 0 || silent < quietTimes*usual {
		return Silence{}, err
	}
	habit, err := e.silentBefore(ctx, ws, p.ID, t.Last.Created, now)
	if err != nil || habit {
		return Silence{}, err
	}
	return Silence{Since: t.Last.Created, Usual: usual}, nil
}

// usualPause is the pause between operations that nine of ten were shorter than; 0
// of too few to tell. It is found out once for each that is the newest.
func (e *Engine) usualPause(ctx context.Context, k lineKey, last OperationID) (time.Duration, error) {
	e.vigils.mu.Lock()
	known := e.vigils.of(k).pause
	e.vigils.mu.Unlock()
	if known.last == last {
		return known.usual, nil
	}
	found, err := e.cfg.Store.FindOperations(ctx, k.ws, OperationQuery{Processing: k.p, Limit: pausesSeen})
	if err != nil {
		return 0, err
	}
	e.vigils.mu.Lock()
	defer e.vigils.mu.Unlock()
	known = usualPause{last, pauseOf(found.Operations)}
	e.vigils.of(k).pause = known
	return known.usual, nil
}

func pauseOf(newestFirst []Operation) time.Duration {
	if len(newestFirst) < 10 {
		return 0
	}
	var pauses []time.Duration
	for i := range newestFirst[1:] {
		pauses = append(pauses, newestFirst[i].Created.Sub(newestFirst[i+1].Created))
	}
	slices.Sort(pauses)
	return max(pauses[len(pauses)*9/10], time.Second)
}

// silentBefore reports whether the same hours a week ago, or a day ago, were as
// silent: nights and weekends. No two days end alike, so the first quarter does not
// count. Where history does not go back so far it is false.
func (e *Engine) silentBefore(ctx context.Context, ws WorkspaceID, id ProcessingID, from, to time.Time) (bool, error) {
	long := to.Sub(from)
	from = from.Add(long / 4)
	for _, back := range []time.Duration{24 * time.Hour, 7 * 24 * time.Hour} {
		if long > back {
			continue
		}
		q := OperationQuery{Processing: id, Limit: 1, From: from.Add(-back), To: to.Add(-back), Cursor: FloorID(to.Add(-back + time.Second))}
		some, err := e.cfg.Store.FindOperations(ctx, ws, q)
		if err != nil {
			return false, err
		}
		if len(some.Operations) > 0 {
			continue
		}
		q.From, q.To = time.Time{}, from.Add(-back)
		older, err := e.cfg.Store.FindOperations(ctx, ws, q)
		if err != nil || len(older.Operations) > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// keepWatch looks at what comes, and tells of what is not as usual.
func (e *Engine) keepWatch(ctx context.Context) error {
	if err := e.recallVigils(ctx); err != nil {
		return err
	}
	err := e.lookForFloods(ctx)
	if now := e.cfg.Clock.Now(); now.Sub(e.vigils.round) >= quietRound {
		e.vigils.round = now
		err = errors.Join(err, e.lookForSilence(ctx))
	}
	return errors.Join(err, e.keepVigils(ctx))
}

func (e *Engine) lookForSilence(ctx context.Context) error {
	all, err := e.cfg.Store.ListWorkspaces(ctx)
	if err != nil {
		return err
	}
	for _, ws := range all {
		list, err := e.cfg.Store.ListProcessings(ctx, ws.ID)
		if err != nil {
			return err
		}
		for _, p := range list {
			if err := e.lookAtSilence(ctx, lineKey{ws.ID, p.ID}, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Engine) lookAtSilence(ctx context.Context, k lineKey, p Processing) error {
	s, err := e.Silence(ctx, k.ws, p)
	if err != nil {
		return err
	}
	e.vigils.mu.Lock()
	was := e.vigils.of(k).Quiet
	e.vigils.mu.Unlock()
	now := Spell{Since: s.Since, Usual: s.Usual, Told: was.Told}
	if was.Open() && now.Open() { // the same silence goes on
		return nil
	}
	return e.turnSpell(ctx, k, Quiet, was, now)
}

// turnSpell begins or ends a spell, with a letter where one is due.
func (e *Engine) turnSpell(ctx context.Context, k lineKey, kind LetterKind, was, is Spell) error {
	if !was.Open() && !is.Open() {
		return nil
	}
	now := e.cfg.Clock.Now()
	var letters []Letter
	if is.Open() && now.Sub(was.Told) >= spellRest {
		if l, _, ok := e.note(ctx, k, kind, now); ok {
			l.Since, l.Usual, l.Count = is.Since, is.Usual, is.Count
			letters, is.Told = append(letters, l), now
		}
	}
	e.vigils.writing.Lock()
	defer e.vigils.writing.Unlock()
	e.vigils.mu.Lock()
	v := e.vigils.of(k)
	if kind == Quiet {
		v.Quiet = is
	} else {
		v.Flood = is
	}
	if !is.Open() {
		v.mended(kind)
	}
	one := v.snapshot(now)
	e.vigils.mu.Unlock()
	if err := e.cfg.Store.PutVigil(ctx, k.ws, one, letters...); err != nil {
		return err
	}
	if len(letters) > 0 {
		signal(e.letters)
	}
	return nil
}
