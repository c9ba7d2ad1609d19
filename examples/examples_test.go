package examples_test

import (
	"encoding/json"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stanok/examples"

	"github.com/goccy/go-yaml"
)

// document is what these tests read of format 1; a wrong key is refused.
type document struct {
	Format      int
	Name        string
	Description string
	Labels      []string
	Settings    map[string]any
	Source      struct {
		Type string
		With struct {
			Methods []string
			Params  []param
			Answer  map[string]any
		}
	}
	Actions []action
}

type param struct {
	Name, Type, Title, Example string
	Required                   bool
}

type action struct {
	ID, Type, Title, Note string
	Disabled              bool
	With                  map[string]any
}

// requests and leads are the two documents, in each language; documents is all.
var (
	requests  = inEachLanguage("uon-envybox/request")
	leads     = inEachLanguage("uon-envybox/lead")
	documents = slices.Concat(requests, leads)
)

func inEachLanguage(name string) []string {
	return []string{name + ".yaml", name + ".ru.yaml", name + ".pt-BR.yaml"}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := examples.FS().ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func load(t *testing.T, name string) (d document) {
	t.Helper()
	if err := yaml.UnmarshalWithOptions(read(t, name), &d, yaml.Strict()); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

func (d document) action(id string) action {
	return d.Actions[slices.IndexFunc(d.Actions, func(a action) bool { return a.ID == id })]
}

func TestEveryFolderHasItsInstructionsInThreeLanguages(t *testing.T) {
	folders, err := fs.ReadDir(examples.FS(), ".")
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	for _, f := range folders {
		for _, name := range []string{"README.md", "README.ru.md", "README.pt-BR.md"} {
			if b := read(t, path.Join(f.Name(), name)); len(b) < 700 {
				t.Errorf("%s/%s has %d bytes", f.Name(), name, len(b))
			}
		}
	}
}

// TestADocumentDiffersByLanguageInWordsOnly: line by line, what is not for people
// to read is the same, and what is, is not left in another language.
func TestADocumentDiffersByLanguageInWordsOnly(t *testing.T) {
	words := regexp.MustCompile(`^(name|description|labels): |\b(title|note): |"comment": |"type": "note"`)
	cyrillic := regexp.MustCompile(`\p{Cyrillic}`)
	for _, names := range [][]string{requests, leads} {
		english := strings.Split(string(read(t, names[0])), "\n")
		for i, name := range names {
			lines := strings.Split(string(read(t, name)), "\n")
			if len(lines) != len(english) {
				t.Fatalf("%s has %d lines, want %d", name, len(lines), len(english))
			}
			for n, line := range lines {
				switch said := words.MatchString(line); {
				case !said && line != english[n]:
					t.Errorf("%s:%d: %s, want %s", name, n+1, line, english[n])
				case said && i > 0 && line == english[n]:
					t.Errorf("%s:%d is in English: %s", name, n+1, line)
				case said && (i == 1) != cyrillic.MatchString(line):
					t.Errorf("%s:%d is in another language: %s", name, n+1, line)
				}
				if hole := holes(line); !slices.Equal(hole, holes(english[n])) {
					t.Errorf("%s:%d has %q, want %q", name, n+1, hole, holes(english[n]))
				}
			}
		}
	}
}

func holes(line string) []string { return regexp.MustCompile(`\{\{.*?\}\}`).FindAllString(line, -1) }

func TestDocumentsAreFormatOne(t *testing.T) {
	id := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	reserved := strings.Fields("source item index connection operation processing answer optional required json url hash hmac digits phone money lookup uuid now")
	for _, name := range documents {
		d := load(t, name)
		if d.Format != 1 || d.Source.Type != "webhook" || d.Source.With.Params[0].Name != "r_id" || !d.Source.With.Params[0].Required {
			t.Errorf("%s: %+v", name, d.Source)
		}
		seen := map[string]bool{}
		for _, a := range d.Actions {
			if !id.MatchString(a.ID) || slices.Contains(reserved, a.ID) || seen[a.ID] || a.Title == "" || a.With == nil {
				t.Errorf("%s: action %+v", name, a)
			}
			seen[a.ID] = true
		}
	}
}

// TestReferencesPointBack: each {{ name.field }} names the source, the
// connection where there is one, or an earlier action and what it gives.
func TestReferencesPointBack(t *testing.T) {
	reference := regexp.MustCompile(`\b(source|connection|answer|request|inquiry|fields|account|lead|send)\.(\w+)`)
	for _, name := range documents {
		d := load(t, name)
		known := map[string][]string{"source": nil}
		for _, p := range d.Source.With.Params {
			known["source"] = append(known["source"], p.Name)
		}
		for _, a := range d.Actions {
			for _, expression := range expressions(t, a.With) {
				for _, r := range reference.FindAllStringSubmatch(expression, -1) {
					switch {
					case r[1] == "answer":
					case r[1] == "connection" && a.With["connection"] != nil && slices.Contains([]string{"address", "key", "api_key"}, r[2]):
					case slices.Contains(known[r[1]], r[2]):
					default:
						t.Errorf("%s: %s refers to %s", name, a.ID, r[0])
					}
				}
			}
			known[a.ID] = outputs(a)
		}
	}
}

func expressions(t *testing.T, with map[string]any) []string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(with); err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?s){{.*?}}`).FindAllString(b.String(), -1)
}

func outputs(a action) []string {
	names := []string{"json", "body", "status"}
	if fields, ok := a.With["fields"].([]any); ok {
		names = nil
		for _, f := range fields {
			names = append(names, f.(map[string]any)["name"].(string))
		}
	}
	if values, ok := a.With["values"].(map[string]any); ok {
		names = nil
		for name := range values {
			names = append(names, name)
		}
	}
	return names
}

func TestTheTemplateIsJSONWithHoles(t *testing.T) {
	inText := regexp.MustCompile(`(?s)("(?:[^"\\{]|\\.|\{[^{]|\{\{.*?\}\})*")`)
	hole := regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	for _, name := range documents {
		template := load(t, name).action("lead").With["template"].(string)
		filled := inText.ReplaceAllStringFunc(template, func(s string) string { return hole.ReplaceAllString(s, "x") })
		filled = hole.ReplaceAllString(filled, "1")
		var body struct {
			Request struct {
				Method string
				Values map[string]any
			}
		}
		if err := json.Unmarshal([]byte(filled), &body); err != nil {
			t.Fatalf("%s: %v in %s", name, err, filled)
		}
		if body.Request.Method != "create" {
			t.Errorf("%s: method %q", name, body.Request.Method)
		}
		for _, field := range strings.Fields("name phone email comment utm_source utm_medium utm_campaign utm_content utm_term tags custom contact_data") {
			if body.Request.Values[field] == nil {
				t.Errorf("%s: no %s", name, field)
			}
		}
	}
}

func TestSampleEventsAreForms(t *testing.T) {
	names, err := fs.Glob(examples.FS(), "*/events/*.txt")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		form, err := url.ParseQuery(string(read(t, name)))
		if err != nil || form.Get("uon_id") == "" || form.Get("type_id") == "" {
			t.Errorf("%s: %v, %v", name, form, err)
		}
		if strings.Contains(name, "-created.") && form.Get("r_id") == "" {
			t.Errorf("%s has no r_id", name)
		}
	}
}
