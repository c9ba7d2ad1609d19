package engine_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
)

func TestTheSameDataOverAndOverStopsWhatSends(t *testing.T) {
	done := func(context.Context, engine.Input) (engine.Outcome, error) { return engine.Outcome{}, nil }
	sends, reads := act("send", engine.Repeatable, done), act("look", engine.Reads, done)
	for name, c := range map[string]struct {
		action string
		every  time.Duration
		other  int // one event of so many is another; 0 for none
		halts  bool
	}{
		"a circle":              {"send", 50 * time.Millisecond, 0, true},
		"a circle among others": {"send", 50 * time.Millisecond, 5, true},
		"slow":                  {"send", time.Second, 0, false},
		"all different":         {"send", 50 * time.Millisecond, 1, false},
		"sends nothing":         {"look", 50 * time.Millisecond, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, enginetest.Source{}, []engine.Action{sends, reads}, func(b *enginetest.Bench) {
				p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: c.action})
				stream := func() (is engine.Processing, lasted time.Duration) {
					began := time.Now()
					for i := 0; time.Since(began) < 3*time.Minute; i++ {
						var err error
						if is, err = b.Store.Processing(t.Context(), enginetest.WS, p.ID); err != nil {
							t.Fatal(err)
						}
						if !is.Running {
							break
						}
						data := `{"n": "round"}`
						if c.other > 0 && i%c.other == 0 {
							data = fmt.Sprintf(`{"n": "%d"}`, i)
						}
						b.Send(p, data)
						time.Sleep(c.every)
					}
					synctest.Wait()
					return is, time.Since(began)
				}
				is, lasted := stream()
				if is.Running == c.halts || is.Halted != c.halts || is.Circled != c.halts || c.halts && lasted > time.Minute {
					t.Errorf("running %t, halted %t, circled %t after %v", is.Running, is.Halted, is.Circled, lasted)
				}
				want := 0
				if c.halts {
					want = 1
					if _, err := b.Engine.Start(t.Context(), enginetest.WS, p.ID, "me"); err != nil {
						t.Fatal(err)
					}
					if is, _ = stream(); !is.Running || is.Circled {
						t.Error("it was stopped again, though somebody had started it")
					}
				}
				if n := told(b.Post.Letters(), engine.Circle); n != want {
					t.Errorf("%d letters, want %d", n, want)
				}
			})
		})
	}
}
