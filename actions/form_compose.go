package actions

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// formCompose builds the text of a web form.
type formCompose struct{ Deps }

type formComposeConfig struct {
	Fields map[string]json.RawMessage `json:"fields"`
}

func (formCompose) Spec() engine.Spec {
	return engine.Spec{
		Type: "form.compose", Version: 1, Group: "compose", Help: help("form_compose"),
		Fields:  []engine.Field{{Name: "fields", Type: engine.PairsField, Required: true}},
		Outputs: []string{"text"},
		Codes:   []string{"value.missing", "value.kind", "value.limit"},
	}
}

func (a formCompose) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c formComposeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	fields := f.pairs("fields", c.Fields, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		given, err := worked("fields", fields, a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, err
		}
		return engine.Outcome{Output: map[string]any{"text": encodeForm(given)}}, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}

// named is one value worked out, with its name.
type named struct {
	name  string
	value any
}

// worked works out the pairs of a config's field; those left out by optional()
// are missing, and a list is one entry for each of its values.
func worked(field string, pairs []pair, env eval.Env) ([]named, error) {
	whole, err := present(field, pairs, env)
	if err != nil {
		return nil, err
	}
	all := make([]named, 0, len(whole))
	for _, n := range whole {
		list, ok := n.value.([]any)
		if !ok {
			list = []any{n.value}
		}
		for _, e := range list {
			all = append(all, named{n.name, e})
		}
	}
	return all, nil
}

// present computes pairs, without those that optional() leaves out.
func present(field string, pairs []pair, env eval.Env) ([]named, error) {
	all := make([]named, 0, len(pairs))
	for _, p := range pairs {
		v, there, err := p.value.of(env)
		if err != nil {
			return nil, within(join(field, p.name), err)
		}
		if there {
			all = append(all, named{p.name, v})
		}
	}
	return all, nil
}

// encodeForm writes values as a query or a form: name=value&name=value.
func encodeForm(values []named) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(v.name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(eval.TextOf(v.value)))
	}
	return b.String()
}

// flat lists an object's values by name, and each of a list's under its name.
func flat(object map[string]any) []named {
	all := make([]named, 0, len(object))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		list, ok := object[name].([]any)
		if !ok {
			list = []any{object[name]}
		}
		for _, v := range list {
			all = append(all, named{name, v})
		}
	}
	return all
}

// opened writes the parts of objects and lists as PHP reads them: name[key] and
// name[0]. What is empty is left out.
func opened(fields []named) []named {
	all := make([]named, 0, len(fields))
	for _, f := range fields {
		switch v := f.value.(type) {
		case nil:
		case map[string]any:
			parts := make([]named, 0, len(v))
			for _, key := range slices.Sorted(maps.Keys(v)) {
				parts = append(parts, named{f.name + "[" + key + "]", v[key]})
			}
			all = append(all, opened(parts)...)
		case []any:
			parts := make([]named, len(v))
			for i, e := range v {
				parts[i] = named{f.name + "[" + strconv.Itoa(i) + "]", e}
			}
			all = append(all, opened(parts)...)
		default:
			all = append(all, f)
		}
	}
	return all
}
