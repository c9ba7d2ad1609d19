package actions

import (
	"context"
	"encoding/json"
	"sync"

	"stanok/engine"
	"stanok/engine/eval"
)

// jsonCompose builds JSON that is always valid.
type jsonCompose struct{ Deps }

type jsonComposeConfig struct {
	Template string `json:"template"`
}

func (jsonCompose) Spec() engine.Spec {
	return engine.Spec{
		Type: "json.compose", Version: 1, Group: "json", Help: help("json_compose"),
		Fields:  []engine.Field{{Name: "template", Type: engine.JSONField, Required: true}},
		Outputs: []string{"json", "value"},
		Codes:   []string{"compose.limit", "value.missing", "value.kind", "value.limit"},
	}
}

func (a jsonCompose) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c jsonComposeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	composer, err := eval.ParseJSON(c.Template, f.scope)
	if err != nil && c.Template != "" {
		f.fails("template", err)
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		composed, err := composer.Append(nil, a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("template", err)
		}
		return engine.Outcome{Output: map[string]any{"json": string(composed)}}, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs, Derive: readable("json", "value")}, nil
}

// readable adds to an output, under a name, what the JSON in one of its texts
// says; nothing, if that is no JSON.
func readable(text, name string) func(map[string]any) {
	return func(output map[string]any) {
		src, ok := output[text].(string)
		if _, has := output[name]; !ok || has {
			return
		}
		output[name] = sync.OnceValues(func() (any, error) {
			v, err := eval.Decode([]byte(src), eval.Limits{})
			if err != nil {
				return nil, nil
			}
			return v, nil
		})
	}
}
