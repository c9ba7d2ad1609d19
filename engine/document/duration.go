package document

import (
	"math"
	"strconv"
	"time"

	"stanok/engine"
)

// units are the units of durations, the largest first.
var units = []struct {
	name string
	size time.Duration
}{
	{"d", 24 * time.Hour},
	{"h", time.Hour},
	{"m", time.Minute},
	{"s", time.Second},
	{"ms", time.Millisecond},
}

// ParseDuration reads a duration as documents write it: a whole number and one of
// the units ms, s, m, h and d, as in 200ms or 7d. The error is an engine.Error
// with the code document.duration.
func ParseDuration(s string) (time.Duration, error) {
	digits, unit := cutDigits(s)
	for _, u := range units {
		if u.name != unit {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n > math.MaxInt64/int64(u.size) {
			break
		}
		return time.Duration(n) * u.size, nil
	}
	return 0, &engine.Error{Kind: engine.Invalid, Code: "document.duration", Args: map[string]string{"given": clip(s)}}
}

// FormatDuration writes a duration with the largest unit that divides it exactly.
// Parts of a millisecond are dropped.
func FormatDuration(d time.Duration) string {
	d = d.Truncate(time.Millisecond)
	for _, u := range units {
		if d != 0 && d%u.size == 0 {
			return strconv.FormatInt(int64(d/u.size), 10) + u.name
		}
	}
	return "0s"
}
