package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/enginetest"
)

func TestOfAnErasedOperationNobodyKnowsWhomItWasAbout(t *testing.T) {
	told := act("tell", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		source := in.Vars["source"].(map[string]any)
		if source["fail"] != nil {
			return engine.Outcome{}, &engine.Error{Kind: engine.Invalid, Code: "http.rejected", Args: map[string]string{"message": "no Anna"}, Err: fmt.Errorf("no Anna")}
		}
		return engine.Outcome{Output: map[string]any{"name": "Anna"}}, nil
	})
	bubble(t, enginetest.Source{}, []engine.Action{told}, func(b *enginetest.Bench) {
		p := b.Start(inLanes, engine.Node{ID: "a", Type: "tell"})
		for _, event := range []string{`{"client": "Anna"}`, `{"client": "Anna", "fail": true}`} {
			before, _ := b.Wait(b.Send(p, event))
			erased, err := b.Erase(b.T.Context(), enginetest.WS, before.ID)
			if err != nil {
				b.T.Fatal(err)
			}
			op, err := b.Store.Operation(b.T.Context(), enginetest.WS, before.ID)
			if err != nil || op.State != before.State || op.Finished != before.Finished || op.Forgotten.IsZero() || erased.ID != op.ID {
				b.T.Errorf("it became %+v, %v", op, err)
			}
			steps, err := b.Steps(b.T.Context(), enginetest.WS, op)
			if err != nil || len(steps) != 1 {
				b.T.Errorf("%d steps, %v", len(steps), err)
			}
			all, _ := json.Marshal([]any{op, steps})
			if strings.Contains(string(all), "Anna") {
				b.T.Errorf("somebody is still named in %s", all)
			}
			page, err := b.Store.FindOperations(b.T.Context(), enginetest.WS, engine.OperationQuery{Text: "anna"})
			if err != nil || len(page.Operations) != 0 {
				b.T.Errorf("found %d, %v", len(page.Operations), err)
			}
			if _, err := b.Replay(b.T.Context(), enginetest.WS, op.ID, engine.Replay{From: engine.FromStart}); engine.KindOf(err) != engine.Conflict {
				b.T.Errorf("repeating it: %v", err)
			}
		}
	})
}

// TestSamplesThatHoldWhatAnErasedOperationHadAreErasedWithIt: those that say that they
// are of it, and of those that do not, the ones with its event.
func TestSamplesThatHoldWhatAnErasedOperationHadAreErasedWithIt(t *testing.T) {
	bubble(t, enginetest.Source{}, []engine.Action{act("rest", engine.Pure, func(context.Context, engine.Input) (engine.Outcome, error) {
		return engine.Outcome{}, nil
	})}, func(b *enginetest.Bench) {
		ctx, p := b.T.Context(), b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "rest"})
		op, _ := b.Wait(b.Send(p, `{"client": "Anna"}`))
		event := func(data string) engine.Event { return engine.Event{Source: "test", Data: json.RawMessage(data)} }
		for _, s := range []engine.Sample{
			{Event: event(`{"client": "Anna", "again": true}`), Of: op.ID}, {Event: op.Event}, {Event: event(`{"client": "Boris"}`)}, {Event: event(""), Of: "another"},
		} {
			if err := b.Store.AddSample(ctx, enginetest.WS, p.ID, s); err != nil {
				b.T.Fatal(err)
			}
		}
		if _, err := b.Erase(ctx, enginetest.WS, op.ID); err != nil {
			b.T.Fatal(err)
		}
		left, err := b.Store.ListSamples(ctx, enginetest.WS, p.ID)
		all, _ := json.Marshal(left)
		if err != nil || len(left) != 2 || strings.Contains(string(all), "Anna") {
			b.T.Errorf("%d samples are left: %s, %v", len(left), all, err)
		}
	})
}
