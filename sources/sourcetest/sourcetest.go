// Package sourcetest checks what every source promises. It is imported by tests
// only.
package sourcetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
)

// Check holds a source to engine.Source. config is a value of the struct its
// config is read into; right are configs without a problem that together set
// every field of its Spec. A source keeps its word if its Spec is whole and in
// three languages, if its fields are those of its config, if it names every
// field of a wrong kind and every key it does not know, and if its Prepare
// survives whatever it is given.
func Check(t *testing.T, s engine.Source, config any, right ...string) {
	t.Helper()
	spec := s.Spec()
	checkSpec(t, spec)
	if !reflect.DeepEqual(spec, s.Spec()) {
		t.Error("Spec is not constant")
	}
	checkFields(t, "", spec.Fields, reflect.TypeOf(config))
	c := checker{t, s, map[string]bool{}}
	for _, text := range right {
		var with map[string]any
		if err := json.Unmarshal([]byte(text), &with); err != nil {
			t.Fatalf("%s is no JSON: %v", text, err)
		}
		if got := c.problems(with); len(got) > 0 {
			t.Errorf("%s has problems: %v", text, got)
		}
		c.keys("", "", spec.Fields, with, with)
	}
	c.allSet("", spec.Fields)
	c.survives()
}

type checker struct {
	t   *testing.T
	s   engine.Source
	set map[string]bool // fields that some config sets, without their rows
}

// problems are the fields and codes of all that is wrong with a config.
func (c checker) problems(with any) []string {
	raw, err := json.Marshal(with)
	if err != nil {
		c.t.Fatal(err)
	}
	_, err = c.s.Prepare(raw, engine.Settings{})
	var all []string
	for _, p := range engine.ProblemsOf(err) {
		all = append(all, p.Field+" "+p.Code)
	}
	return all
}

// keys spoils one place of a config after another, below at, and looks whether
// it is named. inside is a part of whole, which it puts back.
func (c checker) keys(at, field string, fields []engine.Field, inside, whole map[string]any) {
	inside["no_such_key"] = 1
	c.named(whole, join(at, "no_such_key"), "document.unknown_key")
	delete(inside, "no_such_key")
	for _, f := range fields {
		right, given := inside[f.Name]
		if !given {
			continue
		}
		at, field := join(at, f.Name), join(field, f.Name)
		c.set[field] = true
		if f.Type != engine.AnyField && f.Type != engine.ValueField {
			inside[f.Name] = wrong(f)
			c.named(whole, at, "document.kind", "document.choice")
		}
		if f.Required {
			delete(inside, f.Name)
			c.named(whole, at, "document.required")
		}
		inside[f.Name] = right
		switch right := right.(type) {
		case map[string]any:
			if f.Type == engine.ObjectField {
				c.keys(at, field, f.Fields, right, whole)
			}
		case []any:
			for i, row := range right {
				if row, ok := row.(map[string]any); ok && f.Type == engine.RowsField {
					c.keys(fmt.Sprintf("%s[%d]", at, i), field, f.Fields, row, whole)
				}
			}
		}
	}
}

func (c checker) allSet(at string, fields []engine.Field) {
	for _, f := range fields {
		if !c.set[join(at, f.Name)] {
			c.t.Errorf("no config sets %s", join(at, f.Name))
		}
		c.allSet(join(at, f.Name), f.Fields)
	}
}

// named fails unless a config is refused for a field, with one of the codes.
func (c checker) named(with any, field string, codes ...string) {
	c.t.Helper()
	problems := c.problems(with)
	for _, code := range codes {
		if slices.Contains(problems, field+" "+code) {
			return
		}
	}
	c.t.Errorf("a wrong %s is not refused with %v but with %v", field, codes, problems)
}

// wrong is a value of a kind that a field does not take.
func wrong(f engine.Field) any {
	switch f.Type {
	case engine.ObjectField, engine.PairsField:
		return []any{"x"}
	case engine.RowsField:
		return map[string]any{"x": 1}
	}
	return map[string]any{"x": []any{}}
}

// survives gives Prepare what no form would.
func (c checker) survives() {
	for _, raw := range []string{"", "null", "{}", "[]", "5", `"x"`, "{", `{"":{}}`, `{"a":1}{"b":2}`, strings.Repeat(`{"a":`, 2_000)} {
		if _, err := c.s.Prepare(json.RawMessage(raw), engine.Settings{}); err != nil && len(engine.ProblemsOf(err)) == 0 {
			c.t.Errorf("Prepare(%q) fails without a problem: %v", raw, err)
		}
	}
}

var wordRE = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func checkSpec(t *testing.T, spec engine.Spec) {
	t.Helper()
	if !wordRE.MatchString(spec.Type) || spec.Version < 1 || spec.Group == "" {
		t.Errorf("the spec has type %q, version %d, group %q", spec.Type, spec.Version, spec.Group)
	}
	for _, language := range []string{"en", "ru", "pt-BR"} {
		text := spec.Help[language]
		if len(text) < 200 || !strings.HasPrefix(text, "# ") || strings.Count(text, "```") != 2 {
			t.Errorf("the help in %s has no heading, no text or not one example", language)
		}
		for _, f := range spec.Fields {
			if !strings.Contains(text, f.Name) {
				t.Errorf("the help in %s does not mention %s", language, f.Name)
			}
		}
	}
	if len(spec.Help) != 3 {
		t.Errorf("the help is in %d languages", len(spec.Help))
	}
}

// checkFields compares the fields of a form with those of the struct that takes
// them, at every depth.
func checkFields(t *testing.T, at string, fields []engine.Field, config reflect.Type) {
	t.Helper()
	for config.Kind() == reflect.Pointer || config.Kind() == reflect.Slice {
		config = config.Elem()
	}
	var inForm, inStruct []string
	for _, f := range fields {
		inForm = append(inForm, f.Name)
		checkField(t, join(at, f.Name), f)
	}
	if config.Kind() != reflect.Struct {
		t.Errorf("%s is read into a %s", at, config)
		return
	}
	for i := range config.NumField() {
		f := config.Field(i)
		name := strings.Split(f.Tag.Get("json"), ",")[0]
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		if f.IsExported() {
			inStruct = append(inStruct, name)
		}
		for _, field := range fields {
			if field.Name == name && len(field.Fields) > 0 {
				checkFields(t, join(at, name), field.Fields, f.Type)
			}
		}
	}
	for _, name := range inForm {
		if !slices.Contains(inStruct, name) && !slices.Contains(optionalColumns, name) {
			t.Errorf("%s is in the form and not in the config", join(at, name))
		}
	}
	for _, name := range inStruct {
		if !slices.Contains(inForm, name) && !slices.Contains(optionalColumns, name) {
			t.Errorf("%s is in the config and not in the form", join(at, name))
		}
	}
}

// optionalColumns are fields of a row that only some sources show.
var optionalColumns = []string{"in"}

func checkField(t *testing.T, at string, f engine.Field) {
	t.Helper()
	if !wordRE.MatchString(f.Name) {
		t.Errorf("%s is no name of a field", at)
	}
	if (f.Type == engine.ChoiceField) != (len(f.Options) > 0) && f.Type != engine.AnyField {
		t.Errorf("%s is a %s with %d options", at, f.Type, len(f.Options))
	}
	if d, ok := f.Default.(string); ok && f.Type == engine.ChoiceField && !slices.Contains(f.Options, d) {
		t.Errorf("%s is %q by default, which is none of its options", at, d)
	}
	if rows := f.Type == engine.RowsField || f.Type == engine.ObjectField; rows != (len(f.Fields) > 0) {
		t.Errorf("%s is a %s with %d fields", at, f.Type, len(f.Fields))
	}
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
