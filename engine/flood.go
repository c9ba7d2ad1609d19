package engine

import (
	"context"
	"time"
)

// arrivals counts events by the minute they came in, in a ring.
type arrivals [FloodSpan / time.Minute]struct {
	minute int64
	n      int
}

func (a *arrivals) add(at time.Time) {
	minute := at.Unix() / 60
	slot := &a[minute%int64(len(a))]
	if slot.minute != minute {
		slot.minute, slot.n = minute, 0
	}
	slot.n++
}

func (a *arrivals) lately(now time.Time) (n int) {
	for _, s := range a {
		if s.minute > now.Unix()/60-int64(len(a)) {
			n += s.n
		}
	}
	return n
}

// arrived counts an event of a source that somebody outside sends to.
func (all *vigils) arrived(k lineKey, ev Event, at time.Time) {
	sum := all.sumOf(ev)
	all.mu.Lock()
	defer all.mu.Unlock()
	v := all.of(k)
	v.arrived.add(at)
	v.alike.add(sum)
}

// lookForFloods begins and ends floods. It asks the store only about processings
// that more has come to than floodLeast.
func (e *Engine) lookForFloods(ctx context.Context) error {
	now := e.cfg.Clock.Now()
	type standing struct {
		k   lineKey
		n   int
		was Spell
	}
	var all []standing
	e.vigils.mu.Lock()
	for k, v := range e.vigils.all {
		if n := v.arrived.lately(now); n > floodLeast || v.Flood.Open() {
			all = append(all, standing{k, n, v.Flood})
		}
	}
	e.vigils.mu.Unlock()
	for _, s := range all {
		is := Spell{Told: s.was.Told}
		if s.n > floodLeast {
			if s.was.Open() {
				continue
			}
			floods, err := e.floods(ctx, s.k, s.n, now)
			if err != nil {
				return err
			}
			if floods {
				is.Since, is.Count = now, s.n
			}
		}
		if err := e.turnSpell(ctx, s.k, Flood, s.was, is); err != nil {
			return err
		}
	}
	return nil
}

// busy reports whether so many events in FloodSpan are nothing special, by the hours
// before the last two.
func (t Tally) busy(n int) bool {
	past := t.Hours[:TallyHours-2]
	came := 0
	for _, h := range past {
		came += h.OK + h.Failed
	}
	return came*floodTimes >= n*len(past)*int(time.Hour/FloodSpan)
}

// floods reports whether so many events in FloodSpan are far more than usual: than
// on average in the day before, and than at the same time a day and a week ago.
func (e *Engine) floods(ctx context.Context, k lineKey, n int, now time.Time) (bool, error) {
	p, err := e.cfg.Store.Processing(ctx, k.ws, k.p)
	if err != nil || !p.Running || now.Sub(p.Created) < newcomer {
		return false, absent(err)
	}
	t, err := e.Tally(ctx, k.ws, k.p)
	if err != nil || t.busy(n) { // which costs nothing to know
		return false, err
	}
	day, before := 24*time.Hour, now.Add(-time.Hour)
	spans := float64((day - time.Hour) / FloodSpan)
	for _, past := range []struct {
		from, to time.Time
		spans    float64
	}{
		{now.Add(-day), before, spans},
		{now.Add(-day - FloodSpan), now.Add(-day + FloodSpan), 2},
		{now.Add(-7*day - FloodSpan), now.Add(-7*day + FloodSpan), 2},
	} {
		most := int(float64(n)/floodTimes*past.spans) + 1
		q := OperationQuery{Processing: k.p, From: past.from, To: past.to, Cursor: FloorID(past.to)}
		came, all, err := e.cfg.Store.CountOperations(ctx, k.ws, q, most)
		if err != nil {
			return false, err
		}
		if !all || came >= most {
			return false, nil
		}
	}
	return true, nil
}
