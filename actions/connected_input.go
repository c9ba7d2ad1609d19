package actions

import (
	"encoding/json"
	"strings"

	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/eval"
)

// inputNames are the names that expressions of a declaration see below input.
func inputNames(fields []connector.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// specOf describes a declared action as a built-in one describes itself.
func specOf(s connector.Service, a connector.Action) engine.Spec {
	spec := engine.Spec{
		Type: s.Name + "." + a.Name, Version: 1, Group: "service", Service: s.Name, Search: a.Words, Help: engine.Help(a.Help),
		Outputs: []string{"status", "headers", "body", "json", "content_type", "duration_ms"}, Codes: httpRequest{}.Spec().Codes,
	}
	if spec.Help == nil {
		spec.Help = engine.Help(a.About)
	}
	if c := s.Connection; c != nil && c.Script != "" {
		spec.Help = withScript(spec.Help, c.Script)
	}
	if s.Connection != nil {
		spec.Fields = append(spec.Fields, engine.Field{Name: "connection", Type: engine.ConnField, Required: true})
	}
	spec.Fields = append(spec.Fields, specFields(s.Lists, a.Fields)...)
	for _, g := range a.Gives {
		spec.Outputs = append(spec.Outputs, g.Name)
	}
	return spec
}

// withScript shows below a help what people put into the service.
func withScript(help engine.Help, script string) engine.Help {
	longer := make(engine.Help, len(help))
	for lang, text := range help {
		longer[lang] = strings.TrimSpace(text) + "\n\n```\n" + strings.TrimSpace(script) + "\n```\n"
	}
	return longer
}

func specFields(lists []connector.List, declared []connector.Field) []engine.Field {
	all := make([]engine.Field, len(declared))
	for i, d := range declared {
		all[i] = engine.Field{
			Name: d.Name, Type: fieldTypes[d.Kind], Default: d.Default, Required: d.Required, Advanced: d.Advanced,
			List: d.List, Example: d.Example, Fields: specFields(lists, d.Fields),
		}
		for _, l := range lists {
			if l.Name == d.List {
				all[i].Needs = l.Needs
			}
		}
		for _, o := range d.Options {
			all[i].Options = append(all[i].Options, o.Value)
		}
	}
	return all
}

// fieldTypes are the kinds of fields that declarations have.
var fieldTypes = map[string]engine.FieldType{
	"": engine.TextField, "text": engine.TextField, "longtext": engine.LongField, "value": engine.ValueField,
	"number": engine.NumberField, "switch": engine.SwitchField, "choice": engine.ChoiceField, "pairs": engine.PairsField,
	"rows": engine.RowsField,
}

// entries compiles what a node says in the fields of a declared action.
func (f *form) entries(at string, fields []connector.Field, given map[string]json.RawMessage) []pair {
	all := make([]pair, 0, len(fields))
	for _, d := range fields {
		src, field := given[d.Name], join(at, d.Name)
		if isAbsent(src) || textOf(src) == "" && fieldTypes[d.Kind] == engine.TextField {
			continue // missing, as an empty entry of a form is
		}
		all = append(all, pair{d.Name, f.value(field, src, placeIn(d.Escape, given))})
	}
	return all
}

// placeIn is where the text of a field stands: in the format that another field
// says.
func placeIn(e *connector.Escape, given map[string]json.RawMessage) eval.Place {
	if e == nil {
		return eval.Plain
	}
	return map[string]eval.Place{"html": eval.HTML, "markdown": eval.Markdown}[e.As[textOf(given[e.By])]]
}

// inputOf works the fields out; those left out by optional() are missing.
func inputOf(entries []pair, env eval.Env) (map[string]any, error) {
	input := make(map[string]any, len(entries))
	for _, e := range entries {
		v, present, err := e.value.of(env)
		if err != nil {
			return nil, within(e.name, err)
		}
		if present {
			input[e.name] = v
		}
	}
	return input, nil
}
