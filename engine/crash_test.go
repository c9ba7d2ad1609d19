package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/bolt"
	"stanok/store/memory"
)

// crashStore stops the world once, at one write: before it lands, or after.
type crashStore struct {
	engine.Store
	mu    sync.Mutex
	left  int
	after bool
}

var errCrash = errors.New("crash")

func (s *crashStore) Checkpoint(ctx context.Context, ws engine.WorkspaceID, l engine.Lease, p engine.Progress) error {
	s.mu.Lock()
	now := s.left == 0
	s.left--
	s.mu.Unlock()
	if now && !s.after {
		return errCrash
	}
	if err := s.Store.Checkpoint(ctx, ws, l, p); err != nil {
		return err
	}
	if now {
		return errCrash
	}
	return nil
}

// journey is a flow with all that makes resuming hard, and what its actions did.
func journey() (actions []engine.Action, nodes []engine.Node, done func() map[string]int) {
	var mu sync.Mutex
	hits := map[string]int{}
	hit := func(in engine.Input) int {
		mu.Lock()
		defer mu.Unlock()
		hits[in.Key]++
		return hits[in.Key]
	}
	actions = []engine.Action{
		act("fetch", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			hit(in)
			return engine.Outcome{Output: map[string]any{"orders": []any{json.Number("1"), json.Number("2"), json.Number("3")}}}, nil
		}),
		enginetest.Action{Type: "each", Branches: []string{"each"}, Inside: engine.Scope{"item": nil}, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			return engine.Outcome{Next: engine.Each{Branch: "each", Items: in.Vars["fetch"].(map[string]any)["orders"].([]any)}}, nil
		}},
		enginetest.Action{Type: "if", Branches: []string{"then", "otherwise"}, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			branch := "otherwise"
			if in.Vars["item"].(json.Number) == "2" {
				branch = "then"
			}
			return engine.Outcome{Output: map[string]any{"taken": branch}, Next: engine.Enter{Branch: branch}}, nil
		}},
		act("delay", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			return engine.Outcome{Next: engine.Wait{Until: in.Now.Add(time.Hour)}}, nil
		}),
		act("send", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			hit(in)
			return engine.Outcome{Output: map[string]any{"sent": in.Vars["item"]}}, nil
		}),
		act("flaky", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			if hit(in) < 3 {
				return engine.Outcome{}, away
			}
			return engine.Outcome{Reply: &engine.Reply{Status: 200}}, nil
		}),
	}
	nodes = []engine.Node{
		{ID: "fetch", Type: "fetch"},
		{ID: "orders", Type: "each"},
		{ID: "big", Parent: "orders", Branch: "each", Type: "if"},
		{ID: "nap", Parent: "big", Branch: "then", Type: "delay"},
		{ID: "alarm", Parent: "big", Branch: "then", Type: "send"},
		{ID: "note", Parent: "big", Branch: "otherwise", Type: "send"},
		{ID: "report", Type: "flaky"},
	}
	return actions, nodes, func() map[string]int { mu.Lock(); defer mu.Unlock(); return hits }
}

// travel runs one operation through a crash at one write, closes the store if that
// is open, and returns what is on record of it.
func travel(t *testing.T, store engine.Store, crashAt int, after bool) (op engine.Operation, steps []engine.Step, hits map[string]int) {
	t.Helper()
	if open, ok := store.(io.Closer); ok {
		defer func() { _ = open.Close() }()
	}
	actions, nodes, done := journey()
	b := enginetest.New(t, &crashStore{Store: store, left: crashAt, after: after}, enginetest.Source{}, actions...)
	defer b.Run()()
	op, steps = b.Wait(b.Send(b.Start(engine.Settings{}, nodes...), `{}`))
	return op, steps, done()
}

func TestACrashAtEveryWriteLosesNothingAndRepeatsAtMostOneStep(t *testing.T) {
	for name, open := range map[string]func(*testing.T) engine.Store{
		"memory": func(*testing.T) engine.Store { return memory.New() },
		"bolt": func(t *testing.T) engine.Store {
			s, err := bolt.Open(filepath.Join(t.TempDir(), "data"), bolt.Options{})
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				_, want, _ := travel(t, open(t), -1, false)
				for crashAt := range 12 {
					for _, after := range []bool{false, true} {
						op, steps, hits := travel(t, open(t), crashAt, after)
						check(t, fmt.Sprintf("write %d, after %v", crashAt, after), op, steps, want, hits)
					}
				}
			})
		})
	}
}

func check(t *testing.T, when string, op engine.Operation, steps, want []engine.Step, hits map[string]int) {
	t.Helper()
	if op.State != engine.Succeeded || op.Reply == nil || len(steps) != len(want) {
		t.Errorf("%s: %s, reply %v: %s", when, op.State, op.Reply, states(steps))
		return
	}
	for i, s := range steps {
		if s.Key != want[i].Key || string(s.Output) != string(want[i].Output) || s.State != engine.StepDone {
			t.Errorf("%s: step %s is %s with %s", when, s.Key, s.State, s.Output)
		}
	}
	repeats := -2 // the flaky step's own
	for _, n := range hits {
		repeats += n - 1
	}
	if repeats > 1 {
		t.Errorf("%s: %d steps ran twice after one crash: %v", when, repeats, hits)
	}
}
