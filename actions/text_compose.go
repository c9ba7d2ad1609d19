package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// textCompose builds a text.
type textCompose struct{ Deps }

type textComposeConfig struct {
	Template string `json:"template"`
}

func (textCompose) Spec() engine.Spec {
	return engine.Spec{
		Type: "text.compose", Version: 1, Group: "compose", Help: help("text_compose"),
		Fields:  []engine.Field{{Name: "template", Type: engine.LongField, Required: true}},
		Outputs: []string{"text"},
		Codes:   []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a textCompose) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c textComposeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	template := f.text("template", c.Template, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		text, err := template.String(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("template", err)
		}
		return engine.Outcome{Output: map[string]any{"text": text}}, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}
