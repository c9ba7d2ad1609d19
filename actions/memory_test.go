package actions_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

func TestARepeatIsNoticed(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": map[string]any{"id": "5"}}
	with := `{"key": "{{ source.id }}", "window": "1h"}`
	steps := []struct {
		name   string
		change func(*engine.Input)
		repeat bool
	}{
		{"the first", func(*engine.Input) {}, false},
		{"the same step again", func(in *engine.Input) { in.Attempt = 2 }, false},
		{"another operation", as2, true},
		{"a replay of the first", func(in *engine.Input) { in.Operation, in.Key = "op9", "op9/node" }, false},
		{"another node", func(in *engine.Input) { as2(in); in.Node = "other" }, false},
		{"another processing", func(in *engine.Input) { as2(in); in.Processing = "p2" }, false},
		{"after the window", func(in *engine.Input) { as2(in); in.Now = now.Add(2 * time.Hour) }, false},
		{"a rehearsal", func(in *engine.Input) { as2(in); in.Root = "op3"; in.Pretend = true }, false},
	}
	for _, s := range steps {
		out, err := w.try(t, "dedupe", with, vars, s.change)
		if err != nil {
			t.Fatal(err)
		}
		got := out.Output.(map[string]any)
		if got["repeat"] != s.repeat || got["key"] != "5" || (out.Next == engine.Stop{}) != s.repeat {
			t.Errorf("%s: %v %v", s.name, got, out.Next)
		}
	}
	_, _ = w.try(t, "dedupe", `{"key": "x", "on_repeat": "continue"}`, nil)
	out, err := w.try(t, "dedupe", `{"key": "x", "on_repeat": "continue"}`, nil, as2)
	if err != nil || out.Next != nil || out.Output.(map[string]any)["repeat"] != true {
		t.Errorf("got %v %v %v", out.Output, out.Next, err)
	}
}

func as2(in *engine.Input) { in.Operation, in.Root, in.Key = "op2", "op2", "op2/node" }

func TestTurnsOfALoopRepeatOneAnother(t *testing.T) {
	w := newWorld(t)
	var got []any
	for _, turn := range []string{"op1/each#0/node", "op1/each#1/node", "op1/each#0/node"} {
		out, err := w.try(t, "dedupe", `{"key": "x", "on_repeat": "continue"}`, nil, func(in *engine.Input) { in.Key = turn })
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, out.Output.(map[string]any)["repeat"])
	}
	if !slices.Equal(got, []any{false, true, false}) {
		t.Errorf("got %v", got)
	}
}

func TestAProcessingRemembers(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": data(t, `{"id": "5", "v": {"n": 1.50}}`)}
	steps := []struct{ kind, with, want string }{
		{"state.get", `{"key": "k {{ source.id }}", "default": "{{ source.id }}"}`, `{"value": "5", "found": false}`},
		{"state.get", `{"key": "k 5"}`, `{"value": null, "found": false}`},
		{"state.set", `{"key": "k {{ source.id }}", "value": "{{ source.v }}"}`, `{"value": {"n": 1.50}, "found": true}`},
		{"state.get", `{"key": "k 5", "default": 1}`, `{"value": {"n": 1.50}, "found": true}`},
		{"state.increment", `{"key": "n"}`, `{"value": 1, "found": true}`},
		{"state.increment", `{"key": "n", "by": 5}`, `{"value": 1, "found": true}`}, // the same step
		{"state.get", `{"key": "n"}`, `{"value": 1, "found": true}`},
	}
	for _, s := range steps {
		out, err := w.try(t, s.kind, s.with, vars)
		if err != nil {
			t.Fatalf("%s %s: %v", s.kind, s.with, err)
		}
		same(t, out.Output, s.want)
	}
	out, err := w.try(t, "state.increment", `{"key": "n", "by": "{{ -3 }}"}`, vars, as2)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"value": -2, "found": true}`)
}

func TestARehearsalRemembersNothing(t *testing.T) {
	w := newWorld(t)
	pretend := func(in *engine.Input) { in.Pretend = true }
	_, _ = w.try(t, "state.increment", `{"key": "n", "by": 5}`, nil)
	out, err := w.try(t, "state.increment", `{"key": "n", "by": 2}`, nil, pretend, as2)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"value": 7, "found": true}`)
	if _, err := w.try(t, "state.set", `{"key": "n", "value": 100}`, nil, pretend); err != nil {
		t.Fatal(err)
	}
	out, _ = w.try(t, "state.get", `{"key": "n"}`, nil)
	same(t, out.Output, `{"value": 5, "found": true}`)
}

func TestWhatCannotBeRememberedIsRefused(t *testing.T) {
	vars := map[string]any{"source": map[string]any{"none": nil, "long": strings.Repeat("k", 513), "huge": strings.Repeat("v", 256<<10), "text": "many"}}
	cases := []struct{ kind, with, code, field string }{
		{"dedupe", `{"key": "{{ source.none }}"}`, "value.missing", "with.key"},
		{"dedupe", `{"key": " {{ source.none }} "}`, "value.missing", "with.key"},
		{"state.get", `{"key": "{{ source.long }}"}`, "value.limit", "with.key"},
		{"state.set", `{"key": "k", "value": "{{ source.huge }}"}`, "value.limit", "with.value"},
		{"state.increment", `{"key": "k", "by": "{{ source.text }}"}`, "value.kind", "with.by"},
		{"state.increment", `{"key": "k", "by": 1.5}`, "value.kind", "with.by"},
	}
	for _, c := range cases {
		_, err := newWorld(t).try(t, c.kind, c.with, vars)
		if f := engine.FailureOf(orNothing(err), now); f.Code != c.code || f.Field != c.field {
			t.Errorf("%s %s: %s %s", c.kind, c.with, f.Code, f.Field)
		}
	}
	for with, want := range map[string][]string{
		`{}`:                              {"key document.required"},
		`{"key": "x", "window": "0s"}`:    {"window document.range"},
		`{"key": "x", "window": "400d"}`:  {"window document.range"},
		`{"key": "x", "window": "week"}`:  {"window document.duration"},
		`{"key": "x", "on_repeat": "go"}`: {"on_repeat document.choice"},
	} {
		if got := newWorld(t).refused(t, "dedupe", with); !slices.Equal(got, want) {
			t.Errorf("%s: %q", with, got)
		}
	}
}
