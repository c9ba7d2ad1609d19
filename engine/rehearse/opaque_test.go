package rehearse_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/enginetest"
	"stanok/engine/rehearse"
	"stanok/store/memory"
)

func TestAnActionThatCannotSayWhatItAsksIsNotRun(t *testing.T) {
	runs := 0
	ask := enginetest.Action{Type: "ask", Effect: engine.Reads, Run: func(context.Context, engine.Input) (engine.Outcome, error) {
		runs++
		return engine.Outcome{Output: map[string]any{"n": "1"}}, nil
	}}
	use := enginetest.Action{Type: "use", Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
		return engine.Outcome{Reply: &engine.Reply{Status: 200, Body: []byte(in.Vars["a"].(map[string]any)["n"].(string))}}, nil
	}}
	b := enginetest.New(t, memory.New(), enginetest.Source{}, ask, use)
	defer b.Run()()
	p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "ask"}, engine.Node{ID: "b", Type: "use"})
	op, _ := b.Wait(b.Send(p, `{}`))
	if op.State != engine.Succeeded || runs != 1 {
		t.Fatal(op.State, runs)
	}
	for draft, want := range map[string]string{
		"as it was":     "same",
		"another node":  "unrecorded at c",
		"other config":  "unknown at a",
		"no such node":  "differs",
		"another reply": "same",
	} {
		now, err := b.Store.Processing(t.Context(), enginetest.WS, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		var def engine.Definition
		if err := json.Unmarshal(now.Draft, &def); err != nil {
			t.Fatal(err)
		}
		switch draft {
		case "another node":
			def.Nodes = append(def.Nodes, engine.Node{ID: "c", Type: "ask"})
		case "other config":
			def.Nodes[0].With = json.RawMessage(`{"x": 1}`)
		case "no such node":
			def.Nodes[1].Disabled = true
		}
		now.Draft, _ = json.Marshal(def)
		r, err := rehearse.Desk{Engine: b.Engine, Store: b.Store, Clock: engine.SystemClock{}}.New(t.Context(), enginetest.WS, now, 1)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := text(r.Report().Results[0]); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", draft, got, want)
		}
	}
	if runs != 1 {
		t.Errorf("it was run %d times", runs)
	}
}

func TestARehearsalIsNoLargerThanItMayBe(t *testing.T) {
	w := newWorld(t)
	p := w.start("Keep", "actions:\n  - {id: keep, type: state.set, with: {key: k, value: \"{{ source.json.a }}\"}}\n")
	a, b := map[string]string{}, map[string]string{}
	for i := range 60 {
		a[strings.Repeat("k", i+1)], b[strings.Repeat("k", i+1)] = strings.Repeat("v", 3<<10), strings.Repeat("w", 3<<10)
	}
	event, _ := json.Marshal(map[string]any{"a": a, "b": b})
	for range 40 {
		w.send(p, string(event))
	}
	p = w.change(p, "{{ source.json.a }}", "{{ source.json.b }}")
	size := 0
	for _, r := range w.rehearsed(p, 200).Results {
		if r.Verdict != rehearse.Differs || len(r.Found) != 40 || r.More != 20 {
			t.Fatal(text(r))
		}
		for _, d := range r.Found {
			size += len(d.Before) + len(d.After)
		}
	}
	if size > 5<<20 || size < 2<<20 {
		t.Errorf("%d bytes", size)
	}
}
