package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// setValues gives names to values.
type setValues struct{ Deps }

type setConfig struct {
	Values map[string]json.RawMessage `json:"values"`
}

func (setValues) Spec() engine.Spec {
	return engine.Spec{
		Type: "set", Version: 1, Group: "data", Help: help("set"),
		Fields: []engine.Field{{Name: "values", Type: engine.PairsField, Required: true}},
		Codes:  []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a setValues) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c setConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	values := f.pairs("values", c.Values, eval.Plain)
	names := make([]string, len(values))
	for i, p := range values {
		f.name("values."+p.name, p.name, nil)
		names[i] = p.name
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		set := make(map[string]any, len(values))
		for _, p := range values {
			v, _, err := p.value.of(env)
			if err != nil {
				return engine.Outcome{}, within("values."+p.name, err)
			}
			set[p.name] = v
		}
		return engine.Outcome{Output: set}, nil
	}
	return engine.Prepared{Run: run, Outputs: names}, nil
}
