package actiontest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stanok/engine"
)

// nobody is a key that no config has.
const nobody = "zz_nobody"

// takesItsFields fails if the config and the Spec know different fields, or if
// a default is not taken.
func takesItsFields(t *testing.T, a engine.Action, spec engine.Spec) {
	knows(t, a, "", spec.Fields, func(inner string) string { return inner })
}

// knows checks one level of fields; wrap puts a JSON object of that level into a
// whole config.
func knows(t *testing.T, a engine.Action, at string, fields []engine.Field, wrap func(string) string) {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	stranger := at + nobody
	found := false
	for _, p := range problems(a, wrap(`{"`+nobody+`": 1}`)) {
		if p.Code == "document.unknown_key" && p.Field == stranger {
			found = true
			if got := p.Args["known"]; got != strings.Join(names, ", ") {
				t.Errorf("%s knows %q, its spec has %q", at, got, names)
			}
		}
	}
	if !found {
		t.Errorf("the unknown key %s is taken", stranger)
	}
	for _, f := range fields {
		name := at + f.Name
		for _, p := range problems(a, wrap(fmt.Sprintf(`{%q: %s}`, f.Name, sample(f)))) {
			if (p.Field == name || p.Field == "") && refuses(f, p.Code) {
				t.Errorf("the field %s does not take %s: %v", name, sample(f), p)
			}
		}
		if f.Default != nil {
			value, _ := json.Marshal(f.Default)
			for _, p := range problems(a, wrap(fmt.Sprintf(`{%q: %s}`, f.Name, value))) {
				if p.Field == name {
					t.Errorf("the default %s of %s is not taken: %v", value, name, p)
				}
			}
		}
		switch f.Type {
		case engine.ObjectField:
			knows(t, a, name+".", f.Fields, func(inner string) string { return wrap(fmt.Sprintf(`{%q: %s}`, f.Name, inner)) })
		case engine.RowsField:
			knows(t, a, name+"[0].", f.Fields, func(inner string) string { return wrap(fmt.Sprintf(`{%q: [%s]}`, f.Name, inner)) })
		}
	}
}

// refuses reports whether a problem says that the field is unknown or of another
// kind. A plain field may well want more of its text than the sample is, and a
// text field that it is a length of time.
func refuses(f engine.Field, code string) bool {
	switch code {
	case "document.unknown_key":
		return true
	case "document.kind", "document.choice":
		return f.Type != engine.PlainField
	case "document.duration":
		return f.Type == engine.DurationField
	}
	return false
}

// sample is a value of the kind that a field takes.
func sample(f engine.Field) string {
	switch f.Type {
	case engine.NumberField:
		return "1"
	case engine.SwitchField:
		return "true"
	case engine.ChoiceField:
		return fmt.Sprintf("%q", f.Options[len(f.Options)-1])
	case engine.DurationField:
		return `"5s"`
	case engine.PairsField, engine.ObjectField:
		return `{}`
	case engine.RowsField:
		return `[]`
	}
	return `"x"`
}

func problems(a engine.Action, with string) engine.Problems {
	_, err := a.Prepare(json.RawMessage(with), engine.Scope{})
	return engine.ProblemsOf(err)
}

// hostile are configs that nobody writes on purpose.
var hostile = []string{
	``, `null`, `[]`, `"x"`, `1`, `{`, `{"": 1}`, `{"a": {"b": {"c": []}}}`,
	`{"url": [], "fields": {}, "cases": 5, "values": [], "key": {}, "over": null, "to": 7, "template": [], "message": {}}`,
	`{"url": "{{", "key": "{{ }}", "template": "{{ nobody.x }}", "message": "{{ 1 + }}", "to": "{{", "over": "{{ x }}", "when": "1 +"}`,
	`{"fields": [null, 1, {"name": {}}, {"name": "a", "path": "$["}]}`,
	`{"values": {"a b": "{{ x"}, "headers": {"a\nb": "c"}, "query": {"": []}}`,
}

func survivesAnyConfig(t *testing.T, a engine.Action) {
	for _, with := range hostile {
		_, err := a.Prepare(json.RawMessage(with), nil)
		for _, p := range engine.ProblemsOf(err) {
			if p.Code == "" || p.Code == "internal" {
				t.Errorf("%s gives a problem nobody can read: %v", with, p)
			}
			if p.Offset < 0 {
				t.Errorf("%s gives a problem at %d", with, p.Offset)
			}
		}
	}
}
