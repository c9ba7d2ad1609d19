package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

// act is an action whose run gives output.
func act(kind string, effect engine.Effect, run func(context.Context, engine.Input) (engine.Outcome, error)) enginetest.Action {
	return enginetest.Action{Type: kind, Effect: effect, Run: run}
}

func echo(kind string) enginetest.Action {
	return act(kind, engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Output: map[string]any{"of": string(in.Node)}}, nil
	})
}

var away = &engine.Error{Kind: engine.Unavailable, Code: "http.unreachable"}

// bubble runs a test with an engine on a fake clock.
func bubble(t *testing.T, source enginetest.Source, actions []engine.Action, f func(*enginetest.Bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := enginetest.New(t, memory.New(), source, actions...)
		stop := b.Run()
		defer stop()
		f(b)
	})
}

func states(steps []engine.Step) string {
	s := ""
	for _, one := range steps {
		s += fmt.Sprintf("%s=%s ", one.Key, one.State)
	}
	return s
}

func TestAChainRunsInOrderAndSeesWhatCameBefore(t *testing.T) {
	sum := act("sum", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		a := in.Vars["a"].(map[string]any)["of"].(string)
		n := in.Vars["source"].(map[string]any)["n"].(json.Number)
		return engine.Outcome{Output: map[string]any{"text": a + n.String()}}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{echo("echo"), sum}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"}, engine.Node{ID: "b", Type: "sum"})
		op, steps := b.Wait(b.Send(p, `{"n": 9007199254740993}`))
		if op.State != engine.Succeeded || string(steps[1].Output) != `{"text":"a9007199254740993"}` {
			t.Errorf("%s: %s, %s", op.State, states(steps), steps[1].Output)
		}
	})
}

func TestAFailedStepIsTriedAgainAfterTheAskedPause(t *testing.T) {
	var at []time.Time
	var keys []string
	flaky := act("flaky", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		at, keys = append(at, time.Now()), append(keys, in.Key)
		if in.Attempt < 3 {
			return engine.Outcome{}, &engine.Error{Kind: engine.Unavailable, Code: "http.status", After: 10 * time.Minute}
		}
		return engine.Outcome{}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{flaky}, func(b *enginetest.Bench) {
		op, steps := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "flaky"}), `{}`))
		if op.State != engine.Succeeded || steps[0].Attempt != 3 {
			t.Fatalf("%s after %d attempts", op.State, steps[0].Attempt)
		}
		s := steps[0]
		if len(s.Tries) != 2 || s.Tries[0].Began != s.Started || !s.Tries[1].Began.After(s.Tries[0].Ended) || !s.Began.After(s.Tries[1].Ended) || s.Tries[0].Code == "" {
			t.Errorf("the earlier attempts are told as %+v, the last began at %s", s.Tries, s.Began)
		}
		for i := range 2 {
			if pause := at[i+1].Sub(at[i]); pause < 10*time.Minute || pause > 11*time.Minute {
				t.Errorf("attempt %d came %s after the one before", i+2, pause)
			}
		}
		if keys[0] != keys[2] || keys[0] != string(op.ID)+"/a" {
			t.Errorf("keys %q", keys)
		}
	})
}

func TestAStepGivesUp(t *testing.T) {
	for name, tc := range map[string]struct {
		err      error
		attempts int
		code     string
	}{
		"after its attempts":                {away, 5, "http.unreachable"},
		"at once when asked wrongly":        {&engine.Error{Kind: engine.Invalid, Code: "http.status"}, 1, "http.status"},
		"when it would have to wait a week": {&engine.Error{Kind: engine.Unavailable, Code: "http.status", After: 7 * 24 * time.Hour}, 1, "http.status"},
		"on an error nobody classified":     {errors.New("boom"), 1, "internal"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := act("bad", engine.Reads, func(context.Context, engine.Input) (engine.Outcome, error) { return engine.Outcome{}, tc.err })
			bubble(t, enginetest.Source{}, []engine.Action{bad}, func(b *enginetest.Bench) {
				op, steps := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "bad"}), `{}`))
				if op.State != engine.Failed || op.Failure.Code != tc.code || op.Failure.Node != "a" || steps[0].Attempt != tc.attempts {
					t.Errorf("%s, %+v, %d attempts", op.State, op.Failure, steps[0].Attempt)
				}
			})
		})
	}
}

func TestAttemptsThatWereNoneDoNotCount(t *testing.T) {
	calls := 0
	resting := act("resting", engine.Reads, func(context.Context, engine.Input) (engine.Outcome, error) {
		if calls++; calls <= 20 {
			return engine.Outcome{}, &engine.Error{Kind: engine.Unavailable, Code: "http.breaker", After: 30 * time.Second, Free: true}
		}
		return engine.Outcome{}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{resting}, func(b *enginetest.Bench) {
		op, steps := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "resting"}), `{}`))
		if op.State != engine.Succeeded || steps[0].Attempt != 1 {
			t.Errorf("%s after %d attempts", op.State, steps[0].Attempt)
		}
	})
}

func TestAPanicFailsItsStepAlone(t *testing.T) {
	bad := act("bad", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) { panic("oh") })
	bubble(t, enginetest.Source{}, []engine.Action{bad, echo("echo")}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "bad", OnError: engine.Continue}, engine.Node{ID: "b", Type: "echo"})
		op, steps := b.Wait(b.Send(p, `{}`))
		if op.State != engine.Succeeded || steps[0].State != engine.StepFailed || string(steps[0].Output) != `{"error":{"args":{},"code":"internal","message":"internal"}}` {
			t.Errorf("%s: %s, %s", op.State, states(steps), steps[0].Output)
		}
	})
}

func TestADelayHoldsNoWorker(t *testing.T) {
	delay := act("delay", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Wait{Until: in.Now.Add(2 * time.Hour)}}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{delay, echo("echo")}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{Concurrency: 1}, engine.Node{ID: "a", Type: "delay"}, engine.Node{ID: "b", Type: "echo"})
		began := time.Now()
		var ops []engine.Operation
		for range 50 {
			ops = append(ops, b.Send(p, `{}`))
		}
		for _, op := range ops {
			if op, steps := b.Wait(op); op.State != engine.Succeeded || len(steps) != 2 {
				t.Fatalf("%s: %s", op.State, states(steps))
			}
		}
		if took := time.Since(began); took < 2*time.Hour || took > 2*time.Hour+time.Minute {
			t.Errorf("fifty delays of two hours took %s", took)
		}
	})
}

func TestBranchesAndLoops(t *testing.T) {
	actions := []engine.Action{
		echo("echo"),
		enginetest.Action{Type: "each", Branches: []string{"each"}, Inside: engine.Scope{"item": nil, "index": nil}, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			items := in.Vars["source"].(map[string]any)["list"].([]any)
			return engine.Outcome{Next: engine.Each{Branch: "each", Items: items, Skip: true}}, nil
		}},
		enginetest.Action{Type: "if", Branches: []string{"big", "otherwise"}, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			if n, _ := in.Vars["item"].(json.Number).Int64(); n > 2 {
				return engine.Outcome{Output: map[string]any{"taken": "big"}, Next: engine.Enter{Branch: "big"}}, nil
			}
			return engine.Outcome{Output: map[string]any{"taken": "otherwise"}, Next: engine.Enter{Branch: "otherwise"}}, nil
		}},
		act("use", engine.Reads, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			if in.Vars["index"].(json.Number) == "1" {
				return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "value.kind"}
			}
			return engine.Outcome{Output: map[string]any{"item": in.Vars["item"]}}, nil
		}),
	}
	bubble(t, enginetest.Source{}, actions, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{},
			engine.Node{ID: "l", Type: "each"},
			engine.Node{ID: "c", Type: "if", Parent: "l", Branch: "each"},
			engine.Node{ID: "x", Type: "use", Parent: "c", Branch: "big"},
			engine.Node{ID: "y", Type: "use", Parent: "c", Branch: "otherwise"},
			engine.Node{ID: "z", Type: "use", Parent: "l", Branch: "each"},
			engine.Node{ID: "off", Type: "use", Disabled: true},
		)
		op, steps := b.Wait(b.Send(p, `{"list": [1, 2, 3]}`))
		const want = "l=done l#0/c=done l#0/c/y=done l#0/z=done l#1/c=open l#1/c/y=failed l#2/c=done l#2/c/x=done l#2/z=done off=skipped "
		if op.State != engine.Succeeded || states(steps) != want {
			t.Errorf("%s:\n got %s\nwant %s", op.State, states(steps), want)
		}
		if got := string(steps[0].Output); got != `{"items":[{"item":1},{"error":{"args":{},"code":"value.kind","message":"value.kind"}},{"item":3}]}` {
			t.Errorf("the loop gave %s", got)
		}
	})
}

func TestASendCutOffIsLeftToAPerson(t *testing.T) {
	sent := 0
	send := act("send", engine.Once, func(context.Context, engine.Input) (engine.Outcome, error) {
		if sent++; sent == 1 {
			return engine.Outcome{}, &engine.Error{Kind: engine.Uncertain, Code: "http.uncertain"}
		}
		return engine.Outcome{Output: map[string]any{"ok": true}}, nil
	})
	for arrived, want := range map[bool]int{true: 1, false: 2} {
		t.Run(fmt.Sprint("arrived ", arrived), func(t *testing.T) {
			sent = 0
			bubble(t, enginetest.Source{}, []engine.Action{send, echo("echo")}, func(b *enginetest.Bench) {
				p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "send"}, engine.Node{ID: "b", Type: "echo"})
				op, steps := b.Wait(b.Send(p, `{}`))
				if op.State != engine.UncertainState || steps[0].State != engine.StepUncertain || op.Failure.Code != "http.uncertain" {
					t.Fatalf("%s: %s", op.State, states(steps))
				}
				if _, err := b.Resolve(b.T.Context(), enginetest.WS, op.ID, arrived); err != nil {
					t.Fatal(err)
				}
				op, steps = b.Wait(op)
				if op.State != engine.Succeeded || sent != want || op.Failure != nil {
					t.Errorf("%s, sent %d times: %s", op.State, sent, states(steps))
				}
				if _, err := b.Resolve(b.T.Context(), enginetest.WS, op.ID, arrived); engine.KindOf(err) != engine.Conflict {
					t.Errorf("resolved twice: %v", err)
				}
			})
		})
	}
}

func TestActiveTimeHasADeadline(t *testing.T) {
	slow := act("slow", engine.Reads, func(ctx context.Context, _ engine.Input) (engine.Outcome, error) {
		<-ctx.Done()
		return engine.Outcome{}, context.Cause(ctx)
	})
	bubble(t, enginetest.Source{}, []engine.Action{slow}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{Deadline: 3 * time.Minute}, engine.Node{ID: "a", Type: "slow"})
		began := time.Now()
		op, _ := b.Wait(b.Send(p, `{}`))
		if op.State != engine.Failed || op.Failure.Code != "operation.deadline" || time.Since(began) != 3*time.Minute {
			t.Errorf("%s after %s: %+v", op.State, time.Since(began), op.Failure)
		}
	})
}

func TestCancelEndsARunningOperation(t *testing.T) {
	begun := make(chan struct{})
	slow := act("slow", engine.Reads, func(ctx context.Context, _ engine.Input) (engine.Outcome, error) {
		close(begun)
		<-ctx.Done()
		return engine.Outcome{}, context.Cause(ctx)
	})
	bubble(t, enginetest.Source{}, []engine.Action{slow}, func(b *enginetest.Bench) {
		op := b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "slow"}), `{}`)
		<-begun
		if _, err := b.Cancel(b.T.Context(), enginetest.WS, op.ID); err != nil {
			t.Fatal(err)
		}
		if op, _ := b.Wait(op); op.State != engine.Cancelled {
			t.Errorf("%s", op.State)
		}
	})
}

func TestACallerHearsTheFirstReplyWhileTheOperationGoesOn(t *testing.T) {
	respond := act("respond", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Reply: &engine.Reply{Status: 200, Body: []byte(in.Node)}}, nil
	})
	nap := act("nap", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Wait{Until: in.Now.Add(time.Hour)}}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{respond, nap}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "respond"}, engine.Node{ID: "n", Type: "nap"}, engine.Node{ID: "b", Type: "respond"})
		op, _, err := b.Call(b.T.Context(), b.Flow(p), engine.Event{Data: []byte(`{}`)}, time.Minute)
		if err != nil || op.Reply == nil || string(op.Reply.Body) != "a" {
			t.Fatalf("%+v, %v", op.Reply, err)
		}
		if op, _ := b.Wait(op); op.State != engine.Succeeded || string(op.Reply.Body) != "a" {
			t.Errorf("%s, reply %+v", op.State, op.Reply)
		}
		slow := b.Start(engine.Settings{}, engine.Node{ID: "n", Type: "nap"})
		if _, _, err := b.Call(b.T.Context(), b.Flow(slow), engine.Event{Data: []byte(`{}`)}, time.Minute); !errors.Is(err, engine.ErrNoReply) {
			t.Errorf("a call whose time is up: %v", err)
		}
	})
}

func TestProcessingsTakeTurns(t *testing.T) {
	var mu sync.Mutex
	running, most := map[engine.ProcessingID]int{}, map[engine.ProcessingID]int{}
	work := act("work", engine.Reads, func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		mu.Lock()
		running[in.Processing]++
		most[in.Processing] = max(most[in.Processing], running[in.Processing])
		mu.Unlock()
		err := engine.SystemClock{}.Sleep(ctx, time.Second)
		mu.Lock()
		running[in.Processing]--
		mu.Unlock()
		return engine.Outcome{}, err
	})
	bubble(t, enginetest.Source{}, []engine.Action{work}, func(b *enginetest.Bench) {
		noisy := b.Start(engine.Settings{Concurrency: 16}, engine.Node{ID: "a", Type: "work"})
		quiet := b.Start(engine.Settings{Concurrency: 2}, engine.Node{ID: "a", Type: "work"})
		for range 1000 {
			b.Send(noisy, `{}`)
		}
		began := time.Now()
		var ops []engine.Operation
		for range 10 {
			ops = append(ops, b.Send(quiet, `{}`))
		}
		for _, op := range ops {
			b.Wait(op)
		}
		if took := time.Since(began); took > 12*time.Second {
			t.Errorf("ten quiet operations took %s beside a thousand noisy ones", took)
		}
		mu.Lock()
		defer mu.Unlock()
		if most[quiet.ID] != 2 || most[noisy.ID] > 16 || most[noisy.ID] < 10 {
			t.Errorf("at once: quiet %d, noisy %d", most[quiet.ID], most[noisy.ID])
		}
	})
}

func TestEventsWhileStopped(t *testing.T) {
	for while, want := range map[engine.WhileStopped]engine.State{
		engine.Keep: engine.Kept, engine.ProcessLater: engine.Succeeded, engine.Refuse: "",
	} {
		t.Run(string(while), func(t *testing.T) {
			bubble(t, enginetest.Source{}, []engine.Action{echo("echo")}, func(b *enginetest.Bench) {
				p := b.Start(engine.Settings{WhileStopped: while}, engine.Node{ID: "a", Type: "echo"})
				if _, err := b.Stop(b.T.Context(), enginetest.WS, p.ID); err != nil {
					t.Fatal(err)
				}
				op, _, err := b.Begin(b.T.Context(), b.Flow(p), engine.Event{Data: []byte(`{}`)})
				if while == engine.Refuse {
					if engine.KindOf(err) != engine.Unavailable {
						t.Errorf("refused with %v", err)
					}
					return
				}
				if err != nil || op.State != engine.Kept {
					t.Fatalf("%s, %v", op.State, err)
				}
				if _, err := b.Engine.Start(b.T.Context(), enginetest.WS, p.ID, "me"); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if op, _ = b.Wait(op); op.State != want {
					t.Errorf("%s after the start", op.State)
				}
				if want == engine.Kept {
					if op, err = b.Replay(b.T.Context(), enginetest.WS, op.ID, engine.Replay{}); err != nil {
						t.Fatal(err)
					}
					if again, _ := b.Wait(op); again.ID != op.ID || again.State != engine.Succeeded {
						t.Errorf("%s when begun by hand", again.State)
					}
				}
			})
		})
	}
}

func TestAChainOfProcessingsHasAnEnd(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{echo("echo")}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		for depth, want := range map[int]string{7: "", 8: "operation.depth"} {
			_, _, err := b.Begin(b.T.Context(), b.Flow(p), engine.Event{Data: []byte(`{}`), Depth: depth})
			var e *engine.Error
			if errors.As(err, &e); want == "" && err != nil || want != "" && (e == nil || e.Code != want) {
				t.Errorf("depth %d: %v", depth, err)
			}
		}
	})
}

func TestALoopsItemsHaveWhatTheirActionsDerive(t *testing.T) {
	each := enginetest.Action{Type: "each", Branches: []string{"each"}, Inside: engine.Scope{"item": nil}, Run: func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Each{Branch: "each", Items: []any{"x"}}}, nil
	}}
	get := echo("get")
	get.Derive = func(output map[string]any) {
		output["later"] = func() (any, error) { return "worked out", nil }
	}
	look := act("look", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Output: engine.Settled(in.Vars["l"])}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{each, get, look}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "l", Type: "each"}, engine.Node{ID: "g", Type: "get", Parent: "l", Branch: "each"}, engine.Node{ID: "s", Type: "look"})
		_, steps := b.Wait(b.Send(p, `{}`))
		const want = `{"items":[{"later":"worked out","of":"g"}]}`
		if got := string(steps[2].Output); got != want {
			b.T.Errorf("later actions saw %s, want %s", got, want)
		}
		if string(steps[0].Output) == want {
			b.T.Error("what is derived is on record")
		}
	})
}
