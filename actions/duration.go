package actions

import (
	"strconv"
	"strings"
	"time"
)

// units are those a duration may be written in, longest name first.
var units = []struct {
	name string
	is   time.Duration
}{
	{"ms", time.Millisecond},
	{"s", time.Second},
	{"m", time.Minute},
	{"h", time.Hour},
	{"d", 24 * time.Hour},
}

// parseDuration reads a duration as documents write it: a whole number and one
// unit, 200ms 5s 10m 1h 7d.
func parseDuration(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	for _, u := range units {
		digits, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(digits, 10, 40)
		if err != nil || n > uint64((1<<63-1)/u.is) {
			return 0, false
		}
		return time.Duration(n) * u.is, true
	}
	return 0, false
}
