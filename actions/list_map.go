package actions

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"stanok/engine"
	"stanok/engine/eval"
)

// listMap makes one list of objects of several lists side by side, or the other
// way round.
type listMap struct{ Deps }

type listMapConfig struct {
	Lists     map[string]json.RawMessage `json:"lists"`
	Objects   json.RawMessage            `json:"objects"`
	Columns   json.RawMessage            `json:"columns"`
	Separator string                     `json:"separator"`
}

func (listMap) Spec() engine.Spec {
	return engine.Spec{
		Type: "list.map", Version: 1, Group: "data", Help: help("list_map"),
		Fields: []engine.Field{
			{Name: "lists", Type: engine.PairsField},
			{Name: "objects", Type: engine.ValueField},
			{Name: "columns", Type: engine.AnyField},
			{Name: "separator", Type: engine.PlainField, Default: ","},
		},
		Codes: []string{"list.unequal", "value.missing", "value.kind", "value.limit", "parse.limit"},
	}
}

func (a listMap) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c listMapConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	lists := f.pairs("lists", c.Lists, eval.Plain)
	objects := f.value("objects", c.Objects, eval.Plain)
	if len(lists) > 0 == objects.given() {
		f.wrong("lists", "document.one_of", "keys", "lists, objects")
	}
	var columns []column
	if objects.given() {
		columns = f.columns(c.Columns)
	}
	separator := f.separator(c.Separator)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	if objects.given() {
		return a.apart(objects, columns, separator), nil
	}
	return a.together(lists, separator), nil
}

// separator reads the one character that stands between the parts of a text.
func (f *form) separator(src string) rune {
	r, size := utf8.DecodeRuneInString(src)
	switch {
	case size == 0:
		f.wrong("separator", "document.required", "key", "separator")
	case size != len(src):
		f.wrong("separator", "document.length", "max", "1")
	case r == '"':
		f.wrong("separator", "document.choice")
	}
	return r
}

// columns reads the names of columns: a list of them, or a text with commas
// between them.
func (f *form) columns(src json.RawMessage) []column {
	var names []string
	if text := textOf(src); kindOf(src) == "text" {
		names, _ = eval.SplitList(text, ',')
	} else if json.Unmarshal(src, &names) != nil {
		f.wrong("columns", "document.kind", "want", "list", "given", kindOf(src))
		return nil
	}
	if len(names) == 0 {
		f.wrong("columns", "document.required", "key", "columns")
	}
	columns := make([]column, len(names))
	for i, name := range names {
		at := fmt.Sprintf("columns[%d]", i)
		f.name(at, name, names[:i])
		columns[i] = column{name, f.path(at, eval.PathOf(name))}
	}
	return columns
}

// together makes a list of objects of lists.
func (a listMap) together(lists []pair, separator rune) engine.Prepared {
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		var list []any
		for i, p := range lists {
			at := join("lists", p.name)
			v, _, err := p.value.of(env)
			if err != nil {
				return engine.Outcome{}, within(at, err)
			}
			values, ok := listOrText(v, separator)
			if !ok {
				return engine.Outcome{}, within(at, refused("value.kind", "name", p.name, "kind", kindOfValue(v), "want", "list"))
			}
			if i == 0 {
				list = make([]any, len(values))
				for j := range list {
					list[j] = make(map[string]any, len(lists))
				}
			}
			if len(values) != len(list) {
				return engine.Outcome{}, within(at, refused("list.unequal", "name", p.name, "count", strconv.Itoa(len(values)),
					"other", lists[0].name, "other_count", strconv.Itoa(len(list))))
			}
			for j, v := range values {
				list[j].(map[string]any)[p.name] = v
			}
		}
		return engine.Outcome{Output: map[string]any{"list": list}}, nil
	}
	return engine.Prepared{Run: run, Outputs: []string{"list"}}
}

// listOrText is a list as it is, or the parts of a text. Nothing is an empty list.
func listOrText(v any, separator rune) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case map[string]any:
		return nil, false
	default:
		parts, ok := eval.SplitList(eval.TextOf(v), separator)
		return texts(parts), ok
	}
}

// apart makes a text of each column of a list of objects.
func (a listMap) apart(objects value, columns []column, separator rune) engine.Prepared {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.title
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		v, _, err := objects.of(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("objects", err)
		}
		lines, err := linesOf(v, columns, false)
		if err != nil {
			return engine.Outcome{}, within("objects", err)
		}
		out := make(map[string]any, len(columns))
		for i, name := range names {
			parts := make([]string, len(lines))
			for j := range lines {
				parts[j] = lines[j][i]
			}
			out[name] = eval.JoinList(parts, separator)
		}
		return engine.Outcome{Output: out}, nil
	}
	return engine.Prepared{Run: run, Outputs: names}
}
