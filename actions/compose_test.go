package actions_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestComposedJSONIsWhatTheTemplateMeans(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": data(t, `{"name": "Анна \"A\"\n", "n": 1.50, "none": null, "list": [1, 2]}`)}
	with := `{"template": "{\"name\": \"{{ source.name }}!\", \"n\": {{ source.n }}, \"no\": {{ optional(source.none) }}, \"l\": [{\"$each\": \"{{ source.list }}\", \"$as\": \"row\", \"$item\": {\"v\": {{ row }}}}]}"}`
	out, err := w.try(t, "json.compose", with, vars)
	if err != nil {
		t.Fatal(err)
	}
	got := out.Output.(map[string]any)
	if want := `{"name":"Анна \"A\"\n!","n":1.50,"l":[{"v":1},{"v":2}]}`; got["json"] != want {
		t.Errorf("got  %s\nwant %s", got["json"], want)
	}
	if len(got) != 1 {
		t.Errorf("what can be worked out is kept as well: %v", got)
	}
	w.prepare(t, "json.compose", with, vars).Derive(got)
	v, err := got["value"].(func() (any, error))()
	if err != nil {
		t.Error(err)
	}
	same(t, v, got["json"].(string))
}

func TestComposedJSONAlwaysParses(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": nil}
	p := w.prepare(t, "json.compose", `{"template": "{\"a {{ source.x }}\": \"x {{ source.x }}\", \"b\": {{ source.x }}}"}`, vars)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "x")
		out, err := p.Run(t.Context(), inputOf(map[string]any{"source": map[string]any{"x": text}}))
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]string
		if err := json.Unmarshal([]byte(out.Output.(map[string]any)["json"].(string)), &got); err != nil {
			t.Fatal(err)
		}
		want := strings.ToValidUTF8(text, "\uFFFD")
		if got["b"] != want || got["a "+want] != "x "+want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

func TestATextAndAFormAreComposed(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": data(t, `{"a": "x & y", "list": ["1", "2 3"], "none": null, "o": {"b": 1}}`)}
	out, err := w.try(t, "text.compose", `{"template": "{{ source.a }}: {{ source.o }} {{ source.none }}."}`, vars)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"text": "x & y: {\"b\":1} ."}`)
	out, err = w.try(t, "text.compose", `{"template": "{{ source.o }}"}`, vars)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"text": "{\"b\":1}"}`)
	out, err = w.try(t, "form.compose", `{"fields": {"a": "{{ source.a }}", "l[]": "{{ source.list }}", "m": ["{{ source.a }}", "q"], "n": "{{ source.none }}", "o": "{{ optional(source.none) }}"}}`, vars)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"text": "a=x+%26+y&l%5B%5D=1&l%5B%5D=2+3&m=x+%26+y&m=q&n="}`)
}

func TestSetKeepsTypes(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": data(t, `{"n": 1.50, "list": [1], "none": null}`)}
	with := `{"values": {"n": "{{ source.n }}", "t": "{{ source.n }}.", "l": "{{ source.list }}", "lit": 9007199254740993, "deep": {"a": ["{{ source.n }}", "{{ optional(source.none) }}"], "b": "{{ optional(source.none) }}"}, "none": "{{ source.none }}", "opt": "{{ optional(source.none) }}"}}`
	out, err := w.try(t, "set", with, vars)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"n": 1.50, "t": "1.50.", "l": [1], "lit": 9007199254740993, "deep": {"a": [1.50]}, "none": null, "opt": null}`)
	if got := w.prepare(t, "set", with, vars).Outputs; !slices.Equal(got, []string{"deep", "l", "lit", "n", "none", "opt", "t"}) {
		t.Errorf("outputs %v", got)
	}
}

func TestComposersThatCannotWorkAreRefusedWhenSaved(t *testing.T) {
	cases := []struct {
		kind, with string
		want       []string
	}{
		{"json.compose", `{}`, []string{"template document.required"}},
		{"json.compose", `{"template": "{\"a\": }"}`, []string{"template compose.not_json"}},
		{"json.compose", `{"template": "{\"a\": {{ nobody }}, \"b\": {{ 1 + }}}"}`, []string{"template expression.unknown_name", "template expression.syntax"}},
		{"text.compose", `{"template": "{{ "}`, []string{"template template.unclosed"}},
		{"form.compose", `{"fields": {"a": "{{ nobody.x }}"}}`, []string{"fields.a expression.unknown_name"}},
		{"form.compose", `{"fields": {}}`, []string{"fields document.required"}},
		{"set", `{"values": {"a-b": 1, "c": "{{ nobody.x }}", "d": {"e": ["{{"]}}}`, []string{"values.c expression.unknown_name", "values.d.e[0] template.unclosed", "values.a-b document.name"}},
	}
	for _, c := range cases {
		if got := newWorld(t).refused(t, c.kind, c.with, "source"); !slices.Equal(got, c.want) {
			t.Errorf("%s %s\ngot  %q\nwant %q", c.kind, c.with, got, c.want)
		}
	}
}
