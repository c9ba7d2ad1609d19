package egress

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryAfter reads the header Retry-After, in seconds or as a date, and returns
// how long after now it asks to wait, never less than 0. It is false when the
// header is missing or is neither.
func RetryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0, false
	}
	if n, ok := wholeSeconds(v); ok {
		return n, true
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0, false
	}
	return max(0, at.Sub(now)), true
}

// wholeSeconds reads digits only; more of them than a duration holds mean the
// longest duration, and not a short one.
func wholeSeconds(v string) (time.Duration, bool) {
	if strings.Trim(v, "0123456789") != "" {
		return 0, false
	}
	const most = int64(1<<63-1) / int64(time.Second)
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n > most {
		n = most
	}
	return time.Duration(n) * time.Second, true
}
