package trial_test

import (
	"fmt"
	"testing"

	"stanok/engine"
	"stanok/engine/trial"
)

const turnsDraft = `
format: 1
name: Turns
source: {type: webhook, with: {methods: [POST]}}
actions:
  - id: each
    type: loop
    with: {over: "{{ source.json.list }}", as: row}
    branches:
      each:
        - {id: ask, type: http.request, with: {method: POST, url: "https://example.test/{{ row.id }}"}}
        - {id: note, type: set, with: {values: {b: "{{ row.id }} of {{ index }}, {{ ask.status }}"}}}
`

func TestATrialInALoopIsOfTheItemAtHand(t *testing.T) {
	w := newWorld(t)
	p := w.create(turnsDraft)
	w.json(p, `{"list": [{"id": "x"}, {"id": "y"}, {"id": "z"}]}`)
	look := func(turn int) *trial.Known {
		t.Helper()
		k, err := w.desk.Known(t.Context(), ws, p, "", map[engine.NodeID]int{"each": turn})
		w.need(err)
		return k
	}
	if got := fmt.Sprint(look(0).Missing("note")); got != "[ask]" {
		t.Errorf("before anything ran note waits for %s", got)
	}
	for _, tc := range []struct {
		turn int
		key  engine.StepKey
		want string
	}{
		{0, "each#0/note", "x of 0"},
		{1, "each#1/note", "y of 1"},
		{9, "each#2/note", "z of 2"}, // there is no such item: the last
	} {
		before := look(tc.turn)
		if got := fmt.Sprint(before.Missing("note")); got != "[ask]" {
			t.Errorf("turn %d: the answer of another turn is taken for its own: note waits for %s", tc.turn, got)
		}
		op := w.try(p, trial.Try{Node: "note", Until: true, Pretend: true, Turns: map[engine.NodeID]int{"each": tc.turn}})
		if op.State != engine.Succeeded {
			t.Fatalf("turn %d: %s, %v", tc.turn, op.State, op.Failure)
		}
		k := look(tc.turn)
		last, ok := k.Last("note")
		if !ok || last.Operation != op.ID || last.Step.Key != tc.key {
			t.Errorf("turn %d: the result is of %s in %s", tc.turn, last.Step.Key, last.Operation)
		}
		if row, _ := (trial.Tree{Root: last.Value()}).Row(`["b"]`); row.Preview[:len(tc.want)] != tc.want {
			t.Errorf("turn %d: it gave %q", tc.turn, row.Preview)
		}
		if got := k.Missing("note"); len(got) != 0 {
			t.Errorf("turn %d: after it ran note waits for %v", tc.turn, got)
		}
	}
	// What another turn gave still shows what there is to choose from.
	w.json(p, `{"list": [{"id": "x"}, {"id": "y"}, {"id": "z"}]}`)
	if _, ok := look(1).Output("ask"); !ok {
		t.Error("what ask gives is forgotten")
	}
}
