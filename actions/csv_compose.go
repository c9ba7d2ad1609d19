package actions

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// csvCompose writes a list as a table with separated values.
type csvCompose struct{ Deps }

type csvComposeConfig struct {
	From    json.RawMessage `json:"from"`
	Columns []struct {
		Title string `json:"title"`
		Path  string `json:"path"`
	} `json:"columns"`
	Separator   string `json:"separator"`
	Header      bool   `json:"header"`
	Spreadsheet bool   `json:"spreadsheet"`
}

func (csvCompose) Spec() engine.Spec {
	return engine.Spec{
		Type: "csv.compose", Version: 1, Group: "compose", Help: help("csv_compose"),
		Fields: []engine.Field{
			{Name: "from", Type: engine.ValueField, Required: true},
			{Name: "columns", Type: engine.RowsField, Fields: []engine.Field{
				{Name: "title", Type: engine.PlainField, Required: true},
				{Name: "path", Type: engine.PlainField},
			}},
			{Name: "separator", Type: engine.ChoiceField, Options: []string{"comma", "semicolon", "tab", "bar"}, Default: "comma"},
			{Name: "header", Type: engine.SwitchField, Default: true},
			{Name: "spreadsheet", Type: engine.SwitchField, Default: false},
		},
		Outputs: []string{"text", "count"},
		Codes:   []string{"value.missing", "value.kind", "value.limit", "parse.limit"},
	}
}

// column is one column of a table that is written.
type column struct {
	title string
	path  *eval.Path
}

func (a csvCompose) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c csvComposeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	columns := make([]column, len(c.Columns))
	for i, one := range c.Columns {
		path := one.Path
		if path == "" && one.Title != "" {
			path = eval.PathOf(one.Title)
		}
		columns[i] = column{one.Title, f.path(fmt.Sprintf("columns[%d].path", i), path)}
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		v, _, err := from.of(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		lines, err := linesOf(v, columns, c.Header)
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		count := len(lines)
		if c.Header {
			count = max(0, count-1)
		}
		return engine.Outcome{Output: map[string]any{"text": c.write(lines), "count": number(count)}}, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}

// write is the table as text.
func (c csvComposeConfig) write(lines [][]string) string {
	mark := ""
	if c.Spreadsheet {
		mark = "\uFEFF" // by which spreadsheets know UTF-8
		for _, line := range lines {
			for i := range line {
				line[i] = harmless(line[i])
			}
		}
	}
	return mark + wire.WriteCSV(lines, separators[c.Separator])
}

// formula is what a spreadsheet would take for one. A number or a telephone number
// with a sign is none.
var (
	formula = regexp.MustCompile(`^[=+\-@\t\r]`)
	signed  = regexp.MustCompile(`^[+\-][0-9 ().,\-]*$`)
)

// harmless keeps a spreadsheet from computing what came from outside.
func harmless(s string) string {
	if formula.MatchString(s) && !signed.MatchString(s) {
		return "'" + s
	}
	return s
}

// linesOf makes lines of a list of objects or of lists.
func linesOf(v any, columns []column, header bool) ([][]string, error) {
	rows, ok := v.([]any)
	if !ok && v != nil {
		return nil, refused("value.kind", "name", "from", "kind", kindOfValue(v), "want", "list")
	}
	if len(columns) == 0 {
		columns = columnsOf(rows)
	}
	var lines [][]string
	if header && len(columns) > 0 {
		titles := make([]string, len(columns))
		for i, c := range columns {
			titles[i] = c.title
		}
		lines = append(lines, titles)
	}
	for i, row := range rows {
		line, err := lineOf(row, columns)
		if err != nil {
			return nil, withArg(err, "name", "from["+strconv.Itoa(i)+"]")
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// columnsOf are all keys that objects of a list have; nil for a list of lists.
func columnsOf(rows []any) []column {
	keys := map[string]bool{}
	for _, row := range rows {
		object, _ := row.(map[string]any)
		for k := range object {
			keys[k] = true
		}
	}
	columns := make([]column, 0, len(keys))
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		path, err := eval.ParsePath(eval.PathOf(k))
		if err != nil { // such as a key that is too long to be a path
			continue
		}
		columns = append(columns, column{k, path})
	}
	return columns
}

func lineOf(row any, columns []column) ([]string, error) {
	list, isList := row.([]any)
	if _, isObject := row.(map[string]any); !isObject && !isList {
		return nil, refused("value.kind", "kind", kindOfValue(row), "want", "object")
	}
	if isList && len(columns) == 0 {
		line := make([]string, len(list))
		for i, v := range list {
			line[i] = cellOf(v)
		}
		return line, nil
	}
	line := make([]string, len(columns))
	for i, c := range columns {
		v, _, err := c.path.Find(row)
		if err != nil {
			return nil, err
		}
		line[i] = cellOf(v)
	}
	return line, nil
}

// cellOf is a value in one cell: texts of a list have commas between them.
func cellOf(v any) string {
	list, ok := v.([]any)
	if !ok {
		return eval.TextOf(v)
	}
	all := make([]string, len(list))
	for i, e := range list {
		all[i] = eval.TextOf(e)
	}
	return strings.Join(all, ", ")
}
