package examples_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"stanok/engine"
	"stanok/examples"
	"stanok/examples/template"
)

// answers are what a person says: texts by question, and rows of pairs.
type answers map[string]any

func (a answers) whole() template.Answers {
	all := template.Answers{Values: map[string]template.Value{}}
	for name, v := range a {
		switch v := v.(type) {
		case string:
			all.Values[name] = template.Value{Text: v}
		case []map[string]string:
			all.Values[name] = template.Value{Rows: v}
		}
	}
	return all
}

// templates are all, read once.
var templates = sync.OnceValues(func() ([]template.Template, error) { return template.All(examples.FS()) })

func templateOf(t *testing.T, id string) template.Template {
	t.Helper()
	all, err := templates()
	i := slices.IndexFunc(all, func(one template.Template) bool { return one.ID == id })
	if err != nil || i < 0 {
		t.Fatalf("%s: %v", id, err)
	}
	return all[i]
}

// begin fills in a document of a template and starts it.
func (w *world) begin(id, variant, language string, a answers) engine.Processing {
	w.Helper()
	doc, faults := templateOf(w.T, id).Fill(variant, language, a.whole())
	if len(faults) > 0 {
		w.Fatal(faults[0])
	}
	return w.start(doc)
}

// sample sends a template's own sample to a link.
func (w *world) sample(id, variant string, p engine.Processing) string {
	w.Helper()
	r, ok := templateOf(w.T, id).SampleOf(variant)
	if !ok {
		w.Fatal("it has no sample")
	}
	q, err := r.HTTP(link(p))
	w.need(err)
	return w.sent(w.client.Do(q))
}

// same fails the test unless a value is what JSON says.
func same(t *testing.T, got any, want string) {
	t.Helper()
	raw, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(raw, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(strings.NewReader(want)).Decode(&b); err != nil {
		t.Fatalf("%v in %s", err, want)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
}
