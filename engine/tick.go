package engine

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// ticks are the running processings that a clock begins, and when it will next.
type ticks struct {
	mu      sync.Mutex
	changed map[lineKey]bool // to be looked at again
	next    map[lineKey]time.Time
	bell    chan struct{}
}

func newTicks() ticks {
	return ticks{changed: map[lineKey]bool{}, next: map[lineKey]time.Time{}, bell: make(chan struct{}, 1)}
}

const (
	// tickKey is where a processing remembers the last tick that was dealt with.
	tickKey = "\x00tick"
	// promptly is how late a tick may be and still not count as missed.
	promptly = 10 * time.Second
	// tooLate is how late the latest of the missed ticks may still run, and how far
	// ahead of the clock a time may lie that was written by it: what is further
	// ahead is of a clock that was wrong.
	tooLate = 24 * time.Hour
	// lookAgain is how soon the clock is looked at again, which may be set.
	lookAgain = time.Minute
)

// alter says that a processing's schedule may be another now.
func (t *ticks) alter(k lineKey) {
	t.mu.Lock()
	t.changed[k] = true
	t.mu.Unlock()
	signal(t.bell)
}

func (t *ticks) takeChanged() []lineKey {
	t.mu.Lock()
	defer t.mu.Unlock()
	keys := make([]lineKey, 0, len(t.changed))
	for k := range t.changed {
		keys = append(keys, k)
	}
	clear(t.changed)
	return keys
}

// tick begins an operation at every tick of every running schedule, until ctx
// ends. A tick begins one operation, however often the program is killed: the
// tick is the event's key, and is crossed off only afterwards.
func (e *Engine) tick(ctx context.Context) {
	e.findSchedules(ctx)
	late := time.Duration(0) // at first, all that is past was missed
	for looked := e.cfg.Clock.Now(); ; {
		if e.cfg.Clock.Now().Before(looked) { // it was set back
			e.findSchedules(ctx)
		}
		for _, k := range e.ticks.takeChanged() {
			e.plan(ctx, k)
		}
		now := e.cfg.Clock.Now()
		looked = now
		wake := now.Add(lookAgain)
		for k, at := range e.ticks.next {
			if !at.After(now) {
				e.strike(ctx, k, now, late)
				at = e.ticks.next[k]
			}
			if !at.IsZero() && at.Before(wake) {
				wake = at
			}
		}
		late = promptly
		if !e.nap(ctx, wake.Sub(e.cfg.Clock.Now()), e.ticks.bell) {
			return
		}
	}
}

// findSchedules looks at every running processing once.
func (e *Engine) findSchedules(ctx context.Context) {
	all, err := e.cfg.Store.ListWorkspaces(ctx)
	for _, ws := range all {
		var list []Processing
		if list, err = e.cfg.Store.ListProcessings(ctx, ws.ID); err != nil {
			break
		}
		for _, p := range list {
			if p.Running {
				e.ticks.alter(lineKey{ws.ID, p.ID})
			}
		}
	}
	if err != nil && ctx.Err() == nil {
		e.cfg.Log.Error("looking for schedules", "err", err)
	}
}

// plan works out the next tick of a processing, if it has any.
func (e *Engine) plan(ctx context.Context, k lineKey) {
	delete(e.ticks.next, k)
	p, flow, ok := e.scheduled(ctx, k)
	if !ok {
		return
	}
	now := e.cfg.Clock.Now()
	if next, ok := flow.Source.Schedule.Next(anchor(p, now), e.lastTick(ctx, k, p, now)); ok {
		e.ticks.next[k] = next
	}
}

// anchor is when a processing's schedule began.
func anchor(p Processing, now time.Time) time.Time {
	if p.Started.After(now.Add(tooLate)) {
		return time.Unix(0, 0).UTC()
	}
	return p.Started
}

func (e *Engine) scheduled(ctx context.Context, k lineKey) (Processing, Flow, bool) {
	p, err := e.cfg.Store.Processing(ctx, k.ws, k.p)
	if err != nil || !p.Running {
		return p, Flow{}, false
	}
	flow, err := e.Flow(ctx, k.ws, p)
	if err != nil {
		e.cfg.Log.Error("reading a schedule", "processing", k.p, "err", err)
	}
	return p, flow, err == nil && flow.Source.Schedule != nil
}

// strike deals with the ticks of a processing that have come.
func (e *Engine) strike(ctx context.Context, k lineKey, now time.Time, late time.Duration) {
	p, flow, ok := e.scheduled(ctx, k)
	if !ok {
		delete(e.ticks.next, k)
		return
	}
	from := anchor(p, now)
	due, last := flow.Source.Schedule.due(from, e.lastTick(ctx, k, p, now), now, late)
	for _, at := range due {
		if err := e.beginTick(ctx, flow, at, now); err != nil {
			e.cfg.Log.Warn("tick put off", "processing", k.p, "tick", at, "err", err)
			e.ticks.next[k] = now.Add(time.Second)
			return
		}
	}
	if err := e.crossOff(ctx, k, last); err != nil {
		e.cfg.Log.Warn("tick not crossed off", "processing", k.p, "err", err)
	}
	delete(e.ticks.next, k)
	if next, ok := flow.Source.Schedule.Next(from, last); ok {
		e.ticks.next[k] = next
	}
}

// due lists the ticks after last, up to now, that are to begin an operation, and
// the latest tick that is dealt with thereby.
func (s *Schedule) due(anchor, last, now time.Time, late time.Duration) (due []time.Time, latest time.Time) {
	latest = last
	if from := now.Add(-tooLate); last.Before(from) {
		last = from
	}
	var missed time.Time
	for at, ok := s.Next(anchor, last); ok && !at.After(now); at, ok = s.Next(anchor, at) {
		latest = at
		if now.Sub(at) > late {
			missed = at
		} else {
			due = append(due, at)
		}
	}
	if !missed.IsZero() && !s.Skip && len(due) == 0 {
		due = append(due, missed)
	}
	return due, latest
}

func (e *Engine) beginTick(ctx context.Context, flow Flow, at, now time.Time) error {
	schedule := flow.Source.Schedule
	if schedule.Alone {
		if n, err := e.cfg.Store.CountUnfinished(ctx, flow.Workspace, flow.Processing); err != nil || n > 0 {
			return err
		}
	}
	_, _, err := e.Begin(ctx, flow, schedule.Event(at, now))
	return err
}

// lastTick is the last tick that was dealt with, or when the schedule began.
func (e *Engine) lastTick(ctx context.Context, k lineKey, p Processing, now time.Time) time.Time {
	raw, ok, err := e.cfg.Store.Recall(ctx, k.ws, k.p, tickKey)
	from := anchor(p, now)
	var at time.Time
	if err != nil || !ok || json.Unmarshal(raw, &at) != nil || at.Before(from) || at.After(now.Add(tooLate)) {
		return from
	}
	return at
}

// crossOff remembers that ticks up to at are dealt with.
func (e *Engine) crossOff(ctx context.Context, k lineKey, at time.Time) error {
	raw, err := json.Marshal(at.UTC())
	if err != nil {
		return err
	}
	return e.cfg.Store.Remember(ctx, k.ws, k.p, tickKey, raw)
}
