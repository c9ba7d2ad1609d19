package sources

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// durationUnits are the units of documents: 200ms 5s 10m 1h 7d.
var durationUnits = []struct {
	suffix string
	unit   time.Duration
}{
	{"ms", time.Millisecond}, {"s", time.Second}, {"m", time.Minute}, {"h", time.Hour}, {"d", 24 * time.Hour},
}

// parseDuration reads a whole number with one unit.
func parseDuration(s string) (time.Duration, bool) {
	for _, u := range durationUnits {
		digits, ok := strings.CutSuffix(s, u.suffix)
		if !ok || !isDigits(digits) {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n > math.MaxInt64/int64(u.unit) {
			return 0, false
		}
		return time.Duration(n) * u.unit, true
	}
	return 0, false
}

// sizeUnits are the units of sizes: 512B 64KiB 1MiB; a bare number is bytes.
var sizeUnits = []struct {
	suffix string
	unit   int64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"B", 1}, {"", 1},
}

// parseSize reads a size in bytes, at most 1 GiB.
func parseSize(s string) (int64, bool) {
	for _, u := range sizeUnits {
		digits, ok := strings.CutSuffix(s, u.suffix)
		if !ok || !isDigits(digits) || len(digits) > 10 {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n*u.unit > 1<<30 {
			return 0, false
		}
		return n * u.unit, true
	}
	return 0, false
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// sizeText writes a size the way documents do.
func sizeText(n int64) string {
	for _, u := range []struct {
		suffix string
		unit   int64
	}{{"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if n%u.unit == 0 {
			return strconv.FormatInt(n/u.unit, 10) + u.suffix
		}
	}
	return strconv.FormatInt(n, 10) + "B"
}
