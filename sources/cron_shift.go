package sources

import (
	"time"

	"stanok/engine"
)

// shifts lists the times between two moments at which a change of clocks falls on
// what the timetable names. A timetable of every hour has none: it names no time
// of day.
func (t *timetable) shifts(from, to time.Time) []engine.Shift {
	if t.spec.Hour&star != 0 {
		return nil
	}
	var all []engine.Shift
	for at := from; at.Before(to); {
		s := spanAt(at, t.zone)
		if s.end.IsZero() || s.end.After(to) {
			return all
		}
		at = s.end
		if one, ok := t.shift(spanAt(at, t.zone)); ok {
			all = append(all, one)
		}
	}
	return all
}

// shift is what the change of clocks at the beginning of a span does.
func (t *timetable) shift(s span) (engine.Shift, bool) {
	begin := s.begin.UTC()
	if s.before < s.offset {
		wall, ok := t.match(begin.Add(s.before), begin.Add(s.offset))
		return engine.Shift{Wall: wall, At: s.begin.In(t.zone), Gap: true}, ok
	}
	wall, ok := t.match(begin.Add(s.offset), begin.Add(s.before))
	return engine.Shift{Wall: wall, At: wall.Add(-s.before).In(t.zone), Twice: t.interval}, ok
}
