package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
)

// filter lets an operation go on only if a condition holds.
type filter struct{ Deps }

type filterConfig struct {
	When string `json:"when"`
}

func (filter) Spec() engine.Spec {
	return engine.Spec{
		Type: "filter", Version: 1, Group: "logic", Help: help("filter"),
		Fields:  []engine.Field{{Name: "when", Type: engine.Condition, Required: true}},
		Outputs: []string{"passed"},
		Codes:   []string{"value.kind", "value.limit"},
	}
}

func (a filter) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c filterConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	when := f.condition("when", c.When)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		passed, err := when.Holds(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("when", err)
		}
		out := engine.Outcome{Output: map[string]any{"passed": passed}}
		if !passed {
			out.Next = engine.Stop{}
		}
		return out, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}
