package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/enginetest"
)

func TestAReplayGoesOnWhereItFailedOnTheCorrectedVersion(t *testing.T) {
	fetched, broken := 0, true
	actions := []engine.Action{
		act("fetch", engine.Repeatable, func(context.Context, engine.Input) (engine.Outcome, error) {
			fetched++
			return engine.Outcome{Output: map[string]any{"n": json.Number("7")}}, nil
		}),
		act("send", engine.Repeatable, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			if broken {
				return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "http.status"}
			}
			return engine.Outcome{Output: in.Vars["fetch"]}, nil
		}),
		echo("echo"),
	}
	bubble(t, enginetest.Source{}, actions, func(b *enginetest.Bench) {
		nodes := []engine.Node{{ID: "fetch", Type: "fetch"}, {ID: "note", Type: "echo"}, {ID: "send", Type: "send"}}
		p := b.Start(engine.Settings{}, nodes...)
		old, _ := b.Wait(b.Send(p, `{}`))
		broken = false
		nodes[2].Title = "corrected"
		draft, _ := json.Marshal(engine.Definition{Format: 1, Name: "test", Source: engine.SourceConfig{Type: "test"}, Nodes: nodes})
		if _, err := b.Save(b.T.Context(), enginetest.WS, p.ID, 0, "test", "test", draft); err != nil {
			b.T.Fatal(err)
		}
		if p, _ = b.Engine.Start(b.T.Context(), enginetest.WS, p.ID, "me"); p.Version != 2 {
			b.T.Fatalf("version %d after a change", p.Version)
		}
		op, err := b.Replay(b.T.Context(), enginetest.WS, old.ID, engine.Replay{From: engine.FromFailed})
		if err != nil {
			b.T.Fatal(err)
		}
		op, steps := b.Wait(op)
		if op.State != engine.Succeeded || op.Version != 2 || fetched != 1 || op.ReplayOf != old.ID || string(steps[2].Output) != `{"n":7}` {
			b.T.Errorf("%s on version %d, fetched %d times: %s", op.State, op.Version, fetched, states(steps))
		}
		if old, _ = b.Store.Operation(b.T.Context(), enginetest.WS, old.ID); len(old.Replays) != 1 || old.Replays[0] != op.ID {
			b.T.Errorf("the old operation knows of %v", old.Replays)
		}
		again, err := b.Replay(b.T.Context(), enginetest.WS, old.ID, engine.Replay{From: engine.FromStart, Original: true})
		if err != nil {
			b.T.Fatal(err)
		}
		if again, _ = b.Wait(again); again.Version != 1 || fetched != 2 {
			b.T.Errorf("from the start: version %d, fetched %d times", again.Version, fetched)
		}
		if _, err := b.Replay(b.T.Context(), enginetest.WS, old.ID, engine.Replay{From: "nowhere"}); engine.KindOf(err) != engine.Invalid {
			b.T.Errorf("from a node there is none of: %v", err)
		}
	})
}

func TestStartingWithoutAChangeMakesNoVersion(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{echo("echo")}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "echo"})
		p, err := b.Engine.Start(b.T.Context(), enginetest.WS, p.ID, "me")
		if err != nil || p.Version != 1 || p.Latest != 1 {
			b.T.Errorf("version %d of %d, %v", p.Version, p.Latest, err)
		}
	})
}

func TestAReplayRefusesToRepeatASendWhoseAnswerWasCut(t *testing.T) {
	sent := 0
	actions := []engine.Action{
		act("send", engine.Repeatable, func(context.Context, engine.Input) (engine.Outcome, error) {
			sent++
			return engine.Outcome{Output: map[string]any{"body": strings.Repeat("x", 300<<10)}}, nil
		}),
		echo("echo"),
	}
	bubble(t, enginetest.Source{}, actions, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "send"}, engine.Node{ID: "b", Type: "echo"})
		old, steps := b.Wait(b.Send(p, `{}`))
		if steps[0].Clipped == nil || len(steps[0].Output) > 257<<10 {
			b.T.Fatalf("%d bytes are kept", len(steps[0].Output))
		}
		_, err := b.Replay(b.T.Context(), enginetest.WS, old.ID, engine.Replay{From: "b"})
		if engine.KindOf(err) != engine.Conflict || sent != 1 {
			b.T.Errorf("%v, sent %d times", err, sent)
		}
	})
}

func TestAFailedStepKeepsTheAnswerThatWasFoundWanting(t *testing.T) {
	refused := act("refused", engine.Repeatable, func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Output: map[string]any{"status": json.Number("400")}}, &engine.Error{Kind: engine.Invalid, Code: "http.status"}
	})
	bubble(t, enginetest.Source{}, []engine.Action{refused}, func(b *enginetest.Bench) {
		_, steps := b.Wait(b.Send(b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "refused"}), `{}`))
		if string(steps[0].Output) != `{"status":400}` || steps[0].State != engine.StepFailed {
			b.T.Errorf("%s with %s", steps[0].State, steps[0].Output)
		}
	})
}

func TestARepeatedCallHearsTheReplyOfTheFirst(t *testing.T) {
	respond := act("respond", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Reply: &engine.Reply{Status: 201, Body: []byte("x")}}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{respond}, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "respond"})
		for i := range 50 {
			ev := engine.Event{Key: fmt.Sprint(i / 2), Data: []byte(`{}`)}
			op, _, err := b.Call(b.T.Context(), b.Flow(p), ev, time.Minute)
			if err != nil || op.Reply == nil || op.Reply.Status != 201 {
				b.T.Fatalf("call %d: %+v, %v", i, op.Reply, err)
			}
		}
	})
}
