package actions

import (
	"context"
	"encoding/json"
	"fmt"

	"stanok/engine"
	"stanok/engine/eval"
)

// jsonParse takes fields out of JSON by their paths.
type jsonParse struct{ Deps }

type jsonParseConfig struct {
	From   json.RawMessage `json:"from"`
	Fields []struct {
		Name     string          `json:"name"`
		Path     string          `json:"path"`
		Kind     string          `json:"kind"`
		Missing  string          `json:"missing"`
		Required bool            `json:"required"`
		Default  json.RawMessage `json:"default"`
	} `json:"fields"`
}

func (jsonParse) Spec() engine.Spec {
	return engine.Spec{
		Type: "json.parse", Version: 1, Group: "parser", Help: help("json_parse"),
		Fields: []engine.Field{
			{Name: "from", Type: engine.ValueField, Required: true},
			{Name: "fields", Type: engine.RowsField, Required: true, Fields: []engine.Field{
				{Name: "name", Type: engine.PlainField, Required: true},
				{Name: "path", Type: engine.PlainField, Required: true},
				{Name: "kind", Type: engine.ChoiceField, Options: parseKinds, Default: "any"},
				{Name: "missing", Type: engine.ChoiceField, Options: []string{"empty", "fail", "default"}},
				{Name: "default", Type: engine.ValueField},
				{Name: "required", Type: engine.SwitchField, Advanced: true}, // the same as missing: fail
			}},
		},
		Codes: []string{"parse.not_json", "parse.path_missing", "parse.limit", "value.missing", "value.kind", "value.limit"},
	}
}

// parseRow is one field to take out.
type parseRow struct {
	at, name string
	path     *eval.Path
	kind     string
	missing  string
	fallback value
}

func (a jsonParse) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c jsonParseConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	rows := make([]parseRow, len(c.Fields))
	names := make([]string, 0, len(c.Fields))
	for i, r := range c.Fields {
		at := fmt.Sprintf("fields[%d]", i)
		f.name(at+".name", r.Name, names)
		rows[i] = parseRow{
			at: at, name: r.Name, kind: r.Kind, path: f.path(at+".path", r.Path),
			missing: f.whenMissing(at, r.Missing, r.Required, r.Default), fallback: f.value(at+".default", r.Default, eval.Plain),
		}
		names = append(names, r.Name)
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		root, err := parsed(from, env)
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		out := make(map[string]any, len(rows))
		for i := range rows {
			if out[rows[i].name], err = rows[i].take(root, env); err != nil {
				return engine.Outcome{}, err
			}
		}
		return engine.Outcome{Output: out}, nil
	}
	return engine.Prepared{Run: run, Outputs: names, Searchable: true}, nil
}

func (f *form) path(field, src string) *eval.Path {
	if src == "" {
		return nil
	}
	p, err := eval.ParsePath(src)
	if err != nil {
		f.fails(field, err)
	}
	return p
}

// whenMissing is what a row wants when its path finds nothing. A default that is
// given without a word is meant.
func (f *form) whenMissing(at, missing string, required bool, fallback json.RawMessage) string {
	switch {
	case missing == "" && required:
		return "fail"
	case missing == "" && fallback != nil:
		return "default"
	case missing == "":
		return "empty"
	case required && missing != "fail":
		f.wrong(at, "document.one_of", "keys", "required, missing")
	case missing == "default" && fallback == nil:
		f.wrong(at+".default", "document.required", "key", "default")
	}
	return missing
}

// parsed returns what the text of from says, or a value that is parsed already.
func parsed(from value, env eval.Env) (any, error) {
	v, _, err := from.of(env)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case map[string]any, []any:
		return v, nil
	default:
		text := eval.TextOf(v)
		root, err := eval.Decode([]byte(text), eval.Limits{})
		if err != nil {
			return nil, notJSON(text, err)
		}
		return root, nil
	}
}

// take returns the row's value out of a document. A null is as good as missing.
func (r *parseRow) take(root any, env eval.Env) (any, error) {
	v, found, err := r.path.Find(root)
	switch {
	case err != nil:
		return nil, r.named(err)
	case found && v != nil:
		got, ok := asKind(v, r.kind)
		if !ok {
			return nil, r.named(refused("value.kind", "name", r.name, "kind", kindOfValue(v), "want", r.kind))
		}
		return got, nil
	case r.missing == "fail" && found:
		return nil, r.named(refused("value.missing", "name", r.name))
	case r.missing == "fail":
		return nil, r.named(r.path.Explain(root))
	case r.missing == "default":
		got, _, err := r.fallback.of(env)
		return got, within(r.at+".default", err)
	}
	return v, nil // an empty list, if the path asks for several
}

// named places an error at the row it is about.
func (r *parseRow) named(err error) error {
	return within(r.at+".path", withArg(err, "field", r.name))
}
