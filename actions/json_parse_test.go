package actions_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
)

func TestFieldsAreTakenAsTheyStand(t *testing.T) {
	doc := `{"request": [{"id": 9007199254740993, "price": 1.50, "name": "Анна", "yes": true, "none": null,
		"text": "12", "comma": "12,5", "obj": {"b": 1, "a": "x"}, "list": [1, "2"], "empty": [], "no": "false", "long": 123456789012345678901234567890123456789012345678}]}`
	cases := []struct{ row, want string }{
		{`{"path": "[\"request\"][0][\"id\"]"}`, `9007199254740993`},
		{`{"path": "$.request[0].id"}`, `9007199254740993`},
		{`{"path": "request[0].id"}`, `9007199254740993`},
		{`{"path": "/request/0/id"}`, `9007199254740993`},
		{`{"path": "request[0].id", "kind": "text"}`, `"9007199254740993"`},
		{`{"path": "request[0].long", "kind": "text"}`, `"123456789012345678901234567890123456789012345678"`},
		{`{"path": "request[0].price"}`, `1.50`},
		{`{"path": "request[0].price", "kind": "text"}`, `"1.50"`},
		{`{"path": "request[0].price", "kind": "number"}`, `1.50`},
		{`{"path": "request[0].text", "kind": "number"}`, `12`},
		{`{"path": "request[0].name"}`, `"Анна"`},
		{`{"path": "request[0].yes", "kind": "text"}`, `"true"`},
		{`{"path": "request[0].yes", "kind": "boolean"}`, `true`},
		{`{"path": "request[0].no", "kind": "boolean"}`, `false`},
		{`{"path": "request[0].obj", "kind": "object"}`, `{"b":1,"a":"x"}`},
		{`{"path": "request[0].obj", "kind": "text"}`, `"{\"a\":\"x\",\"b\":1}"`},
		{`{"path": "request[0].empty", "kind": "object"}`, `{}`},
		{`{"path": "request[0].list", "kind": "list"}`, `[1,"2"]`},
		{`{"path": "$.request[*].name"}`, `["Анна"]`},
		{`{"path": "request[0].none"}`, `null`},
		{`{"path": "request[0].nope"}`, `null`},
		{`{"path": "request[0].nope", "kind": "number"}`, `null`},
		{`{"path": "request[0].nope", "missing": "default", "default": "Сайт"}`, `"Сайт"`},
		{`{"path": "request[0].none", "default": "{{ source.other }}"}`, `"else"`},
		{`{"path": "request[0].none", "missing": "empty", "default": 5}`, `null`},
		{`{"path": "request[0].name", "required": true}`, `"Анна"`},
	}
	for _, c := range cases {
		w := newWorld(t)
		row := strings.Replace(c.row, "{", `{"name": "x", `, 1)
		vars := map[string]any{"source": map[string]any{"body": doc, "other": "else"}}
		out, err := w.try(t, "json.parse", `{"from": "{{ source.body }}", "fields": [`+row+`]}`, vars)
		if err != nil {
			t.Errorf("%s: %v", c.row, err)
			continue
		}
		same(t, out.Output.(map[string]any)["x"], c.want)
	}
}

func TestAFieldThatCannotBeTakenSaysWhy(t *testing.T) {
	cases := []struct {
		body, row, code, field string
		args                   map[string]string
	}{
		{`{"request": [{"idd": 1}]}`, `"path": "request[0].id", "missing": "fail"`, "parse.path_missing", "with.fields[0].path", map[string]string{"field": "x", "suggestion": "idd"}},
		{`{"request": []}`, `"path": "request[0].id", "required": true`, "parse.path_missing", "with.fields[0].path", map[string]string{"closest": `["request"]`}},
		{`{"id": null}`, `"path": "id", "missing": "fail"`, "value.missing", "with.fields[0].path", map[string]string{"name": "x"}},
		{`{"id": "12,5"}`, `"path": "id", "kind": "number"`, "value.kind", "with.fields[0].path", map[string]string{"field": "x", "kind": "text", "want": "number"}},
		{`{"id": "Infinity"}`, `"path": "id", "kind": "number"`, "value.kind", "with.fields[0].path", nil},
		{`{"id": " 1"}`, `"path": "id", "kind": "number"`, "value.kind", "with.fields[0].path", nil},
		{`{"id": 1}`, `"path": "id", "kind": "boolean"`, "value.kind", "with.fields[0].path", nil},
		{`{"id": [1]}`, `"path": "id", "kind": "object"`, "value.kind", "with.fields[0].path", nil},
		{`{"id": {}}`, `"path": "id", "kind": "list"`, "value.kind", "with.fields[0].path", nil},
		{`<!DOCTYPE html>`, `"path": "id"`, "parse.not_json", "with.from", map[string]string{"begins": "html", "line": "1", "column": "1"}},
		{"{\n\"a\": oops}", `"path": "id"`, "parse.not_json", "with.from", map[string]string{"begins": "json", "line": "2", "column": "6"}},
		{`a=1&b=2`, `"path": "id"`, "parse.not_json", "with.from", map[string]string{"begins": "form"}},
		{``, `"path": "id"`, "parse.not_json", "with.from", map[string]string{"begins": "empty"}},
		{strings.Repeat("[", 200) + strings.Repeat("]", 200), `"path": "id"`, "parse.limit", "with.from", nil},
	}
	for _, c := range cases {
		w := newWorld(t)
		vars := map[string]any{"source": map[string]any{"body": c.body}}
		_, err := w.try(t, "json.parse", `{"from": "{{ source.body }}", "fields": [{"name": "x", `+c.row+`}]}`, vars)
		f := engine.FailureOf(orNothing(err), now)
		if f.Code != c.code || f.Field != c.field || f.Kind != engine.Invalid {
			t.Errorf("%s with %s: %s %s (%s)", c.body, c.row, f.Kind, f.Code, f.Field)
		}
		for name, want := range c.args {
			if f.Args[name] != want {
				t.Errorf("%s with %s: %s is %q, want %q", c.body, c.row, name, f.Args[name], want)
			}
		}
	}
}

func TestAParserThatCannotWorkIsRefusedWhenSaved(t *testing.T) {
	cases := []struct {
		with string
		want []string
	}{
		{`{}`, []string{"from document.required", "fields document.required"}},
		{`{"from": "x", "fields": []}`, []string{"fields document.required"}},
		{`{"from": "x", "fields": [{"name": "a", "path": "a["}]}`, []string{"fields[0].path path.syntax"}},
		{`{"from": "x", "fields": [{"name": "a", "path": "a"}, {"name": "a", "path": "b"}]}`, []string{"fields[1].name document.duplicate"}},
		{`{"from": "x", "fields": [{"name": "a b", "path": "a"}]}`, []string{"fields[0].name document.name"}},
		{`{"from": "x", "fields": [{"name": "телефон", "path": "a"}]}`, nil},
		{`{"from": "x", "fields": [{"name": "a", "path": "a", "kind": "txt"}]}`, []string{"fields[0].kind document.choice"}},
		{`{"from": "x", "fields": [{"name": "a", "path": "a", "missing": "default"}]}`, []string{"fields[0].default document.required"}},
		{`{"from": "x", "fields": [{"name": "a", "path": "a", "missing": "empty", "required": true}]}`, []string{"fields[0] document.one_of"}},
		{`{"from": "{{ nobody.x }}", "fields": [{"name": "a", "path": "a", "default": "{{ nobody.y }}"}, {"path": 5}]}`, []string{
			"fields[1].name document.required", "from expression.unknown_name", "fields[0].default expression.unknown_name",
		}},
	}
	for _, c := range cases {
		if got := newWorld(t).refused(t, "json.parse", c.with, "source"); !slices.Equal(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.with, got, c.want)
		}
	}
}

func TestAParserKnowsItsOutputsAndIsSearchable(t *testing.T) {
	p := newWorld(t).prepare(t, "json.parse", `{"from": "{}", "fields": [{"name": "b", "path": "b"}, {"name": "a", "path": "a"}]}`, nil)
	if !slices.Equal(p.Outputs, []string{"b", "a"}) || !p.Searchable || p.Effect != engine.Pure {
		t.Errorf("got %+v", p)
	}
}

func TestWhatIsParsedAlreadyIsNotParsedAgain(t *testing.T) {
	w := newWorld(t)
	out, err := w.try(t, "json.parse", `{"from": "{{ source.json }}", "fields": [{"name": "x", "path": "a[0]"}]}`, map[string]any{"source": data(t, `{"json": {"a": [1.50]}}`)})
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"x": 1.50}`)
}

// BenchmarkParse is what the reference flow does: 16 rows of 2 KB.
func BenchmarkParse(b *testing.B) {
	request := map[string]any{"filler": strings.Repeat("текст ", 130)}
	var rows []string
	for i := range 16 {
		request[fmt.Sprintf("key_%d", i)] = fmt.Sprintf("значение %d", i)
		rows = append(rows, fmt.Sprintf(`{"name": "f%d", "path": "[\"request\"][0][\"key_%d\"]"}`, i, i))
	}
	body, _ := json.Marshal(map[string]any{"request": []any{request}})
	vars := map[string]any{"source": map[string]any{"body": string(body)}}
	var w world
	w.deps.Clock = clock{}
	p := w.prepare(b, "json.parse", `{"from": "{{ source.body }}", "fields": [`+strings.Join(rows, ",")+`]}`, vars)
	in := inputOf(vars)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Run(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}
