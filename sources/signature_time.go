package sources

import (
	"strconv"
	"time"

	"stanok/engine"
)

// signedTolerance is how old a signature with a time may be, or how far ahead.
const signedTolerance = 300 * time.Second

// fresh says why a time of signing, in Unix seconds or milliseconds, is too far
// from when the claim came; nil if it is near. name is where it stands.
func fresh(name, stamp string, now time.Time) *engine.Error {
	n, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || n < 0 {
		return refuse("webhook.signature_time", "name", name)
	}
	at := time.Unix(n, 0)
	if n > 1e11 {
		at = time.UnixMilli(n)
	}
	old := now.Sub(at)
	switch {
	case old > signedTolerance:
		return away("webhook.signature_old", name, old)
	case old < -signedTolerance:
		return away("webhook.signature_early", name, old.Abs())
	}
	return nil
}

// away says how far a time is off, in the largest unit that makes two or more.
func away(code, name string, by time.Duration) *engine.Error {
	count, what := roundUp(by, time.Minute), "minutes"
	if count >= 120 {
		count, what = roundUp(by, time.Hour), "hours"
	}
	if what == "hours" && count >= 48 {
		count, what = roundUp(by, 24*time.Hour), "days"
	}
	return refuse(code, "name", name, "count", strconv.FormatInt(count, 10), "what", what)
}

// roundUp is how often a unit fits, a begun one counted.
func roundUp(d, unit time.Duration) int64 {
	n := int64(d / unit)
	if d%unit > 0 {
		n++
	}
	return n
}
