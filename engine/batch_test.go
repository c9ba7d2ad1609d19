package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/bolt"
	"stanok/store/memory"
)

// clinic is a processing of three actions: one that fetches, one that sends where
// 180 of 300 events are refused, and one that stores where the other 120 are.
type clinic struct {
	*enginetest.Bench
	p engine.Processing

	mu      sync.Mutex
	broken  map[string]bool
	fetched map[string]int
	sent    map[string]int
	order   map[string][]string // events by client, as they were sent
}

func newClinic(t *testing.T, store engine.Store) *clinic {
	c := &clinic{broken: map[string]bool{"key": true, "field": true}, fetched: map[string]int{}, sent: map[string]int{}, order: map[string][]string{}}
	c.open(t, store)
	return c
}

// open makes an engine over a store, as a new process would.
func (c *clinic) open(t *testing.T, store engine.Store) {
	c.Bench = enginetest.New(t, store, enginetest.Source{},
		act("fetch", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.fetched[field(in, "n")]++
			return engine.Outcome{Output: map[string]any{"n": field(in, "n")}}, nil
		}),
		act("send", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if field(in, "ill") == "key" && c.broken["key"] {
				return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "http.status", Args: map[string]string{"status": "401"}}
			}
			n := in.Vars["fetch"].(map[string]any)["n"].(string)
			c.sent[n]++
			c.order[field(in, "client")] = append(c.order[field(in, "client")], n)
			return engine.Outcome{}, nil
		}),
		act("store", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if field(in, "ill") == "field" && c.broken["field"] {
				return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "value.missing"}
			}
			return engine.Outcome{}, nil
		}),
	)
}

func field(in engine.Input, name string) string {
	return fmt.Sprint(in.Vars["source"].(map[string]any)[name])
}

// fall lets so many operations fail of two causes, three fifths of them of the
// one, and repairs that in a new version.
func (c *clinic) fall(total int, settings engine.Settings) {
	nodes := []engine.Node{{ID: "fetch", Type: "fetch"}, {ID: "send", Type: "send"}, {ID: "store", Type: "store"}}
	c.p = c.Start(settings, nodes...)
	for i := range total {
		ill := "key"
		if i%5 >= 3 {
			ill = "field"
		}
		c.Send(c.p, fmt.Sprintf(`{"n":"%03d","ill":%q,"client":"%d"}`, i, ill, i%7))
		time.Sleep(time.Millisecond)
	}
	synctest.Wait()
	c.repair(nodes)
}

func (c *clinic) repair(nodes []engine.Node) {
	c.mu.Lock()
	c.broken["key"] = false
	c.sent, c.order = map[string]int{}, map[string][]string{}
	c.mu.Unlock()
	nodes[1].Title = "with the new key"
	draft, _ := json.Marshal(engine.Definition{Format: 1, Name: "test", Settings: engine.Settings{Lane: "client"}, Source: engine.SourceConfig{Type: "test"}, Nodes: nodes})
	_, err := c.Save(c.T.Context(), enginetest.WS, c.p.ID, 0, "test", "test", draft)
	if err == nil {
		_, err = c.Engine.Start(c.T.Context(), enginetest.WS, c.p.ID, "me")
	}
	if err != nil {
		c.T.Fatal(err)
	}
}

func (c *clinic) choose() []engine.Operation {
	c.T.Helper()
	chosen, err := c.Choose(c.T.Context(), enginetest.WS, engine.Selection{
		Query: engine.OperationQuery{Processing: c.p.ID, States: []engine.State{engine.Failed}, Cause: "http.status:401", Node: "send"},
	}, engine.MaxBatch)
	if err != nil {
		c.T.Fatal(err)
	}
	return chosen.Operations
}

func (c *clinic) repeat(every time.Duration, ops []engine.Operation) engine.Batch {
	c.T.Helper()
	b, err := c.Repeat(c.T.Context(), enginetest.WS, engine.Batch{Processing: c.p.ID, From: engine.FromFailed, Every: every, By: "me"}, ops)
	if err != nil {
		c.T.Fatal(err)
	}
	return b
}

func (c *clinic) batch(id engine.BatchID) engine.Batch {
	c.T.Helper()
	b, err := c.Store.Batch(c.T.Context(), enginetest.WS, id)
	if err != nil {
		c.T.Fatal(err)
	}
	return b
}

// await waits until a batch is finished.
func (c *clinic) await(id engine.BatchID) engine.Batch {
	c.T.Helper()
	for range 10_000 {
		if b := c.batch(id); !b.Finished.IsZero() {
			return b
		}
		time.Sleep(time.Second)
	}
	c.T.Fatalf("the batch has no end: %+v", c.batch(id))
	return engine.Batch{}
}

// once reports it if an event was sent by the repetitions other than once, or
// fetched again, or if one of a client overtook another.
func (c *clinic) once(want int) {
	c.T.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.sent) != want {
		c.T.Errorf("%d were sent, want %d", len(c.sent), want)
	}
	for n, times := range c.sent {
		if times != 1 || c.fetched[n] != 1 {
			c.T.Errorf("%s was sent %d times and fetched %d times", n, times, c.fetched[n])
		}
	}
	for client, order := range c.order {
		if !slices.IsSorted(order) {
			c.T.Errorf("client %s: %v", client, order)
		}
	}
}

func TestOfTwoCausesTheRepairedOneIsRepeatedOnTheNewVersionFromTheFailedAction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClinic(t, memory.New())
		defer c.Run()()
		c.fall(300, engine.Settings{Lane: "client"})
		ops := c.choose()
		if len(ops) != 180 {
			t.Fatalf("the preview says %d", len(ops))
		}
		b := c.await(c.repeat(0, ops).ID)
		if b.State != engine.BatchDone || b.Total != 180 || b.Started != 180 || b.Succeeded != 180 || b.Failed != 0 || b.Left() != 0 {
			t.Errorf("%+v", b)
		}
		c.once(180)
		page, err := c.Store.FindOperations(t.Context(), enginetest.WS, engine.OperationQuery{States: []engine.State{engine.Succeeded}, Limit: 500})
		if err != nil || len(page.Operations) != 180 {
			t.Fatalf("%d succeeded, %v", len(page.Operations), err)
		}
		for _, op := range page.Operations {
			if op.Version != 2 || op.ReplayOf == "" {
				t.Errorf("%s ran on version %d, of %q", op.ID, op.Version, op.ReplayOf)
			}
		}
		if again := c.choose(); len(again) != 0 {
			t.Errorf("%d would be repeated again", len(again))
		}
	})
}

func TestABatchThatIsCancelledAtFiftyLeavesTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClinic(t, memory.New())
		defer c.Run()()
		c.fall(300, engine.Settings{Lane: "client"})
		b := c.repeat(time.Second, c.choose())
		time.Sleep(49*time.Second + 500*time.Millisecond)
		b, err := c.CancelBatch(t.Context(), enginetest.WS, b.ID)
		if err != nil || b.Started != 50 || b.Left() != 130 || b.State != engine.BatchCancelled {
			t.Errorf("%+v, %v", b, err)
		}
		if b = c.await(b.ID); b.Started != 50 || b.Succeeded != 50 {
			t.Errorf("%+v", b)
		}
		c.once(50)
		if left := c.choose(); len(left) != 130 {
			t.Errorf("%d are left to choose", len(left))
		}
		if _, err := c.ResumeBatch(t.Context(), enginetest.WS, b.ID); engine.KindOf(err) != engine.Conflict {
			t.Errorf("resuming it: %v", err)
		}
	})
}

func TestAPausedBatchStaysPausedThroughARestartAndGoesOnWhereItWas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		c := newClinic(t, store)
		stop := c.Run()
		c.fall(300, engine.Settings{})
		b := c.repeat(5*time.Second, c.choose())
		time.Sleep(22 * time.Second)
		if b, err := c.PauseBatch(t.Context(), enginetest.WS, b.ID); err != nil || b.Started != 5 {
			t.Errorf("%+v, %v", b, err)
		}
		time.Sleep(time.Hour)
		stop()
		c.open(t, store)
		defer c.Run()()
		time.Sleep(time.Hour)
		if b := c.batch(b.ID); b.Started != 5 || b.Succeeded != 5 || b.State != engine.BatchPaused {
			t.Errorf("after an hour's pause: %+v", b)
		}
		if b, err := c.ResumeBatch(t.Context(), enginetest.WS, b.ID); err != nil || b.Base != 5 {
			t.Errorf("%+v, %v", b, err)
		}
		if b = c.await(b.ID); b.Succeeded != 180 {
			t.Errorf("%+v", b)
		}
		c.once(180)
	})
}

// unrecorded stops putting the progress of batches on record at one of its writes:
// before it lands, or after.
type unrecorded struct {
	engine.Store
	mu    sync.Mutex
	left  int
	after bool
}

func (s *unrecorded) AmendBatch(ctx context.Context, ws engine.WorkspaceID, id engine.BatchID, change func(*engine.Batch) ([]engine.Turn, error)) (engine.Batch, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left--
	if s.left < 0 && !(s.after && s.left == -1) {
		return engine.Batch{}, errors.New("crash")
	}
	b, err := s.Store.AmendBatch(ctx, ws, id, change)
	if s.left < 0 {
		return engine.Batch{}, errors.New("crash")
	}
	return b, err
}

type plainStore struct{ engine.Store }

func TestACrashBetweenABeginningAndItsRecordRepeatsNothingTwice(t *testing.T) {
	for name, open := range map[string]func(*testing.T) engine.Store{
		"memory": func(*testing.T) engine.Store { return memory.New() },
		"bolt": func(t *testing.T) engine.Store {
			s, err := bolt.Open(filepath.Join(t.TempDir(), "data"), bolt.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, crash := range []struct {
				at    int
				after bool
			}{{0, false}, {0, true}, {1, false}, {2, true}} {
				synctest.Test(t, func(t *testing.T) {
					inner := plainStore{open(t)} // which forgets nothing for want of room
					c := newClinic(t, &unrecorded{Store: inner, left: crash.at, after: crash.after})
					stop := c.Run()
					c.fall(100, engine.Settings{Lane: "client"})
					b := c.repeat(0, c.choose())
					time.Sleep(10 * time.Second)
					stop()
					if len(c.sent) == 0 {
						t.Error("nothing was begun before the crash")
					}
					c.open(t, inner)
					defer c.Run()()
					if b = c.await(b.ID); b.Succeeded != 60 || b.Started != 60 {
						t.Errorf("%+v", b)
					}
					c.once(60)
				})
			}
		})
	}
}

func TestWhatWasKeptIsBegunInBulkAndNeverTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := memory.New()
		c := newClinic(t, &unrecorded{Store: inner})
		stop := c.Run()
		c.broken = map[string]bool{}
		c.p = c.Start(engine.Settings{}, engine.Node{ID: "fetch", Type: "fetch"}, engine.Node{ID: "send", Type: "send"})
		if _, err := c.Engine.Stop(t.Context(), enginetest.WS, c.p.ID); err != nil {
			t.Fatal(err)
		}
		for i := range 40 {
			c.Send(c.p, fmt.Sprintf(`{"n":"%03d","ill":"no","client":"1"}`, i))
			time.Sleep(time.Millisecond)
		}
		chosen, err := c.Choose(t.Context(), enginetest.WS, engine.Selection{Query: engine.OperationQuery{States: []engine.State{engine.Kept}}}, 500)
		if err != nil || len(chosen.Operations) != 40 {
			t.Fatalf("%d, %v", len(chosen.Operations), err)
		}
		b := c.repeat(0, chosen.Operations)
		time.Sleep(10 * time.Second)
		stop()
		c.open(t, inner)
		defer c.Run()()
		if b = c.await(b.ID); b.Succeeded != 40 {
			t.Errorf("%+v", b)
		}
		if len(c.sent) != 40 {
			t.Errorf("%d were sent", len(c.sent))
		}
		for n, times := range c.sent {
			if times != 1 {
				t.Errorf("%s was sent %d times", n, times)
			}
		}
	})
}

func TestABatchIsForgottenTwoMonthsAfterItsEnd(t *testing.T) {
	bubble(t, enginetest.Source{}, nil, func(b *enginetest.Bench) {
		for id, finished := range map[engine.BatchID]time.Time{"old": time.Now().AddDate(0, 0, -61), "new": time.Now().AddDate(0, 0, -59), "open": {}} {
			if err := b.Store.AddBatch(b.T.Context(), enginetest.WS, engine.Batch{ID: id, State: engine.BatchPaused, Finished: finished}, nil); err != nil {
				b.T.Fatal(err)
			}
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		all, err := b.Store.ListBatches(b.T.Context(), enginetest.WS)
		if err != nil || len(all) != 2 || all[0].ID != "open" || all[1].ID != "new" {
			b.T.Errorf("left are %v, %v", all, err)
		}
	})
}
