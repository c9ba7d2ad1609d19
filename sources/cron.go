package sources

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// timetable is a cron expression in a time zone. What the library makes of the
// five fields is kept; when they come true is worked out here, because the
// library leaves out a time that a change of clocks skips and runs one twice
// that it repeats.
//
// A time of day that does not exist on a day is made up for at the first moment
// that does: whatever lies in a gap runs once, right after it. In an hour that
// comes twice a fixed time runs the first time only; an expression with a star
// in its minutes or hours is an interval and keeps on through both.
type timetable struct {
	spec     *cron.SpecSchedule
	interval bool
	zone     *time.Location
}

// cronError says why an expression cannot be read. Its reason chooses what is
// said about it; it may be "".
type cronError struct{ reason, detail string }

func (e *cronError) Error() string { return e.detail }

// parseCron reads five fields, or a word such as @daily. Its error may be a
// *cronError.
func parseCron(expression string, zone *time.Location) (t *timetable, err error) {
	defer func() {
		if p := recover(); p != nil { // the library's, on input it does not expect
			t, err = nil, fmt.Errorf("reading %q: %v", expression, p)
		}
	}()
	expression = strings.TrimSpace(expression)
	switch {
	case strings.Contains(expression, "TZ="):
		return nil, &cronError{"zone", "a time zone inside the expression"}
	case strings.HasPrefix(expression, "@every"):
		return nil, &cronError{"interval", "an interval inside the expression"}
	case len(expression) > 200:
		return nil, fmt.Errorf("longer than 200 characters")
	}
	fields := strings.Fields(expression)
	if !strings.HasPrefix(expression, "@") {
		if err := readable(fields); err != nil {
			return nil, err
		}
		fields[4] = week(fields[4])
	}
	parsed, err := cronParser.Parse(strings.Join(fields, " "))
	if err != nil {
		return nil, err
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, fmt.Errorf("not a timetable: %q", expression)
	}
	return &timetable{spec: spec, interval: isInterval(expression), zone: zone}, nil
}

var cronParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// readable refuses what other programs read and this one does not.
func readable(fields []string) error {
	if len(fields) != 5 {
		return &cronError{"fields", fmt.Sprintf("%d fields", len(fields))}
	}
	for i, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			switch {
			case (i == 2 || i == 4) && extended.MatchString(part):
				return &cronError{"extended", "the mark " + part}
			case i < 4 && backwards(part):
				return &cronError{"backwards", "the range " + part}
			}
		}
	}
	return nil
}

// extended are the last day of a month, the working day next to one, and the
// second Tuesday.
var extended = regexp.MustCompile(`(?i)^(L|LW|L-[0-9]+|[0-9]+W|([0-9]|[a-z]{3})L|.+#.*)$`)

func backwards(part string) bool {
	span, _, _ := strings.Cut(part, "/")
	from, to, _ := strings.Cut(span, "-")
	first, err := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	return err == nil && err2 == nil && first > last
}

func isInterval(expression string) bool {
	if expression == "@hourly" {
		return true
	}
	fields := strings.Fields(expression)
	return len(fields) == 5 && strings.ContainsAny(fields[0]+fields[1], "*?")
}

// horizon is how far ahead to look. Eight years lie between two 29ths of
// February around a century; no day is rarer.
const horizon = 9

// next is the first time after a moment. It is false if there is none.
//
// Time is walked through in spans of one offset from UTC, in each of which the
// wall clock is UTC's moved by the offset.
func (t *timetable) next(after time.Time) (time.Time, bool) {
	from := after.Truncate(time.Second).Add(time.Second)
	last := from.AddDate(horizon, 0, 0)
	for from.Before(last) {
		s := spanAt(from, t.zone)
		if from.Equal(s.begin) && t.inGap(s) {
			return from.In(t.zone), true
		}
		start := from
		if repeated := s.begin.Add(s.before - s.offset); !t.interval && s.before > s.offset && start.Before(repeated) {
			start = repeated
		}
		end := s.end
		if end.IsZero() || end.After(last) {
			end = last
		}
		if wall, ok := t.match(start.UTC().Add(s.offset), end.UTC().Add(s.offset)); ok {
			return wall.Add(-s.offset).In(t.zone), true
		}
		from = end
	}
	return time.Time{}, false
}

// span is a time during which a zone's offset from UTC stays the same.
type span struct {
	begin, end time.Time     // zero for always
	offset     time.Duration // during it
	before     time.Duration // just before it
}

func spanAt(t time.Time, zone *time.Location) span {
	t = t.In(zone)
	s := span{offset: offsetAt(t)}
	s.begin, s.end = t.ZoneBounds()
	if !s.end.IsZero() && !s.end.After(t) {
		// The library counts 365 days to every year, so that on the last day of
		// a leap year it names an end that has been.
		s.end = time.Date(t.UTC().Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	s.before = s.offset
	if !s.begin.IsZero() {
		s.before = offsetAt(s.begin.Add(-time.Second).In(zone))
	}
	return s
}

func offsetAt(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}

// inGap reports whether a time lies in what clocks skipped when s began.
func (t *timetable) inGap(s span) bool {
	if s.before >= s.offset {
		return false
	}
	_, found := t.match(s.begin.UTC().Add(s.before), s.begin.UTC().Add(s.offset))
	return found
}

// match finds the first time on a wall clock from one reading to before another.
// Both, and the result, are readings dressed up as UTC.
func (t *timetable) match(from, to time.Time) (time.Time, bool) {
	if cut := from.Truncate(time.Minute); cut.Before(from) {
		from = cut.Add(time.Minute)
	}
	for day := midnight(from); day.Before(to); {
		if !has(t.spec.Month, int(day.Month())) {
			day = time.Date(day.Year(), day.Month()+1, 1, 0, 0, 0, 0, time.UTC)
			continue
		}
		if t.onDay(day) {
			if at, ok := t.inDay(day, from); ok {
				return at, at.Before(to)
			}
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}, false
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// star is how the library marks a field that was given as a star.
const star = 1 << 63

// onDay is the rule of cron: with both kinds of day given, either is enough.
func (t *timetable) onDay(day time.Time) bool {
	ofMonth, ofWeek := has(t.spec.Dom, day.Day()), has(t.spec.Dow, int(day.Weekday()))
	if t.spec.Dom&star != 0 || t.spec.Dow&star != 0 {
		return ofMonth && ofWeek
	}
	return ofMonth || ofWeek
}

// inDay finds the first time of a day that is not before from.
func (t *timetable) inDay(day, from time.Time) (time.Time, bool) {
	first := 0
	if from.After(day) {
		first = int(from.Sub(day) / time.Minute)
	}
	for hour := first / 60; hour < 24; hour++ {
		if !has(t.spec.Hour, hour) {
			continue
		}
		minute := 0
		if hour == first/60 {
			minute = first % 60
		}
		for ; minute < 60; minute++ {
			if has(t.spec.Minute, minute) {
				return day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute), true
			}
		}
	}
	return time.Time{}, false
}

func has(bits uint64, n int) bool { return bits&(1<<uint(n)) != 0 }
