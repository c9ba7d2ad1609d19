package actions

import (
	"context"
	"encoding/json"
	"fmt"

	"stanok/engine"
	"stanok/engine/eval"
)

// parseRowConfig is a row of any parser. Where the value is found is said by one
// of Path, Find and Pattern.
type parseRowConfig struct {
	Name     string          `json:"name"`
	Path     string          `json:"path"`
	Find     string          `json:"find"`
	Take     string          `json:"take"`
	Pattern  string          `json:"pattern"`
	Kind     string          `json:"kind"`
	Missing  string          `json:"missing"`
	Required bool            `json:"required"`
	Default  json.RawMessage `json:"default"`
}

// parseFields are those of a parser's form. The spot is what says where in the
// text a value is.
func parseFields(kinds []string, spot ...engine.Field) []engine.Field {
	row := append([]engine.Field{{Name: "name", Type: engine.PlainField, Required: true}}, spot...)
	return []engine.Field{
		{Name: "from", Type: engine.ValueField, Required: true},
		{Name: "fields", Type: engine.RowsField, Required: true, Fields: append(row,
			engine.Field{Name: "kind", Type: engine.ChoiceField, Options: kinds, Default: "any"},
			engine.Field{Name: "missing", Type: engine.ChoiceField, Options: []string{"empty", "fail", "default"}},
			engine.Field{Name: "default", Type: engine.ValueField},
		)},
	}
}

// spot finds one row's value in what was read.
type spot interface {
	find(ctx context.Context, root any) (v any, found bool, err error)
	explain(root any) error // why nothing was found
}

// parseRow is one field to take out.
type parseRow struct {
	at, key  string // its place in the config, and the key there that says its spot
	name     string
	spot     spot
	kind     string
	missing  string
	fallback value
	single   bool // one value and a list of one cannot be told apart
}

// rows compiles a parser's rows; compile makes the spot of one, at its field.
func (f *form) rows(given []parseRowConfig, key string, compile func(field string, r parseRowConfig) spot) (rows []parseRow, names []string) {
	rows, names = make([]parseRow, len(given)), make([]string, 0, len(given))
	for i, r := range given {
		at := fmt.Sprintf("fields[%d]", i)
		f.name(at+".name", r.Name, names)
		rows[i] = parseRow{
			at: at, key: key, name: r.Name, kind: r.Kind, spot: compile(at+"."+key, r),
			missing: f.whenMissing(at, r.Missing, r.Required, r.Default), fallback: f.value(at+".default", r.Default, eval.Plain),
		}
		names = append(names, r.Name)
	}
	return rows, names
}

// whenMissing is what a row wants when there is nothing at its spot. A default
// that is given without a word is meant.
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

// parsing is a parser ready to run: read makes of from what the rows look into.
func (d Deps) parsing(from value, rows []parseRow, names []string, read func(v any) (any, error)) engine.Prepared {
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := d.envOf(ctx, in)
		v, _, err := from.of(env)
		if err == nil {
			v, err = read(v)
		}
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		out := make(map[string]any, len(rows))
		for i := range rows {
			if out[rows[i].name], err = rows[i].take(ctx, v, env); err != nil {
				return engine.Outcome{}, err
			}
		}
		return engine.Outcome{Output: out}, nil
	}
	return engine.Prepared{Run: run, Outputs: names, Searchable: true}
}

// take returns the row's value out of what was read. A null is as good as missing.
func (r *parseRow) take(ctx context.Context, root any, env eval.Env) (any, error) {
	v, found, err := r.spot.find(ctx, root)
	switch {
	case err != nil:
		return nil, r.named(err)
	case found && v != nil:
		if _, many := v.([]any); r.single && r.kind == "list" && !many {
			v = []any{v}
		}
		got, ok := asKind(v, r.kind)
		if !ok {
			return nil, r.named(refused("value.kind", "name", r.name, "kind", kindOfValue(v), "want", r.kind))
		}
		return got, nil
	case r.missing == "fail" && found:
		return nil, r.named(refused("value.missing", "name", r.name))
	case r.missing == "fail":
		return nil, r.named(r.spot.explain(root))
	case r.missing == "default":
		got, _, err := r.fallback.of(env)
		return got, within(r.at+".default", err)
	case r.single && r.kind == "list":
		return []any{}, nil
	}
	return v, nil // an empty list, if the path asks for several
}

// named places an error at the row it is about.
func (r *parseRow) named(err error) error {
	return within(r.at+"."+r.key, withArg(err, "field", r.name))
}
