package engine_test

import (
	"testing"
	"time"

	"stanok/engine"
)

func TestASendsPausesAreItsOwn(t *testing.T) {
	p := engine.RetryPolicy{}.Over(engine.SendRetry.Over(engine.ChainRetry))
	away := &engine.Error{Kind: engine.Unavailable, Code: "http.status"}
	for i, want := range engine.SendRetry.Pauses {
		pause, again := p.Next(i+1, away)
		if !again || pause < want*8/10 || pause > want*12/10 {
			t.Errorf("pause %d is %s, want %s ±20 %%", i+1, pause, want)
		}
	}
	if _, again := p.Next(8, away); again {
		t.Error("a ninth attempt")
	}
	away.After = 20 * time.Hour
	if pause, again := p.Next(1, away); !again || pause != away.After {
		t.Errorf("asked to wait %s: %s, %v", away.After, pause, again)
	}
	if _, again := engine.ChainRetry.Next(1, away); again {
		t.Error("a chain waits longer than an hour")
	}
}

func TestADocumentsOwnRetryDoubles(t *testing.T) {
	p := engine.RetryPolicy{Attempts: 5, First: time.Second, Max: 3 * time.Second}.Over(engine.SendRetry)
	away := &engine.Error{Kind: engine.Unavailable, Code: "http.status"}
	for i, want := range []time.Duration{time.Second, 2 * time.Second, 3 * time.Second, 3 * time.Second} {
		if pause, again := p.Next(i+1, away); !again || pause < want*8/10 || pause > want*12/10 {
			t.Errorf("pause %d is %s, want about %s", i+1, pause, want)
		}
	}
	if _, again := p.Next(5, away); again {
		t.Error("a sixth attempt")
	}
}
