package actiontest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
)

var (
	groups    = []string{"http", "parser", "json", "compose", "data", "logic", "memory", "send"}
	languages = []string{"en", "ru", "pt-BR"}
	typeName  = regexp.MustCompile(`^[a-z]+(\.[a-z]+)*$`)
	codeName  = regexp.MustCompile(`^[a-z]+(\.[a-z_]+)+$`)
)

func describesItself(t *testing.T, spec engine.Spec) {
	if !typeName.MatchString(spec.Type) {
		t.Errorf("type %q", spec.Type)
	}
	if spec.Version < 1 {
		t.Errorf("version %d", spec.Version)
	}
	if !slices.Contains(groups, spec.Group) {
		t.Errorf("group %q is none of %v", spec.Group, groups)
	}
	for _, c := range spec.Codes {
		if !codeName.MatchString(c) {
			t.Errorf("code %q", c)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(spec.Codes)))) != len(spec.Codes) {
		t.Errorf("a code is named twice in %v", spec.Codes)
	}
	describesFields(t, "", spec.Fields)
}

func describesFields(t *testing.T, at string, fields []engine.Field) {
	seen := map[string]bool{}
	for _, f := range fields {
		name := strings.TrimPrefix(at+"."+f.Name, ".")
		if seen[f.Name] {
			t.Errorf("field %s is there twice", name)
		}
		seen[f.Name] = true
		if (f.Type == engine.ChoiceField) != (len(f.Options) > 0) {
			t.Errorf("field %s of type %s has the options %v", name, f.Type, f.Options)
		}
		nested := f.Type == engine.RowsField || f.Type == engine.ObjectField
		if nested != (len(f.Fields) > 0) {
			t.Errorf("field %s of type %s has %d fields", name, f.Type, len(f.Fields))
		}
		if f.Required && f.Default != nil {
			t.Errorf("field %s is required and has a default", name)
		}
		if _, err := json.Marshal(f.Default); err != nil {
			t.Errorf("the default of %s: %v", name, err)
		}
		describesFields(t, name, f.Fields)
	}
}

func hasHelp(t *testing.T, spec engine.Spec) {
	for _, l := range languages {
		text := spec.Help[l]
		switch {
		case strings.TrimSpace(text) == "":
			t.Errorf("no help in %s", l)
		case !strings.Contains(text, "```yaml\n"):
			t.Errorf("the help in %s has no example", l)
		case !strings.Contains(text, "type: "+spec.Type+"\n"):
			t.Errorf("the example of the help in %s is not of %s", l, spec.Type)
		}
	}
	if len(spec.Help) != len(languages) {
		t.Errorf("help in %d languages, want %v", len(spec.Help), languages)
	}
}
