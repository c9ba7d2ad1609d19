package engine

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Mention is a place of a config that names something kept beside documents.
type Mention struct {
	Kind  FieldType // ConnField, TableField or ProcessingField
	Name  string
	Field string // of the config: "connection", "rows[2].table"
}

// Mentions lists what a config of these fields names, those that expressions look
// up in tables included.
func Mentions(fields []Field, with json.RawMessage) []Mention {
	return mentions("", fields, with)
}

func mentions(at string, fields []Field, with json.RawMessage) []Mention {
	var config map[string]json.RawMessage
	if json.Unmarshal(with, &config) != nil {
		return nil
	}
	var all []Mention
	for _, f := range fields {
		all = append(all, mentionsIn(at+f.Name, f, config[f.Name])...)
	}
	return all
}

func mentionsIn(at string, f Field, value json.RawMessage) []Mention {
	var all []Mention
	switch f.Type {
	case ConnField, TableField, ProcessingField:
		var name string
		if json.Unmarshal(value, &name) == nil && name != "" {
			all = append(all, Mention{f.Type, name, at})
		}
	case ProcessingsField:
		var names []string
		_ = json.Unmarshal(value, &names) // what is no list of texts names none
		for i, name := range names {
			all = append(all, Mention{ProcessingField, name, at + "[" + strconv.Itoa(i) + "]"})
		}
	case ObjectField:
		all = mentions(at+".", f.Fields, value)
	case RowsField:
		var rows []json.RawMessage
		_ = json.Unmarshal(value, &rows)
		for i, row := range rows {
			all = append(all, mentions(at+"["+strconv.Itoa(i)+"].", f.Fields, row)...)
		}
	default:
		for _, name := range lookedUp(Decode(value)) {
			all = append(all, Mention{TableField, name, at})
		}
	}
	return all
}

var lookupCall = regexp.MustCompile(`\blookup\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`)

// lookedUp are the tables that the expressions in a value name by a text.
func lookedUp(v any) []string {
	var names []string
	switch v := v.(type) {
	case string:
		if !strings.Contains(v, "lookup(") {
			return nil
		}
		for _, m := range lookupCall.FindAllStringSubmatch(v, -1) {
			text := m[1]
			if text[0] == '\'' {
				text = `"` + strings.ReplaceAll(strings.ReplaceAll(text[1:len(text)-1], `\'`, `'`), `"`, `\"`) + `"`
			}
			if name, err := strconv.Unquote(text); err == nil && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	case []any:
		for _, e := range v {
			names = append(names, lookedUp(e)...)
		}
	case map[string]any:
		for _, e := range v {
			names = append(names, lookedUp(e)...)
		}
	}
	return names
}
