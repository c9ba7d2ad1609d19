package document_test

import (
	"errors"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/document"
)

func TestDurationsAreReadAndWrittenWithTheLargestUnit(t *testing.T) {
	const day = 24 * time.Hour
	cases := []struct {
		text  string
		means time.Duration
		again string
	}{
		{"200ms", 200 * time.Millisecond, "200ms"}, {"5s", 5 * time.Second, "5s"}, {"10m", 10 * time.Minute, "10m"},
		{"1h", time.Hour, "1h"}, {"7d", 7 * day, "7d"}, {"0s", 0, "0s"}, {"0d", 0, "0s"}, {"1000ms", time.Second, "1s"},
		{"60s", time.Minute, "1m"}, {"90m", 90 * time.Minute, "90m"}, {"24h", day, "1d"}, {"36h", 36 * time.Hour, "36h"},
		{"007s", 7 * time.Second, "7s"}, {"106751d", 106751 * day, "106751d"}, {"9223372036854ms", 9223372036854 * time.Millisecond, "9223372036854ms"},
	}
	for _, c := range cases {
		d, err := document.ParseDuration(c.text)
		if err != nil || d != c.means || document.FormatDuration(d) != c.again {
			t.Errorf("%s is %v (%v), written %s", c.text, d, err, document.FormatDuration(d))
		}
	}
}

func TestWhatIsNoDurationIsRefused(t *testing.T) {
	for _, s := range []string{"", "5", "s", "-5s", "+5s", "1.5h", "1h30m", "5 s", " 5s", "5S", "1w", "5us", "106752d", "9223372036855ms", "99999999999999999999s", "٥s"} {
		d, err := document.ParseDuration(s)
		var e *engine.Error
		if !errors.As(err, &e) || e.Code != "document.duration" || e.Args["given"] != s || d != 0 {
			t.Errorf("%q is %v, %v", s, d, err)
		}
	}
}

func TestADurationBelowAMillisecondIsDropped(t *testing.T) {
	if got := document.FormatDuration(time.Second + time.Microsecond); got != "1s" {
		t.Errorf("written %s", got)
	}
}
