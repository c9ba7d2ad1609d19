package actions

import (
	"context"
	"encoding/json"
	"fmt"

	"stanok/engine"
	"stanok/engine/eval"
)

// branch takes the first of several ways whose condition holds.
type branch struct{ Deps }

type branchConfig struct {
	Cases []struct {
		Name  string `json:"name"`
		Title string `json:"title"`
		When  string `json:"when"`
	} `json:"cases"`
	Otherwise bool `json:"otherwise"`
}

// otherwise is the branch taken when no case fits.
const otherwise = "otherwise"

func (branch) Spec() engine.Spec {
	return engine.Spec{
		Type: "branch", Version: 1, Group: "logic", Help: help("branch"),
		Fields: []engine.Field{
			{Name: "cases", Type: engine.RowsField, Required: true, Fields: []engine.Field{
				{Name: "name", Type: engine.PlainField, Required: true},
				{Name: "title", Type: engine.PlainField},
				{Name: "when", Type: engine.Condition, Required: true},
			}},
			{Name: "otherwise", Type: engine.SwitchField},
		},
		Outputs: []string{"taken"},
		Codes:   []string{"value.kind", "value.limit"},
	}
}

// branchCase is one way and its condition.
type branchCase struct {
	name  string
	field string
	when  *eval.Condition
}

func (a branch) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c branchConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	var cases []branchCase
	var names []string
	for i, row := range c.Cases {
		at := fmt.Sprintf("cases[%d]", i)
		f.name(at+".name", row.Name, append(names, otherwise))
		cases = append(cases, branchCase{row.Name, at + ".when", f.condition(at+".when", row.When)})
		names = append(names, row.Name)
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	if c.Otherwise {
		names = append(names, otherwise)
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		return a.run(a.envOf(ctx, in), cases, c.Otherwise)
	}
	return engine.Prepared{Run: run, Branches: names, Outputs: a.Spec().Outputs}, nil
}

func (branch) run(env eval.Env, cases []branchCase, elseToo bool) (engine.Outcome, error) {
	for _, c := range cases {
		fits, err := c.when.Holds(env)
		if err != nil {
			return engine.Outcome{}, within(c.field, err)
		}
		if fits {
			return taking(c.name), nil
		}
	}
	if elseToo {
		return taking(otherwise), nil
	}
	return engine.Outcome{Output: map[string]any{"taken": ""}}, nil
}

func taking(name string) engine.Outcome {
	return engine.Outcome{Output: map[string]any{"taken": name}, Next: engine.Enter{Branch: name}}
}
