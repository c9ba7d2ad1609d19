package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const traceText = `41 1772366400.000100 fsync(8</data/stanok.db.new>) = 0 <0.000200>
41 1772366400.001000 fdatasync(7</data/stanok.db> <unfinished ...>
42 1772366400.001500 fsync(9</data/my (odd) <name>>) = 0 <0.000001>
43 1772366400.001600 fdatasync(7</data/stanok.db>) = -1 EIO (Input/output error) (INJECTED) <0.000400>
41 1772366400.003000 <... fdatasync resumed>) = 0 <0.002000>
42 1772366400.004000 +++ exited with 0 +++
41 1772366400.004000 +++ exited with 74 +++
`

func at(micros int64) time.Time { return time.Unix(1772366400, micros*1000) }

func TestATraceSaysWhenEachSyncEnded(t *testing.T) {
	want := []syncCall{
		{"/data/stanok.db.new", at(300), false},
		{"/data/my (odd) <name>", at(1501), false},
		{"/data/stanok.db", at(2000), true},
		{"/data/stanok.db", at(3000), false},
	}
	got, err := readTrace(strings.NewReader(traceText))
	if err != nil || !slices.EqualFunc(got, want, func(a, b syncCall) bool {
		return a.file == b.file && a.failed == b.failed && a.ended.Equal(b.ended)
	}) {
		t.Errorf("%+v, %v", got, err)
	}
	if broke, err := firstFailure(got); err != nil || !broke.Equal(at(2000)) {
		t.Errorf("the first failure is at %v, %v", broke, err)
	}
	if !gone(traceText, 41) || gone(traceText, 4) || gone(traceText, 43) {
		t.Error("the end of the process is not recognised")
	}
}

func TestALineOfATraceThatIsNotUnderstoodIsAnError(t *testing.T) {
	for _, text := range []string{
		"41 1772366400.000100 fsync(8) = 0 <0.000200>",
		"41 1772366400.1 fsync(8</data/x>) = 0 <0.000200>",
		"41 1772366400.003000 <... fdatasync resumed>) = 0 <0.002000>",
	} {
		if calls, err := readTrace(strings.NewReader(text)); err == nil {
			t.Errorf("%q was read as %+v", text, calls)
		}
	}
}

func TestAnAcknowledgementNeedsASuccessfulSyncOfItsOwn(t *testing.T) {
	calls := []syncCall{
		{"/data/stanok.db", at(100), false},
		{"/data/stanok.db", at(300), true},
		{"/elsewhere/file", at(500), false},
		{"/database/file", at(500), false},
	}
	cases := []struct {
		sent, got int64
		want      bool
	}{
		{50, 150, true}, {110, 150, false}, {50, 90, false}, {250, 350, false}, {450, 550, false},
	}
	for _, c := range cases {
		wrong := unsynced([]receipt{{sent: at(c.sent), got: at(c.got)}}, calls, "/data")
		if (len(wrong) == 0) != c.want {
			t.Errorf("sent at %d, acknowledged at %d: unsynced %v", c.sent, c.got, wrong)
		}
	}
}
