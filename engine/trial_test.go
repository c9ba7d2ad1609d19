package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/enginetest"
)

// tried are the actions of these tests, and what they were seen to do.
type tried struct {
	ran       []string
	pretended []string
}

func (d *tried) actions() []engine.Action {
	note := func(in engine.Input) {
		name := string(in.Node)
		if item, ok := in.Vars["item"]; ok {
			name += "(" + item.(string) + ")"
		}
		if d.ran = append(d.ran, name); in.Pretend {
			d.pretended = append(d.pretended, string(in.Node))
		}
	}
	return []engine.Action{
		act("send", engine.Once, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			note(in)
			if in.Vars["source"].(map[string]any)["fail"] == true {
				return engine.Outcome{}, &engine.Error{Kind: engine.Unavailable, Code: "http.status"}
			}
			return engine.Outcome{Output: map[string]any{"a": in.Vars["a"], "n": json.Number("1")}}, nil
		}),
		enginetest.Action{Type: "each", Branches: []string{"each"}, Inside: engine.Scope{"item": nil, "index": nil}, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			note(in)
			list, _ := in.Vars["source"].(map[string]any)["list"].([]any)
			return engine.Outcome{Next: engine.Each{Branch: "each", Items: list, Skip: true}}, nil
		}},
		enginetest.Action{Type: "if", Branches: []string{"yes", "no"}, Run: func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			note(in)
			return engine.Outcome{Output: map[string]any{"taken": "yes"}, Next: engine.Enter{Branch: "yes"}}, nil
		}},
		act("stop", engine.Pure, func(_ context.Context, in engine.Input) (engine.Outcome, error) {
			note(in)
			return engine.Outcome{Next: engine.Stop{}}, nil
		}),
		act("big", engine.Reads, func(context.Context, engine.Input) (engine.Outcome, error) {
			return engine.Outcome{Output: map[string]any{"body": strings.Repeat("x", 300<<10)}}, nil
		}),
	}
}

// tree is a draft with a loop, a branch in it, and nodes around them.
var tree = []engine.Node{
	{ID: "a", Type: "send"},
	{ID: "off", Type: "send", Disabled: true},
	{ID: "l", Type: "each"},
	{ID: "first", Type: "send", Parent: "l", Branch: "each"},
	{ID: "c", Type: "if", Parent: "l", Branch: "each"},
	{ID: "yes", Type: "send", Parent: "c", Branch: "yes"},
	{ID: "no", Type: "send", Parent: "c", Branch: "no"},
	{ID: "end", Type: "stop"},
	{ID: "z", Type: "send"},
}

// try runs a trial of a draft to its end.
func try(b *enginetest.Bench, how engine.Run, data string, nodes ...engine.Node) (engine.Operation, []engine.Step, error) {
	b.T.Helper()
	draft, _ := json.Marshal(engine.Definition{Format: 1, Name: "test", Source: engine.SourceConfig{Type: "test"}, Nodes: nodes})
	p, err := b.Create(b.T.Context(), enginetest.WS, "test", draft)
	if err != nil {
		b.T.Fatal(err)
	}
	op, err := b.Do(b.T.Context(), enginetest.WS, p.ID, how, func(engine.PreparedSource) (engine.Event, error) {
		return engine.Event{Source: "test", Key: "twice", Data: json.RawMessage(data)}, nil
	})
	if err != nil {
		return op, nil, err
	}
	op, steps := b.Wait(op)
	return op, steps, nil
}

func TestATrialRunsWhatItIsFor(t *testing.T) {
	given := []engine.Step{{Node: "a", Output: json.RawMessage(`"given"`)}, {Node: "first", Output: json.RawMessage(`2`)}}
	for name, tc := range map[string]struct {
		how    engine.Run
		ran    string
		states string
	}{
		"one node":                           {engine.Run{Only: "a"}, "a", "a=done "},
		"one node after those given":         {engine.Run{Only: "z", Given: given}, "z", "a=done l#0/first=done z=done "},
		"one node without those before":      {engine.Run{Only: "z"}, "z", "z=done "},
		"one that is switched off":           {engine.Run{Only: "off"}, "off", "off=done "},
		"one in a loop":                      {engine.Run{Only: "first", Given: given[:1]}, "l first(x)", "a=done l=open l#0/first=done "},
		"one in the branch not taken":        {engine.Run{Only: "no", Given: given}, "l no(x)", "a=done l#0/first=done l=open l#0/c=open l#0/c/no=done "},
		"another turn of a loop":             {engine.Run{Only: "no", Given: given, Turns: map[engine.NodeID]int{"l": 1}}, "l no(y)", "a=done l#1/first=done l=open l#1/c=open l#1/c/no=done "},
		"a turn that the loop has not":       {engine.Run{Until: "first", Given: given[:1], Turns: map[engine.NodeID]int{"l": 9}}, "l first(y)", "a=done off=skipped l=open l#1/first=done "},
		"a loop, and nothing in it":          {engine.Run{Only: "l"}, "l", "l=done "},
		"a branch, and nothing in it":        {engine.Run{Only: "c"}, "l c(x)", "l=open l#0/c=done "},
		"up to a node":                       {engine.Run{Until: "no"}, "a l first(x) no(x)", "a=done off=skipped l=open l#0/first=done l#0/c=open l#0/c/no=done "},
		"up to a node, after those given":    {engine.Run{Until: "first", Given: given}, "l first(x)", "a=done off=skipped l=open l#0/first=done "},
		"up to a loop with all its turns":    {engine.Run{Until: "l", Given: given[:1]}, "l first(x) c(x) yes(x) first(y) c(y) yes(y)", ""},
		"up to a node that is never come to": {engine.Run{Until: "z"}, "a l first(x) c(x) yes(x) first(y) c(y) yes(y) end", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var did tried
			bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
				op, steps, err := try(b, tc.how, `{"list": ["x", "y"]}`, tree...)
				if err != nil {
					t.Fatal(err)
				}
				want := engine.Succeeded
				if tc.how.Until == "z" {
					want = engine.Stopped
				}
				if op.State != want || !op.Test || op.Draft == nil {
					t.Errorf("%s %v, test %v: %s", op.State, op.Failure, op.Test, states(steps))
				}
				if got := strings.Join(did.ran, " "); got != tc.ran {
					t.Errorf("ran %q, want %q", got, tc.ran)
				}
				if got := states(steps); tc.states != "" && got != tc.states {
					t.Errorf("steps\n got %s\nwant %s", got, tc.states)
				}
			})
		})
	}
}

func TestATrialReadsWhatWasGiven(t *testing.T) {
	var did tried
	bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
		given := []engine.Step{{Node: "a", Output: json.RawMessage(`"given"`), Seq: 9, Attempt: 3, Failure: &engine.Failure{Code: "x"}}, {Node: "z", Output: json.RawMessage(`1`)}}
		_, steps, err := try(b, engine.Run{Only: "z", Given: given}, `{}`, tree...)
		if err != nil || string(steps[len(steps)-1].Output) != `{"a":"given","n":1}` || steps[0].Failure != nil {
			t.Errorf("%v: %+v", err, steps)
		}
		given[0].Clipped = &engine.Clipped{Size: 9}
		_, steps, err = try(b, engine.Run{Only: "z", Given: given}, `{}`, tree...)
		if err != nil || string(steps[0].Output) != `{"a":null,"n":1}` {
			t.Errorf("what was clipped was given: %v, %s", err, steps[0].Output)
		}
	})
}

func TestATrialThatCannotBeMadeSaysWhy(t *testing.T) {
	var did tried
	bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
		op, steps, err := try(b, engine.Run{Only: "first"}, `{"list": []}`, tree...)
		if err != nil || op.State != engine.Failed || op.Failure.Code != "trial.no_items" || op.Failure.Node != "l" {
			t.Errorf("an empty loop: %v, %s, %+v, %s", err, op.State, op.Failure, states(steps))
		}
		for _, how := range []engine.Run{{Only: "nobody"}, {Until: "nobody"}, {PretendNodes: []engine.NodeID{"a", "nobody"}}} {
			if _, _, err := try(b, how, `{}`, tree...); code(err) != "trial.no_action" {
				t.Errorf("%+v: %v", how, err)
			}
		}
	})
}

func TestOnlyProblemsOfWhatRunsStandInTheWay(t *testing.T) {
	nodes := []engine.Node{
		{ID: "a", Type: "send"}, {ID: "bad", Type: "nothing"}, {ID: "b", Type: "send"},
		{ID: "in", Type: "nothing"}, {ID: "c", Type: "send", Parent: "in", Branch: "each"},
	}
	var did tried
	bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
		given := []engine.Step{{Node: "bad", Output: json.RawMessage(`1`)}}
		for _, how := range []engine.Run{{Only: "a"}, {Until: "a"}, {Only: "b"}, {Until: "b", Given: given}} {
			if op, _, err := try(b, how, `{}`, nodes...); err != nil || op.State != engine.Succeeded {
				t.Errorf("%+v: %v %s", how, err, op.State)
			}
		}
		for _, how := range []engine.Run{{Only: "bad"}, {Until: "b"}, {Only: "c"}, {Draft: true}} {
			var problems engine.Problems
			if _, _, err := try(b, how, `{}`, nodes...); !errors.As(err, &problems) {
				t.Errorf("%+v: %v", how, err)
			}
		}
	})
}

func TestChosenNodesOnlyPretend(t *testing.T) {
	var did tried
	bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
		how := engine.Run{PretendNodes: []engine.NodeID{"b", "c"}, Given: []engine.Step{{Node: "c", Output: json.RawMessage(`{"n":2}`)}}}
		nodes := []engine.Node{{ID: "a", Type: "send"}, {ID: "b", Type: "send"}, {ID: "c", Type: "send"}, {ID: "d", Type: "send"}}
		op, steps, err := try(b, how, `{}`, nodes...)
		if err != nil || op.State != engine.Succeeded || strings.Join(did.ran, " ") != "a b d" || strings.Join(did.pretended, " ") != "b" {
			t.Errorf("%v, %s, ran %v, pretended %v: %s", err, op.State, did.ran, did.pretended, states(steps))
		}
	})
}

func TestWhoTriesOneNodeIsAnsweredAtOnce(t *testing.T) {
	var did tried
	bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
		op, steps, err := try(b, engine.Run{Only: "a"}, `{"fail": true}`, tree...)
		if err != nil || op.State != engine.Failed || steps[0].Attempt != 1 || op.Failure.Code != "http.status" {
			t.Errorf("%v, %s: %+v", err, op.State, steps)
		}
	})
}

func TestASampleMayBeTriedAgainAndItsAnswerIsKeptWhole(t *testing.T) {
	var did tried
	bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
		p := b.Start(engine.Settings{}, engine.Node{ID: "a", Type: "big"})
		event := func(engine.PreparedSource) (engine.Event, error) {
			return engine.Event{Source: "test", Key: "one", Data: json.RawMessage(`{}`)}, nil
		}
		ids := map[engine.OperationID]bool{}
		for range 2 {
			op, err := b.Do(t.Context(), enginetest.WS, p.ID, engine.Run{Only: "a"}, event)
			if err != nil {
				t.Fatal(err)
			}
			ids[op.ID] = true
			if _, steps := b.Wait(op); steps[0].Clipped != nil || !bytes.Contains(steps[0].Output, []byte("xxx")) || len(steps[0].Output) < 300<<10 {
				t.Errorf("%d bytes, clipped %v", len(steps[0].Output), steps[0].Clipped)
			}
		}
		if len(ids) != 2 {
			t.Errorf("operations %v", ids)
		}
		op, steps := b.Wait(b.Send(p, `{}`))
		if op.State != engine.Succeeded || steps[0].Clipped == nil {
			t.Errorf("a real one is clipped as before: %+v", steps[0].Clipped)
		}
	})
}

func TestARepeatedTrialIsTheSameTrial(t *testing.T) {
	var did tried
	bubble(t, enginetest.Source{}, did.actions(), func(b *enginetest.Bench) {
		op, _, err := try(b, engine.Run{Only: "a"}, `{"fail": true}`, tree...)
		if err != nil {
			t.Fatal(err)
		}
		again, err := b.Replay(t.Context(), enginetest.WS, op.ID, engine.Replay{From: engine.FromStart})
		if err != nil {
			t.Fatal(err)
		}
		if _, steps := b.Wait(again); len(steps) != 1 || again.Trial == nil || !again.Test {
			t.Errorf("%s", states(steps))
		}
	})
}

func TestADraftIsMadeReadyAsFarAsItCanBe(t *testing.T) {
	var did tried
	c := engine.NewCatalogue(did.actions(), []engine.Source{enginetest.Source{}})
	plan, problems := c.Sketch(engine.Definition{Source: engine.SourceConfig{Type: "gone"}, Nodes: append([]engine.Node{{ID: "bad", Type: "nothing"}}, tree...)})
	if len(problems) != 2 || problems[1].Node != "bad" {
		t.Errorf("problems %v", problems)
	}
	if plan.Prepared("a").Run == nil || plan.Prepared("bad").Run != nil || plan.Prepared("nobody").Run != nil {
		t.Error("what is well is made ready, the rest is not")
	}
	inside, after := plan.Scope("yes"), plan.Scope("z")
	for _, name := range []string{"source", "bad", "a", "l", "item", "index", "first", "c"} {
		if _, ok := inside[name]; !ok {
			t.Errorf("%s is not seen inside", name)
		}
	}
	for _, name := range []string{"item", "first", "yes", "z"} {
		if _, ok := after[name]; ok {
			t.Errorf("%s is seen behind the loop", name)
		}
	}
	if got := plan.Around("yes"); len(got) != 2 || got[0] != "c" || got[1] != "l" {
		t.Errorf("around yes: %v", got)
	}
	if vars, err := plan.Vars(engine.Operation{}); err != nil || vars["source"] != nil {
		t.Errorf("%v, %v", vars, err)
	}
	twice, _ := c.Sketch(engine.Definition{Nodes: []engine.Node{{ID: "l", Type: "each"}, {ID: "l", Type: "each", Parent: "l", Branch: "each"}}})
	if got := twice.Around("l"); len(got) > 1 {
		t.Errorf("a node with its own id inside is around itself %v times", got)
	}
}

func code(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
