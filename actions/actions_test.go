package actions_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"stanok/actions"
	"stanok/actions/actiontest"
	"stanok/engine"
)

const canary = `c4n@ry "s3cret"/+%`

// subjects are what it takes to try each action, by type. The address of the
// server that answers is ANSWERS, of the one that never does HANGS.
var subjects = map[string]actiontest.Subject{
	"http.request": {
		With:   `{"method": "POST", "url": "ANSWERS/{{ connection.value }}/{{ source.id }}?k={{ connection.value }}", "connection": "keys", "headers": {"X-Key": "{{ base64(connection.value) }}"}, "body": {"kind": "json", "from": {"key": "{{ connection.value }}"}}}`,
		Hangs:  `{"method": "POST", "url": "HANGS/{{ connection.value }}", "connection": "keys"}`,
		Canary: canary,
	},
	"json.parse":      {With: `{"from": "{{ source.body }}", "fields": [{"name": "a", "path": "a"}, {"name": "b", "path": "nope"}]}`},
	"json.compose":    {With: `{"template": "{\"a\": {{ source.id }}, \"b\": \"{{ source.name }}\"}"}`},
	"text.compose":    {With: `{"template": "{{ source.id }} {{ source.name }}"}`},
	"form.compose":    {With: `{"fields": {"id": "{{ source.id }}", "tags": ["a", "{{ source.name }}"]}}`},
	"xml.parse":       {With: `{"from": "{{ source.xml }}", "fields": [{"name": "a", "path": "a.@b"}, {"name": "b", "path": "a.c", "kind": "list"}]}`},
	"csv.parse":       {With: `{"from": "{{ source.csv }}"}`},
	"form.parse":      {With: `{"from": "{{ source.form }}", "fields": [{"name": "a", "path": "a[0]"}]}`},
	"html.parse":      {With: `{"from": "{{ source.xml }}", "fields": [{"name": "a", "find": "c"}, {"name": "b", "find": "a", "take": "b", "kind": "list"}]}`},
	"text.match":      {With: `{"from": "{{ source.name }}", "fields": [{"name": "a", "pattern": "\\w+"}, {"name": "b", "pattern": "(?P<x>.)", "kind": "list"}]}`},
	"xml.compose":     {With: `{"template": "<a b='{{ source.id }}'><c x-each='{{ source.list }}'>{{ item }}</c></a>"}`},
	"csv.compose":     {With: `{"from": "{{ [source] }}", "columns": [{"title": "id"}, {"title": "First", "path": "list[0]"}]}`},
	"list.map":        {With: `{"lists": {"a": "{{ source.list }}", "b": "x,y"}}`},
	"file.encode":     {With: `{"from": "{{ source.name }}", "name": "{{ source.id }}.txt", "charset": "windows-1251"}`},
	"file.decode":     {With: `{"from": "0OHi", "charset": "windows-1251"}`},
	"set":             {With: `{"values": {"a": "{{ source.id }}", "b": 1.50, "c": [true, null, "{{ source.name }}"]}}`},
	"table.lookup":    {With: `{"table": "Cities", "keys": {"id": "{{ source.id }}"}}`},
	"branch":          {With: `{"cases": [{"name": "one", "when": "source.id == 1"}], "otherwise": true}`},
	"loop":            {With: `{"over": "{{ source.list }}"}`},
	"filter":          {With: `{"when": "source.id == 1"}`},
	"delay":           {With: `{"for": "10m"}`},
	"stop":            {With: `{}`},
	"fail":            {With: `{"message": "no {{ source.name }}"}`},
	"dedupe":          {With: `{"key": "{{ source.id }}"}`},
	"state.get":       {With: `{"key": "last", "default": 0}`},
	"state.set":       {With: `{"key": "last", "value": "{{ source.list }}"}`},
	"state.increment": {With: `{"key": "count", "by": 2}`},
	"email.send":      {With: `{"to": "a@example.com", "subject": "{{ source.name }}", "text": "{{ source.id }}", "html": "<b>{{ source.name }}</b>"}`},
	"call":            {With: `{"processing": "Bills", "with": {"id": "{{ source.id }}", "all": "{{ source.list }}"}, "wait": true}`},
	"respond":         {With: `{"status": 201, "body": {"id": "{{ source.id }}"}, "headers": {"X-Id": "{{ source.id }}"}}`},
}

func TestEveryActionKeepsThePromisesOfAll(t *testing.T) {
	w := newWorld(t)
	echo := serve(t, func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		rw.Header().Set("X-Echo", r.URL.String())
		_ = json.NewEncoder(rw).Encode(map[string]any{"you said": r.URL.String(), "key": r.Header.Get("X-Key"), "secret": canary})
	})
	silent := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = r.Body.Read(make([]byte, 1))
		<-r.Context().Done()
	})
	w.keys["keys"] = engine.Connection{
		Type: "header", Origins: []string{echo, silent},
		Fields: map[string]string{"header": "X-Api-Key"}, Secrets: map[string]engine.Secret{"value": canary},
	}
	vars := map[string]any{"source": map[string]any{
		"id": json.Number("1"), "name": `Анна "{{ x }}"`, "list": []any{"a", json.Number("2")}, "body": `{"a": 1.50}`,
		"xml": `<a b="1"><c>x</c></a>`, "csv": "a;b\n1;2", "form": "a[0]=1",
	}}
	for _, a := range actions.All(w.deps) {
		s, ok := subjects[a.Spec().Type]
		if !ok {
			t.Errorf("%s has no subject here", a.Spec().Type)
			continue
		}
		place := strings.NewReplacer("ANSWERS", echo, "HANGS", silent)
		s.Action, s.Vars, s.With, s.Hangs = a, vars, place.Replace(s.With), place.Replace(s.Hangs)
		s.Outside = func() int { return int(w.outside.Load()) }
		actiontest.Check(t, s)
	}
}

func TestEveryActionIsListedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range actions.All(newWorld(t).deps) {
		if kind := a.Spec().Type; seen[kind] {
			t.Errorf("%s is listed twice", kind)
		} else {
			seen[kind] = true
		}
	}
}

// The names in the examples are those of a document around them.
var exampleScope = []string{"source", "fields", "request"}

func TestTheExampleOfEveryHelpTextWorks(t *testing.T) {
	w := newWorld(t)
	for _, a := range actions.All(w.deps) {
		for language, text := range a.Spec().Help {
			_, example, _ := strings.Cut(text, "```yaml\n")
			example, _, _ = strings.Cut(example, "```")
			var node struct {
				ID       string         `yaml:"id"`
				Type     string         `yaml:"type"`
				With     map[string]any `yaml:"with"`
				Branches map[string]any `yaml:"branches"`
			}
			if err := yaml.Unmarshal([]byte(example), &node); err != nil {
				t.Errorf("%s %s: %v", a.Spec().Type, language, err)
				continue
			}
			with, _ := json.Marshal(node.With)
			if problems := w.refused(t, node.Type, string(with), exampleScope...); problems != nil {
				t.Errorf("%s %s: %v", node.Type, language, problems)
			}
			scope := engine.Scope{}
			for _, n := range exampleScope {
				scope[n] = nil
			}
			p, _ := a.Prepare(with, scope)
			for branch := range node.Branches {
				if !slices.Contains(p.Branches, branch) {
					t.Errorf("%s %s: there is no branch %s", node.Type, language, branch)
				}
			}
		}
	}
}

func TestUUIDsOfAStepAreTheSameForEveryAttempt(t *testing.T) {
	w := newWorld(t)
	with := `{"values": {"a": "{{ uuid() }}", "b": "{{ uuid() }}"}}`
	uuids := func(change func(*engine.Input)) (string, string) {
		out, err := w.try(t, "set", with, nil, change)
		if err != nil {
			t.Fatal(err)
		}
		set := out.Output.(map[string]any)
		return set["a"].(string), set["b"].(string)
	}
	a1, b1 := uuids(func(*engine.Input) {})
	a2, b2 := uuids(func(in *engine.Input) { in.Attempt = 2 })
	a3, _ := uuids(func(in *engine.Input) { in.Key = "op1/loop#1/node" })
	if a1 != a2 || b1 != b2 {
		t.Errorf("the second attempt got others: %s %s, then %s %s", a1, b1, a2, b2)
	}
	if a1 == b1 || a1 == a3 || len(a1) != 36 {
		t.Errorf("not one for each use and step: %s %s %s", a1, b1, a3)
	}
}
