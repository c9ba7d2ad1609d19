package egress_test

import (
	"net/http"
	"testing"
	"time"

	"stanok/engine/egress"
)

func TestRetryAfterReadsSecondsAndDates(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		value string
		want  time.Duration
		ok    bool
	}{
		{"7", 7 * time.Second, true},
		{"0", 0, true},
		{" 120 ", 2 * time.Minute, true},
		{"Sun, 01 Mar 2026 12:00:07 GMT", 7 * time.Second, true},
		{"Sunday, 01-Mar-26 12:01:00 GMT", time.Minute, true},
		{"Sun, 01 Mar 2026 11:00:00 GMT", 0, true},
		{"", 0, false},
		{"-5", 0, false},
		{"+5", 0, false},
		{"1.5", 0, false},
		{"soon", 0, false},
	} {
		got, ok := egress.RetryAfter(http.Header{"Retry-After": {c.value}}, now)
		if got != c.want || ok != c.ok {
			t.Errorf("%q: %v %v, want %v %v", c.value, got, ok, c.want, c.ok)
		}
	}
	for _, huge := range []string{"99999999999", "99999999999999999999999"} {
		if got, ok := egress.RetryAfter(http.Header{"Retry-After": {huge}}, now); !ok || got < 24*time.Hour {
			t.Errorf("%s: %v %v, want a very long time", huge, got, ok)
		}
	}
}
