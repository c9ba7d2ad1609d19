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

func TestTheSameDataOverAndOverIsToldOnceAndStopsNothing(t *testing.T) {
	done := func(context.Context, engine.Input) (engine.Outcome, error) { return engine.Outcome{}, nil }
	sends, reads := act("send", engine.Repeatable, done), act("look", engine.Reads, done)
	for name, c := range map[string]struct {
		action string
		every  time.Duration
		other  int // one event of so many is another; 0 for none
		want   int
	}{
		"a circle":              {"send", 50 * time.Millisecond, 0, 1},
		"a circle among others": {"send", 50 * time.Millisecond, 5, 1},
		"slow":                  {"send", time.Second, 0, 0},
		"all different":         {"send", 50 * time.Millisecond, 1, 0},
		"sends nothing":         {"look", 50 * time.Millisecond, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, enginetest.Source{}, []engine.Action{sends, reads}, func(b *enginetest.Bench) {
				p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: c.action})
				for i := range int(3 * time.Minute / c.every) {
					data := `{"n": "round"}`
					if c.other > 0 && i%c.other == 0 {
						data = fmt.Sprintf(`{"n": "%d"}`, i)
					}
					b.Send(p, data)
					time.Sleep(c.every)
				}
				synctest.Wait()
				if n := told(b.Post.Letters(), engine.Circle); n != c.want {
					t.Errorf("%d letters, want %d", n, c.want)
				}
				if is, err := b.Store.Processing(t.Context(), enginetest.WS, p.ID); err != nil || !is.Running {
					t.Errorf("running %t, %v", is.Running, err)
				}
			})
		})
	}
}
