package engine_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
)

func shown(b *enginetest.Bench, op engine.Operation) []engine.Step {
	b.T.Helper()
	steps, err := b.Steps(b.T.Context(), enginetest.WS, op)
	if err != nil {
		b.T.Fatal(err)
	}
	return steps
}

func TestNothingIsUnderWayInACancelledOperation(t *testing.T) {
	pause := act("pause", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Wait{Until: time.Now().Add(time.Hour)}}, nil
	})
	flaky := act("flaky", engine.Repeatable, func(context.Context, engine.Input) (engine.Outcome, error) { return engine.Outcome{}, away })
	for _, kind := range []string{"pause", "flaky"} {
		bubble(t, enginetest.Source{}, []engine.Action{box(), pause, flaky}, func(b *enginetest.Bench) {
			op := b.Send(b.Start(engine.Settings{}, engine.Node{ID: "box", Type: "box"},
				engine.Node{ID: "a", Parent: "box", Branch: "in", Type: kind}), `{}`)
			synctest.Wait()
			if _, err := b.Cancel(b.T.Context(), enginetest.WS, op.ID); err != nil {
				t.Fatal(err)
			}
			op, _ = b.Wait(op)
			steps := shown(b, op)
			if op.State != engine.Cancelled || states(steps) != "box=failed box/a=failed " {
				t.Fatalf("%s: %s", op.State, states(steps))
			}
			s := steps[1]
			if s.Failure == nil || s.Failure.Code != "operation.cancelled" || !s.Finished.Equal(op.Finished) || !s.WakeAt.IsZero() {
				t.Errorf("%s: %+v, %+v", kind, s, s.Failure)
			}
			if kind == "flaky" && s.Failure.Detail != "http.unreachable: unavailable: http.unreachable" {
				t.Errorf("what went wrong before is gone: %q", s.Failure.Detail)
			}
		})
	}
}

func TestAContainerIsDoneWhenTheOperationStopsInside(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{box(), halt()}, func(b *enginetest.Bench) {
		op, _ := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "box", Type: "box"},
			engine.Node{ID: "a", Parent: "box", Branch: "in", Type: "halt"}), `{}`))
		steps := shown(b, op)
		if op.State != engine.Stopped || states(steps) != "box=done box/a=done " || steps[0].Finished.IsZero() {
			t.Errorf("%s: %s", op.State, states(steps))
		}
	})
}

func TestAWaitThatOutlivesItsOperationFailsWithIt(t *testing.T) {
	pause := act("pause", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Wait{Until: time.Now().Add(31 * 24 * time.Hour)}}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{pause}, func(b *enginetest.Bench) {
		op, _ := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "pause"}), `{}`))
		steps := shown(b, op)
		if op.State != engine.Failed || states(steps) != "a=failed " || steps[0].Failure.Code != "operation.deadline" {
			t.Errorf("%s: %s", op.State, states(steps))
		}
	})
}

// box is a container that enters its one branch, halt ends the operation.
func box() engine.Action {
	return enginetest.Action{Type: "box", Branches: []string{"in"}, Run: func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Enter{Branch: "in"}}, nil
	}}
}

func halt() engine.Action {
	return act("halt", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Next: engine.Stop{}}, nil
	})
}
