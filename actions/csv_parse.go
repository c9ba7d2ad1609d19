package actions

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// csvParse reads a table with separated values.
type csvParse struct{ Deps }

type csvParseConfig struct {
	From      json.RawMessage `json:"from"`
	Separator string          `json:"separator"`
	Header    bool            `json:"header"`
	Skip      int             `json:"skip"`
}

// separators are the words for what stands between values. What is none of them
// is found out.
var separators = map[string]rune{"comma": ',', "semicolon": ';', "tab": '\t', "bar": '|'}

func (csvParse) Spec() engine.Spec {
	return engine.Spec{
		Type: "csv.parse", Version: 1, Group: "parser", Help: help("csv_parse"),
		Fields: []engine.Field{
			{Name: "from", Type: engine.ValueField, Required: true},
			{Name: "separator", Type: engine.ChoiceField, Options: []string{"auto", "comma", "semicolon", "tab", "bar"}, Default: "auto"},
			{Name: "header", Type: engine.SwitchField, Default: true},
			{Name: "skip", Type: engine.NumberField, Default: json.Number("0"), Advanced: true},
		},
		Outputs: []string{"list", "columns", "count"},
		Codes:   []string{"parse.not_csv", "parse.limit", "value.missing", "value.kind", "value.limit"},
	}
}

func (a csvParse) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c csvParseConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	f.between("skip", c.Skip, 0, 1000)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		v, _, err := from.of(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		lines, err := wire.CSV(eval.TextOf(v), separators[c.Separator], c.Skip)
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		out, err := tableOf(lines, c.Header)
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		return engine.Outcome{Output: out}, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}

// tableOf makes values of a table's lines: objects by the names in the first
// line, or lists if it has none.
func tableOf(lines []wire.Line, header bool) (map[string]any, error) {
	names, list := []string{}, make([]any, 0, len(lines))
	if header && len(lines) > 0 {
		names, lines = columnNames(lines[0].Values), lines[1:]
	}
	for _, l := range lines {
		if !header {
			list = append(list, texts(l.Values))
			continue
		}
		if row, ok := rowOf(l.Values, names); ok {
			list = append(list, row)
			continue
		}
		return nil, refused("parse.not_csv", "reason", "columns", "line", strconv.Itoa(l.At),
			"count", strconv.Itoa(len(l.Values)), "columns", strconv.Itoa(len(names)))
	}
	return map[string]any{"list": list, "columns": texts(names), "count": number(len(list))}, nil
}

// columnNames are those of a first line. One that is empty is named after its
// place, one that is there already after its place among those.
func columnNames(given []string) []string {
	names, seen := make([]string, len(given)), map[string]bool{}
	for i, name := range given {
		name = strings.TrimSpace(name)
		if name == "" {
			name = "column_" + strconv.Itoa(i+1)
		}
		names[i] = name
		for n := 2; seen[names[i]]; n++ {
			names[i] = name + "_" + strconv.Itoa(n)
		}
		seen[names[i]] = true
	}
	return names
}

// rowOf names the values of one line. Values that a line leaves out at its end are
// empty; it is false for a line with more values than names.
func rowOf(values, names []string) (map[string]any, bool) {
	row := make(map[string]any, len(names))
	for i, name := range names {
		row[name] = ""
		if i < len(values) {
			row[name] = values[i]
		}
	}
	for _, v := range values[min(len(values), len(names)):] {
		if strings.TrimSpace(v) != "" {
			return nil, false
		}
	}
	return row, true
}

func texts(all []string) []any {
	list := make([]any, len(all))
	for i, s := range all {
		list[i] = s
	}
	return list
}
