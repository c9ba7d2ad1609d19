package origin

import (
	"slices"
	"strings"

	"stanok/engine/eval"
)

// piece is the part of an action's config that a value was made by.
type piece struct {
	config any
	rest   []any          // how to go on below what it refers to
	text   string         // said instead of the config
	asked  bool           // an answer: the config is what was asked with
	rows   map[string]row // the names of a template's rows
}

// row is what a template's rows are repeated for, and which of them it is.
type row struct {
	list  string
	index int
	rows  map[string]row // those around it
}

func (p piece) said() string {
	switch text, ok := p.config.(string); {
	case p.text != "":
		return p.text
	case p.asked || !ok:
		return ""
	default:
		return text
	}
}

// given finds the piece that the value at a path of an action's input was made
// by.
func given(with any, steps []any) piece {
	all, _ := with.(map[string]any)
	if len(steps) == 0 {
		return piece{config: with}
	}
	switch name, _ := steps[0].(string); name {
	case "body":
		body, _ := all["body"].(map[string]any)
		if fields, ok := body["fields"].(map[string]any); ok && body["from"] == nil {
			return within(fields, steps[1:])
		}
		if body["from"] != nil {
			return piece{config: body["from"], rest: steps[1:]}
		}
		return piece{config: without(all, "url", "headers", "query", "success")}
	case "url":
		return piece{config: []any{all["url"], all["query"]}}
	default:
		if all[name] == nil {
			return piece{config: with}
		}
		return within(all, steps)
	}
}

// made finds the piece that the value at a path of an action's output was made
// by.
func made(kind string, with any, steps []any) piece {
	all, _ := with.(map[string]any)
	name := ""
	if len(steps) > 0 {
		name, _ = steps[0].(string)
	}
	switch rows, _ := all["fields"].([]any); {
	case len(rows) > 0 && all["from"] != nil:
		return taken(all["from"], rows, name, steps)
	case kind == "json.compose":
		template, _ := all["template"].(string)
		if (name == "json" || name == "value") && len(steps) > 0 {
			return composed(template, steps[1:])
		}
		return piece{config: template}
	case kind == "set":
		values, _ := all["values"].(map[string]any)
		if _, ok := values[name]; ok {
			return within(values, steps)
		}
	case kind == "loop":
		return piece{config: all["over"]}
	case kind == "http.request", all["connection"] != nil:
		return piece{config: without(all, "success"), asked: true}
	}
	return piece{config: with}
}

// taken is a parser's row.
func taken(from any, rows []any, name string, steps []any) piece {
	for _, one := range rows {
		r, _ := one.(map[string]any)
		if r["name"] != name {
			continue
		}
		for _, key := range []string{"path", "find", "pattern"} {
			spot, _ := r[key].(string)
			if spot == "" {
				continue
			}
			p := piece{config: from, text: spot}
			if path, err := eval.ParsePath(spot); err == nil && key == "path" {
				if plain, ok := path.Steps(); ok {
					p.rest = slices.Concat(plain, steps[1:])
				}
			}
			return p
		}
	}
	return piece{config: from}
}

// within goes down into a config as far as it says.
func within(config any, steps []any) piece {
	for i, s := range steps {
		object, ok := config.(map[string]any)
		if !ok {
			return piece{config: config, rest: steps[i:]}
		}
		key, _ := s.(string)
		next, ok := object[key]
		for k, v := range object {
			if !ok && strings.EqualFold(k, key) { // headers
				next, ok = v, true
			}
		}
		if !ok {
			return piece{config: config}
		}
		config = next
	}
	return piece{config: config}
}

func without(all map[string]any, names ...string) map[string]any {
	left := map[string]any{}
	for k, v := range all {
		if !slices.Contains(names, k) {
			left[k] = v
		}
	}
	return left
}
