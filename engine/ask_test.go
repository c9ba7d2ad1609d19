package engine_test

import (
	"context"
	"encoding/json"
	"testing"

	"stanok/engine"
	"stanok/engine/enginetest"
)

func TestAskingWhetherASendArrivedDecidesNothing(t *testing.T) {
	sent, asked := 0, ""
	acts := []engine.Action{
		act("send", engine.Once, func(context.Context, engine.Input) (engine.Outcome, error) {
			sent++
			return engine.Outcome{}, &engine.Error{Kind: engine.Uncertain, Code: "http.uncertain"}
		}),
		act("get", engine.Reads, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			raw, _ := json.Marshal([]any{in.Vars["source"], in.Vars["first"], in.Vars["item"]})
			asked = string(raw)
			return engine.Outcome{Output: map[string]any{"found": true}}, nil
		}),
		enginetest.Action{Type: "each", Branches: []string{"each"}, Inside: engine.Scope{"item": nil, "index": nil}, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			return engine.Outcome{Next: engine.Each{Branch: "each", As: "item", Items: in.Vars["source"].(map[string]any)["list"].([]any)}}, nil
		}},
		echo("echo"),
	}
	bubble(t, enginetest.Source{}, acts, func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "l", Type: "each"},
			engine.Node{ID: "first", Type: "echo", Parent: "l", Branch: "each"}, engine.Node{ID: "a", Type: "send", Parent: "l", Branch: "each"}, engine.Node{ID: "b", Type: "send"})
		op, _ := b.Wait(b.Send(p, `{"list": ["x"]}`))
		if op.State != engine.UncertainState || sent != 1 {
			t.Fatalf("%s, sent %d times", op.State, sent)
		}
		ask := func(kind string) (engine.Operation, error) {
			return b.Ask(b.T.Context(), enginetest.WS, op.ID, engine.Question{Type: kind, Version: 1})
		}
		check, err := ask("get")
		if err != nil {
			t.Fatal(err)
		}
		check, steps := b.Wait(check)
		if check.State != engine.Succeeded || !check.Test || check.Trial.Check != op.ID || string(steps[len(steps)-1].Output) != `{"found":true}` {
			t.Errorf("%+v: %s", check, states(steps))
		}
		if asked != `[{"list":["x"]},{"of":"first"},"x"]` {
			t.Errorf("it was asked with %s", asked)
		}
		if now, err := b.Store.Operation(b.T.Context(), enginetest.WS, op.ID); err != nil || now.State != engine.UncertainState || sent != 1 {
			t.Errorf("after the question: %s, sent %d times, %v", now.State, sent, err)
		}
		if _, err := ask("send"); code(err) != "operation.check_changes" {
			t.Errorf("a question that sends: %v", err)
		}
		if _, err := ask("nothing"); len(engine.ProblemsOf(err)) == 0 {
			t.Errorf("a question that is none: %v", err)
		}
		if _, err := b.Cancel(b.T.Context(), enginetest.WS, op.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := ask("get"); code(err) != "operation.not_uncertain" {
			t.Errorf("a question about what is decided: %v", err)
		}
	})
}
