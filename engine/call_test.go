package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/bolt"
	"stanok/store/memory"
)

// calling is an action that calls the processing its node is called after.
func calling(c engine.Call) enginetest.Action {
	return enginetest.Action{Type: "call", Effect: engine.Repeatable, Calls: true, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		next := c
		if next.With == nil {
			next.With, _ = in.Vars["source"].(map[string]any)
		}
		return engine.Outcome{Input: map[string]any{"processing": c.Processing}, Next: next}, nil
	}}
}

// answering answers its sender with what it was asked.
var answering = act("answer", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
	body, err := json.Marshal(map[string]any{"got": in.Vars["source"]})
	return engine.Outcome{Reply: &engine.Reply{Status: 200, Body: body}}, err
})

var resting = act("rest", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
	return engine.Outcome{Next: engine.Wait{Until: in.Now.Add(2 * time.Hour)}}, nil
})

var napping = act("nap", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
	return engine.Outcome{Next: engine.Wait{Until: in.Now.Add(time.Second)}}, nil
})

var failing = act("fail", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
	return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "fail.message"}
})

func callee(b *enginetest.Bench, nodes ...engine.Node) engine.Processing {
	return b.StartAs("callee", engine.SourceConfig{Type: engine.CallSource}, engine.Settings{}, nodes...)
}

var calls = engine.Node{ID: "ask", Type: "call"}

func TestACallGivesTheAnswerOfTheOtherProcessing(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee", Wait: true}), answering, resting}, func(b *enginetest.Bench) {
		other := callee(b, engine.Node{ID: "reply", Type: "answer"}, engine.Node{ID: "rest", Type: "rest"})
		began := time.Now()
		op, steps := b.Wait(b.Send(b.Start(engine.Settings{}, calls), `{"n": 9007199254740993}`))
		if op.State != engine.Succeeded || string(steps[0].Output) != `{"got":{"n":9007199254740993}}` {
			t.Fatalf("%s: %s %s", op.State, states(steps), steps[0].Output)
		}
		if took := time.Since(began); took > 2*time.Hour+time.Minute {
			t.Errorf("the caller went on %s after it began", took)
		}
		if op.Active > time.Second {
			t.Errorf("waiting counted as work: %s", op.Active)
		}
		called, err := b.Store.Operation(t.Context(), enginetest.WS, steps[0].Called())
		if err != nil || called.Processing != other.ID || called.Event.Depth != 1 {
			t.Fatalf("called %+v: %v", called, err)
		}
		if id, step, ok := called.Caller(); !ok || id != op.ID || step != "ask" {
			t.Errorf("the called operation says that %s %s called it", id, step)
		}
	})
}

func TestACallThatIsNotWaitedForGoesOnAtOnce(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee"}), resting}, func(b *enginetest.Bench) {
		callee(b, engine.Node{ID: "rest", Type: "rest"})
		began := time.Now()
		op, steps := b.Wait(b.Send(b.Start(engine.Settings{}, calls), `{}`))
		if op.State != engine.Succeeded || time.Since(began) > time.Minute || !strings.Contains(string(steps[0].Output), string(steps[0].Called())) {
			t.Errorf("%s after %s: %s", op.State, time.Since(began), steps[0].Output)
		}
	})
}

func TestACallThatComesToNothingSaysWhichOperation(t *testing.T) {
	for name, tc := range map[string]struct {
		call   engine.Call
		nodes  []engine.Node
		event  string
		during func(*enginetest.Bench, engine.Operation)
		code   string
		reason string
	}{
		"the other failed":        {nodes: []engine.Node{{ID: "no", Type: "fail"}}, code: "call.failed"},
		"the other took too long": {call: engine.Call{Within: time.Hour}, nodes: []engine.Node{{ID: "rest", Type: "rest"}}, code: "call.failed", reason: "late"},
		"the other was cancelled": {nodes: []engine.Node{{ID: "rest", Type: "rest"}}, code: "call.failed", reason: "cancelled", during: func(b *enginetest.Bench, called engine.Operation) {
			if _, err := b.Cancel(t.Context(), enginetest.WS, called.ID); err != nil {
				t.Error(err)
			}
		}},
		"its answer is not what it promises": {nodes: []engine.Node{{ID: "reply", Type: "bad"}}, code: "call.answer"},
		"the input is refused":               {event: `{"bad": 1}`, code: "value.kind"},
		"there is no such processing":        {call: engine.Call{Processing: "nobody"}, code: "call.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.call.Processing == "" {
				tc.call.Processing = "callee"
			}
			tc.call.Wait = true
			bad := act("bad", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
				return engine.Outcome{Reply: &engine.Reply{Body: []byte(`{"bad": 1}`)}}, nil
			})
			bubble(t, enginetest.Source{}, []engine.Action{calling(tc.call), failing, resting, bad}, func(b *enginetest.Bench) {
				callee(b, tc.nodes...)
				if tc.event == "" {
					tc.event = `{}`
				}
				began := b.Send(b.Start(engine.Settings{}, calls), tc.event)
				if tc.during != nil {
					synctest.Wait()
					steps, _ := b.Store.Steps(t.Context(), enginetest.WS, began.ID)
					called, err := b.Store.Operation(t.Context(), enginetest.WS, steps[0].Called())
					if err != nil {
						t.Fatal(err)
					}
					tc.during(b, called)
				}
				op, steps := b.Wait(began)
				if op.State != engine.Failed || op.Failure.Code != tc.code || op.Failure.Args["reason"] != tc.reason {
					t.Errorf("%s %+v", op.State, op.Failure)
				}
				if strings.HasPrefix(tc.code, "call.") && tc.code != "call.unknown" && op.Failure.Args["operation"] != string(steps[0].Called()) {
					t.Errorf("it leads to %s, and called %s", op.Failure.Args["operation"], steps[0].Called())
				}
			})
		})
	}
}

func TestACallerWaitsForWhatAPersonHasToResolve(t *testing.T) {
	unsure := act("unsure", engine.Once, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{}, &engine.Error{Kind: engine.Uncertain, Code: "http.uncertain"}
	})
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee", Wait: true}), unsure}, func(b *enginetest.Bench) {
		callee(b, engine.Node{ID: "send", Type: "unsure"})
		began := b.Send(b.Start(engine.Settings{}, calls), `{}`)
		time.Sleep(24 * time.Hour)
		steps, _ := b.Store.Steps(t.Context(), enginetest.WS, began.ID)
		if _, err := b.Resolve(t.Context(), enginetest.WS, steps[0].Called(), true); err != nil {
			t.Fatal(err)
		}
		at := time.Now()
		if op, _ := b.Wait(began); op.State != engine.Succeeded || time.Since(at) > time.Second {
			t.Errorf("%s, %s after it was resolved", op.State, time.Since(at))
		}
	})
}

func TestAStoppedProcessingIsCalledAgainLater(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee", Wait: true}), answering}, func(b *enginetest.Bench) {
		other := callee(b, engine.Node{ID: "reply", Type: "answer"})
		if _, err := b.Stop(t.Context(), enginetest.WS, other.ID); err != nil {
			t.Fatal(err)
		}
		began := b.Send(b.Start(engine.Settings{}, calls), `{}`)
		time.Sleep(10 * time.Second)
		if _, err := b.Engine.Start(t.Context(), enginetest.WS, other.ID, "me"); err != nil {
			t.Fatal(err)
		}
		if op, steps := b.Wait(began); op.State != engine.Succeeded {
			t.Errorf("%s: %+v %s", op.State, op.Failure, states(steps))
		}
	})
}

func TestProcessingsThatCallOneAnotherEndAtADepth(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee", Wait: true})}, func(b *enginetest.Bench) {
		p := callee(b)
		draft, err := json.Marshal(engine.Definition{Format: 1, Name: "callee", Source: engine.SourceConfig{Type: engine.CallSource}, Nodes: []engine.Node{calls}})
		if err == nil {
			_, err = b.Save(t.Context(), enginetest.WS, p.ID, 0, "me", "callee", draft)
		}
		if err == nil {
			_, err = b.Engine.Start(t.Context(), enginetest.WS, p.ID, "me")
		}
		if err != nil {
			t.Fatal(err)
		}
		op, _ := b.Wait(b.Send(b.Start(engine.Settings{}, calls), `{}`))
		if op.State != engine.Failed || op.Failure.Code != "call.failed" {
			t.Errorf("%s %+v", op.State, op.Failure)
		}
		page, err := b.Store.FindOperations(t.Context(), enginetest.WS, engine.OperationQuery{Limit: 100})
		deepest := 0
		for _, one := range page.Operations {
			if one.Failure.Code == "operation.depth" {
				deepest = one.Event.Depth
			}
		}
		if err != nil || len(page.Operations) != 8 || deepest != 7 {
			t.Errorf("%d operations, %d deep: %v", len(page.Operations), deepest, err)
		}
	})
}

func TestACallThatWouldWaitBehindItsCallerIsRefused(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee", Wait: true})}, func(b *enginetest.Bench) {
		p := b.StartAs("callee", engine.SourceConfig{Type: engine.CallSource}, engine.Settings{Lane: "n"})
		draft, _ := json.Marshal(engine.Definition{
			Format: 1, Name: "callee", Source: engine.SourceConfig{Type: engine.CallSource}, Settings: engine.Settings{Lane: "n"}, Nodes: []engine.Node{calls},
		})
		if _, err := b.Save(t.Context(), enginetest.WS, p.ID, 0, "me", "callee", draft); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Engine.Start(t.Context(), enginetest.WS, p.ID, "me"); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		op, _ := b.Wait(b.Send(b.Start(engine.Settings{}, calls), `{"n": "1"}`))
		page, err := b.Store.FindOperations(t.Context(), enginetest.WS, engine.OperationQuery{Processing: p.ID})
		if err != nil || len(page.Operations) != 1 || page.Operations[0].Failure == nil || page.Operations[0].Failure.Code != "call.lane" {
			t.Errorf("%+v %v", page.Operations, err)
		}
		if op.State != engine.Failed || time.Since(began) > time.Minute {
			t.Errorf("%s after %s", op.State, time.Since(began))
		}
	})
}

func TestARehearsalCallsNobody(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee", Wait: true})}, func(b *enginetest.Bench) {
		other := callee(b)
		p := b.Start(engine.Settings{}, calls)
		op, err := b.Do(t.Context(), enginetest.WS, p.ID, engine.Run{Pretend: true}, func(engine.PreparedSource) (engine.Event, error) {
			return engine.Event{Source: "test", Data: json.RawMessage(`{}`)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		op, steps := b.Wait(op)
		if op.State != engine.Succeeded || string(steps[0].Output) != `{"sample":true}` {
			t.Errorf("%s %s", op.State, steps[0].Output)
		}
		if page, _ := b.Store.FindOperations(t.Context(), enginetest.WS, engine.OperationQuery{Processing: other.ID}); len(page.Operations) > 0 {
			t.Error("an operation was begun")
		}
	})
}

func TestWhatIsCalledByTestsIsATest(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{calling(engine.Call{Processing: "callee", Wait: true}), answering}, func(b *enginetest.Bench) {
		callee(b, engine.Node{ID: "reply", Type: "answer"})
		p := b.Start(engine.Settings{}, calls)
		op, err := b.Do(t.Context(), enginetest.WS, p.ID, engine.Run{Test: true}, func(engine.PreparedSource) (engine.Event, error) {
			return engine.Event{Source: "test", Data: json.RawMessage(`{}`)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		op, steps := b.Wait(op)
		called, err := b.Store.Operation(t.Context(), enginetest.WS, steps[0].Called())
		if err != nil || op.State != engine.Succeeded || !called.Test {
			t.Errorf("%s, called %+v, %v", op.State, called, err)
		}
	})
}

func TestWhatACallNamesMustBeThereToStart(t *testing.T) {
	for name, tc := range map[string]struct {
		node engine.Node
		want string
	}{
		"nobody":        {engine.Node{ID: "a", Type: "named", With: []byte(`{"processing": "nobody"}`)}, "call.unknown"},
		"not callable":  {engine.Node{ID: "a", Type: "named", With: []byte(`{"processing": "test"}`)}, "call.not_callable"},
		"two of a name": {engine.Node{ID: "a", Type: "named", With: []byte(`{"processing": "twice"}`)}, "call.ambiguous"},
		"no table":      {engine.Node{ID: "a", Type: "named", With: []byte(`{"text": "{{ lookup('Cities', 1).x }}"}`)}, "table.unknown"},
		"all there":     {engine.Node{ID: "a", Type: "named", With: []byte(`{"processing": "callee"}`)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, enginetest.Source{}, []engine.Action{named{}}, func(b *enginetest.Bench) {
				callee(b)
				b.Start(engine.Settings{})
				for range 2 {
					b.StartAs("twice", engine.SourceConfig{Type: engine.CallSource}, engine.Settings{})
				}
				draft, _ := json.Marshal(engine.Definition{Format: 1, Name: "x", Source: engine.SourceConfig{Type: "test"}, Nodes: []engine.Node{tc.node}})
				p, err := b.Create(t.Context(), enginetest.WS, "x", draft)
				if err != nil {
					t.Fatal(err)
				}
				_, err = b.Engine.Start(t.Context(), enginetest.WS, p.ID, "me")
				problems := engine.ProblemsOf(err)
				if tc.want == "" && err != nil || tc.want != "" && (len(problems) != 1 || problems[0].Code != tc.want || problems[0].Node != "a") {
					t.Errorf("started with %v", err)
				}
			})
		})
	}
}

// named is an action that names a processing.
type named struct{}

func (named) Spec() engine.Spec {
	return engine.Spec{Type: "named", Version: 1, Fields: []engine.Field{
		{Name: "processing", Type: engine.ProcessingField}, {Name: "text", Type: engine.TextField},
	}}
}

func (named) Prepare(json.RawMessage, engine.Scope) (engine.Prepared, error) {
	return engine.Prepared{Run: func(context.Context, engine.Input) (engine.Outcome, error) { return engine.Outcome{}, nil }}, nil
}

// crashing is a store over which the world stops at one write of any kind: before
// it lands, or after.
type crashing struct {
	crashStore
}

func (s *crashing) CreateOperation(ctx context.Context, ws engine.WorkspaceID, op engine.Operation, steps ...engine.Step) (engine.Operation, bool, error) {
	now := op.Event.Source == engine.CallSource && s.strikes()
	if now && !s.after {
		return op, false, errCrash
	}
	op, created, err := s.Store.CreateOperation(ctx, ws, op, steps...)
	if now {
		return op, false, errCrash
	}
	return op, created, err
}

func (s *crashing) Amend(ctx context.Context, ws engine.WorkspaceID, id engine.OperationID, change func(*engine.Operation, *[]engine.Step) error) (engine.Operation, error) {
	now := s.strikes()
	if now && !s.after {
		return engine.Operation{}, errCrash
	}
	op, err := s.Store.Amend(ctx, ws, id, change)
	if now {
		return op, errCrash
	}
	return op, err
}

func (s *crashStore) strikes() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.left--
	return s.left == -1
}

func TestACrashAtEveryWriteStartsACalledOperationOnce(t *testing.T) {
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
			synctest.Test(t, func(t *testing.T) {
				for _, after := range []bool{false, true} {
					for crashAt := 0; callThroughACrash(t, open(t), crashAt, after); crashAt++ {
						if crashAt > 100 {
							t.Fatal("the writes do not end")
						}
					}
				}
			})
		})
	}
}

// callThroughACrash works one operation that calls twice through a crash at one
// write. It is false if there are fewer writes.
func callThroughACrash(t *testing.T, store engine.Store, crashAt int, after bool) bool {
	t.Helper()
	var mu sync.Mutex
	worked := map[engine.OperationID]int{}
	work := act("work", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		mu.Lock()
		defer mu.Unlock()
		worked[in.Operation]++
		return engine.Outcome{Reply: &engine.Reply{Body: []byte(`{"done": true}`)}}, nil
	})
	each := enginetest.Action{Type: "each", Branches: []string{"each"}, Inside: engine.Scope{"item": nil}, Run: func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Each{Branch: "each", Items: []any{"a", "b"}}}, nil
	}}
	s := &crashing{crashStore{Store: store, left: crashAt, after: after}}
	b := enginetest.New(t, s, enginetest.Source{}, calling(engine.Call{Processing: "callee", Wait: true}), work, napping, each)
	defer b.Run()()
	other := callee(b, engine.Node{ID: "nap", Type: "nap"}, engine.Node{ID: "work", Type: "work"})
	op, steps := b.Wait(b.Send(b.Start(engine.Settings{},
		engine.Node{ID: "turns", Type: "each"}, engine.Node{ID: "ask", Parent: "turns", Branch: "each", Type: "call"}), `{}`))
	when := fmt.Sprintf("write %d, after %v", crashAt, after)
	if op.State != engine.Succeeded || string(steps[0].Output) != `{"items":[{"done":true},{"done":true}]}` {
		t.Errorf("%s: %s %s %+v", when, op.State, states(steps), op.Failure)
	}
	page, err := b.Store.FindOperations(t.Context(), enginetest.WS, engine.OperationQuery{Processing: other.ID})
	if err != nil || len(page.Operations) != 2 {
		t.Errorf("%s: %d operations were called for two turns: %v", when, len(page.Operations), err)
	}
	repeats := -2
	for _, n := range worked {
		repeats += n
	}
	if repeats > 1 {
		t.Errorf("%s: steps ran %d times too often", when, repeats)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.left < 0
}
