package engine_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

func watcher(b *enginetest.Bench, name, of string, nodes ...engine.Node) engine.Processing {
	return b.StartAs(name, engine.SourceConfig{Type: engine.FailureSource, With: []byte(of)}, engine.Settings{}, nodes...)
}

// of lists the operations of a processing once all is quiet.
func of(b *enginetest.Bench, p engine.Processing) []engine.Operation {
	b.T.Helper()
	time.Sleep(3 * time.Minute)
	synctest.Wait()
	page, err := b.Store.FindOperations(b.T.Context(), enginetest.WS, engine.OperationQuery{Processing: p.ID, Limit: 100})
	if err != nil {
		b.T.Fatal(err)
	}
	return page.Operations
}

func TestAFailureBeginsOneOperationOfWhoWatches(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{failing, echo("echo")}, func(b *enginetest.Bench) {
		broken := b.Start(engine.Settings{}, engine.Node{ID: "no", Type: "fail", Title: "Send it"})
		fine := b.StartAs("fine", engine.SourceConfig{Type: "test"}, engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		all := watcher(b, "all", `[]`, engine.Node{ID: "a", Type: "echo"})
		named := watcher(b, "named", `["nobody", "test"]`)
		other := watcher(b, "other", `["fine"]`)
		stopped := watcher(b, "stopped", `[]`)
		if _, err := b.Stop(t.Context(), enginetest.WS, stopped.ID); err != nil {
			t.Fatal(err)
		}
		op := b.Send(broken, `{}`)
		b.Send(fine, `{}`)
		for name, tc := range map[string]struct {
			of   engine.Processing
			want int
		}{"all": {all, 1}, "named": {named, 1}, "another's": {other, 0}, "stopped": {stopped, 0}} {
			if got := of(b, tc.of); len(got) != tc.want {
				t.Errorf("%s: %d operations, want %d", name, len(got), tc.want)
			}
		}
		told, err := b.Store.Operation(t.Context(), enginetest.WS, of(b, all)[0].ID)
		data := string(told.Event.Data)
		if err != nil || told.State != engine.Succeeded || !strings.Contains(data, string(op.ID)) || !strings.Contains(data, "fail.message") || !strings.Contains(data, "Send it") {
			t.Errorf("%s was told %s: %v", told.State, data, err)
		}
		if len(b.Post.Letters()) == 0 {
			t.Error("nobody got a letter")
		}
	})
}

func TestATestThatFailsIsToldToNobody(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{failing}, func(b *enginetest.Bench) {
		broken := b.Start(engine.Settings{}, engine.Node{ID: "no", Type: "fail"})
		all := watcher(b, "all", `[]`)
		_, err := b.Do(t.Context(), enginetest.WS, broken.ID, engine.Run{Test: true}, func(engine.PreparedSource) (engine.Event, error) {
			return engine.Event{Source: "test", Data: []byte(`{}`)}, nil
		})
		if got := of(b, all); err != nil || len(got) != 0 {
			t.Errorf("%d operations, %v", len(got), err)
		}
	})
}

func TestWatchersThatFailDoNotChaseOneAnotherForEver(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{failing}, func(b *enginetest.Bench) {
		broken := b.Start(engine.Settings{}, engine.Node{ID: "no", Type: "fail"})
		one := watcher(b, "one", `[]`, engine.Node{ID: "no", Type: "fail"})
		two := watcher(b, "two", `[]`, engine.Node{ID: "no", Type: "fail"})
		b.Send(broken, `{}`)
		if a, b := of(b, one), of(b, two); len(a)+len(b) != 2*7 { // two at each depth below the first
			t.Errorf("%d and %d operations", len(a), len(b))
		}
	})
}

// forgetful is a store that loses the first few writes of alerts, after they have
// landed or before.
type forgetful struct {
	engine.Store
	mu    sync.Mutex
	left  int
	after bool
}

func (s *forgetful) PutAlert(ctx context.Context, ws engine.WorkspaceID, a engine.Alert, taken []engine.Notice, letters ...engine.Letter) error {
	s.mu.Lock()
	s.left--
	lost := s.left >= 0
	s.mu.Unlock()
	if lost && !s.after {
		return errCrash
	}
	if err := s.Store.PutAlert(ctx, ws, a, taken, letters...); err != nil || !lost {
		return err
	}
	return errCrash
}

func TestAFailureIsToldOnceHoweverOftenItsNoticeIsRead(t *testing.T) {
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprint("after ", after), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := enginetest.New(t, &forgetful{Store: memory.New(), left: 2, after: after}, enginetest.Source{}, failing)
				broken := b.Start(engine.Settings{}, engine.Node{ID: "no", Type: "fail"})
				all := watcher(b, "all", `[]`)
				stop := b.Run()
				b.Wait(b.Send(broken, `{}`))
				stop()
				again := enginetest.New(t, b.Store, enginetest.Source{}, failing) // as after a restart
				defer again.Run()()
				if got := of(again, all); len(got) != 1 {
					t.Errorf("%d operations", len(got))
				}
			})
		})
	}
}
