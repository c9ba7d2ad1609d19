package actiontest

import (
	"context"
	"errors"
	"testing"
	"time"

	"stanok/engine"
)

// errEnough is why the contexts of these tests end.
var errEnough = errors.New("the test has seen enough")

// ended returns a context that ends at once, or one that does not end by itself.
func ended(t *testing.T, now bool) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(t.Context())
	if now {
		cancel(errEnough)
	}
	return ctx, func() { cancel(errEnough) }
}

// patience is how long an action may go on after its context ended.
const patience = 2 * time.Second

func endsWithItsContext(t *testing.T, s Subject) {
	for _, with := range []string{s.With, s.Hangs} {
		if with == "" {
			continue
		}
		p := prepared(t, s, with)
		ctx, cancel := ended(t, false)
		done := make(chan error, 1)
		asked := s.count()
		go func() {
			_, _, err := run(ctx, s, p, nil)
			done <- err
		}()
		if with == s.Hangs {
			waitFor(t, func() bool { return s.count() > asked }, done)
		}
		cancel()
		select {
		case err := <-done:
			if with == s.Hangs && err == nil {
				t.Error("it ended well though nobody answered")
			}
		case <-time.After(patience):
			t.Fatalf("it goes on %v after its context ended", patience)
		}
	}
}

func (s Subject) count() int {
	if s.Outside == nil {
		return 0
	}
	return s.Outside()
}

// waitFor waits until the action is outside, or over.
func waitFor(t *testing.T, arrived func() bool, done chan error) {
	t.Helper()
	deadline := time.After(patience)
	for !arrived() {
		select {
		case err := <-done:
			done <- err
			return
		case <-deadline:
			t.Fatal("it never asked the outside that does not answer")
		case <-time.After(time.Millisecond):
		}
	}
}

func onlyPretends(t *testing.T, s Subject) {
	p := prepared(t, s, s.With)
	if p.Effect < engine.Repeatable {
		return
	}
	before := s.count()
	out, log, err := run(t.Context(), s, p, func(in *engine.Input) { in.Pretend = true })
	if err != nil {
		t.Errorf("pretending failed: %v", err)
	}
	if s.Outside == nil {
		t.Error("it has effects, and the test cannot see them: give Outside")
	}
	if after := s.count(); after != before {
		t.Errorf("it asked the outside %d times while pretending", after-before)
	}
	survives(t, "input", out.Input)
	survives(t, "output", out.Output)
	if s.Canary != "" {
		silent(t, s.Canary, "pretended input", out.Input)
		silent(t, s.Canary, "pretended log", log)
	}
}
