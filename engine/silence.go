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
	floodRound = 50 * time.Second // between two looks at what came

	newcomer  = 24 * time.Hour // a processing younger than that has nothing usual
	spellRest = 24 * time.Hour // between two letters about a processing's silence, or about its floods
)

// Silence is that a source says nothing which usually does.
type Silence struct {
	Since time.Time     // of the last event
	Usual time.Duration // between events
}

// heard is what Silence found out when an operation was the newest.
type heard struct {
	last    OperationID
	at      time.Time
	silence Silence
}

// Silence tells whether a processing has received nothing for much longer than is
// usual for it; the zero one if it has not. Of one that is stopped, younger than a
// day, or that was as silent at the same time a week ago, it is not told. It costs
// no history unless nothing has come for hours, and then once in a while.
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
	k := lineKey{ws, p.ID}
	e.vigils.mu.Lock()
	known := e.vigils.of(k).heard
	e.vigils.mu.Unlock()
	if known.last == t.Last.Operation && now.Sub(known.at) < quietRound/2 {
		return known.silence, nil
	}
	known = heard{last: t.Last.Operation, at: now}
	if known.silence, err = e.listen(ctx, k, p, t.Last.Created, silent); err != nil {
		return Silence{}, err
	}
	e.vigils.mu.Lock()
	defer e.vigils.mu.Unlock()
	e.vigils.of(k).heard = known
	return known.silence, nil
}

// listen asks history whether a silence of a processing is usual.
func (e *Engine) listen(ctx context.Context, k lineKey, p Processing, last time.Time, silent time.Duration) (Silence, error) {
	flow, err := e.Flow(ctx, k.ws, p)
	if err != nil || !flow.Source.Sent {
		return Silence{}, nil // what has no source receives nothing
	}
	found, err := e.cfg.Store.FindOperations(ctx, k.ws, OperationQuery{Processing: k.p, Limit: pausesSeen})
	if err != nil {
		return Silence{}, err
	}
	usual := pauseOf(found.Operations)
	if usual == 0 || silent < quietTimes*usual {
		return Silence{}, nil
	}
	habit, err := e.silentBefore(ctx, k.ws, k.p, last, e.cfg.Clock.Now())
	if err != nil || habit {
		return Silence{}, err
	}
	return Silence{Since: last, Usual: usual}, nil
}

// pauseOf is the pause between operations that nine of ten were shorter than; 0 of
// too few to tell.
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
	now := e.cfg.Clock.Now()
	var err error
	if now.Sub(e.vigils.counted) >= floodRound {
		e.vigils.counted = now
		err = e.lookForFloods(ctx)
	}
	if now.Sub(e.vigils.round) >= quietRound {
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
