package actions

import (
	"context"
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// xmlCompose builds XML that is always well formed.
type xmlCompose struct{ Deps }

type xmlComposeConfig struct {
	Template string `json:"template"`
}

func (xmlCompose) Spec() engine.Spec {
	return engine.Spec{
		Type: "xml.compose", Version: 1, Group: "compose", Help: help("xml_compose"),
		Fields:  []engine.Field{{Name: "template", Type: engine.LongField, Required: true}},
		Outputs: []string{"text"},
		Codes:   []string{"compose.limit", "value.missing", "value.kind", "value.limit"},
	}
}

func (a xmlCompose) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c xmlComposeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	composer, err := eval.ParseXML(c.Template, f.scope)
	if err != nil && c.Template != "" {
		f.fails("template", err)
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		text, err := composer.String(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("template", err)
		}
		return engine.Outcome{Output: map[string]any{"text": text}}, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}
