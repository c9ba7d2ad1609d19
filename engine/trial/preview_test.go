package trial_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/trial"
)

const plainDraft = `
format: 1
name: Plain
source: {type: webhook, with: {methods: [POST], params: [{name: r_id}]}}
actions:
  - {id: get, type: http.request, with: {url: "https://example.test/x"}}
  - {id: note, type: set, with: {values: {a: "{{ source.json.v }}"}}}
  - {id: each, type: loop, with: {over: "{{ source.json.list }}", as: row}, branches: {each: [{id: inner, type: set, with: {values: {b: "{{ row.id }}"}}}]}}
  - {id: last, type: set, with: {values: {c: "{{ note.a }}"}}}
`

// Whatever is in the sample, each place is written as it must be there.
func TestHostileTextIsWrittenForItsPlace(t *testing.T) {
	for _, v := range []string{
		"\"quotes\"\nlines\r\n\\ back", "Привет, 🌍", `{"a": [1, 2}`, "{{ source.secret }} %{x}", "../../etc?x=1&y#z", "<script>alert(1)</script>",
		"a\x00b", strings.Repeat("ы", 3_000), "'; drop table--",
	} {
		w := newWorld(t)
		p := w.create(plainDraft)
		w.json(p, string(eval.Append(nil, map[string]any{"v": v})))
		k := w.known(p)
		const src = "{{ source.json.v }}"

		c := k.Compose("last", "with.template", `{"v": `+src+`, "w": "<`+src+`>"}`)
		var composed map[string]string
		if err := json.Unmarshal([]byte(c.Text), &composed); err != nil || composed["v"] != v || composed["w"] != "<"+v+">" {
			t.Errorf("%q composed: %v, %s", v, err, c.Text)
		}
		if got, _ := c.Value.(map[string]any); got["v"] != v || c.Size != len(c.Text) || c.Cut {
			t.Errorf("%q composed: %v", v, c.Value)
		}
		pre := k.Preview("last", "with.url", trial.URLPlace, "https://example.test/a/"+src+"?q="+src)
		u, err := url.Parse(pre.Text)
		if len(v) < 1_000 && (pre.Problem != nil || err != nil || u.Host != "example.test" || u.Query().Get("q") != v || u.Path != "/a/"+v) {
			t.Errorf("%q in an address: %v %v %s", v, pre.Problem, err, pre.Text)
		}
		pre = k.Preview("last", "with.headers.X", trial.HeaderPlace, "x "+src)
		if strings.ContainsAny(v, "\r\n\x00") != (pre.Problem != nil && pre.Problem.Code == "http.header" && pre.Problem.Field == "with.headers.X") {
			t.Errorf("%q in a header: %+v", v, pre)
		}
		if pre = k.Preview("last", "with.html", trial.HTMLPlace, src); strings.ContainsAny(pre.Text, "<>\"'") || pre.Problem != nil {
			t.Errorf("%q in HTML: %+v", v, pre)
		}
		if pre = k.Preview("last", "with.text", trial.PlainPlace, src); len([]rune(pre.Text)) > 2_000 || !strings.HasPrefix(v, pre.Text) || pre.Cut != (pre.Text != v) {
			t.Errorf("%q in a text: %d characters, cut %v", v, len([]rune(pre.Text)), pre.Cut)
		}
		if pre = k.Preview("last", "with.when", trial.Condition, "source.json.v contains \"\\\"\""); pre.Problem != nil || pre.Holds != strings.Contains(v, `"`) {
			t.Errorf("%q in a condition: %+v", v, pre)
		}
	}
}

func TestAPreviewSaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	p := w.create(plainDraft)
	w.json(p, `{"v": "x", "n": 5, "list": [{"id": 1}, {"id": 2}], "my_token": "t0p", "deep": {"password": ["a", 1]}}`)
	k := w.known(p)
	for name, tc := range map[string]struct {
		at    engine.NodeID
		place trial.Place
		src   string
		want  string
	}{
		"text":                      {"last", trial.PlainPlace, "a {{ source.json.v }}", "a x"},
		"a number keeps its kind":   {"last", trial.ValuePlace, "{{ source.json.n }}", "number 5"},
		"an object":                 {"last", trial.ValuePlace, "{{ source.json.list[0] }}", `object {"id":1}`},
		"nothing":                   {"last", trial.ValuePlace, "{{ source.json.none }}", "null "},
		"a secret name":             {"last", trial.PlainPlace, "a {{ source.json.my_token }} b", "a ••• b"},
		"a secret in the whole":     {"last", trial.PlainPlace, "{{ source.json.deep }}", `{"password":["•••","•••"]}`},
		"half of a secret":          {"last", trial.PlainPlace, "{{ source.json.my_token[0:2] }}", "st"}, // of what stands for it
		"an unknown name":           {"last", trial.PlainPlace, "ab {{ sourse.x }}", "problem expression.unknown_name @6"},
		"an unknown field":          {"get", trial.PlainPlace, "{{ operation.idd }}", "problem expression.unknown_field @3"},
		"an action that is later":   {"get", trial.PlainPlace, "{{ note.a }}", "problem document.reference_later @3"},
		"an action in a loop":       {"last", trial.PlainPlace, "{{ inner.b }}", "problem document.reference_inside @3"},
		"no end":                    {"last", trial.PlainPlace, "a {{ source", "problem template.unclosed @2"},
		"an item":                   {"inner", trial.PlainPlace, "{{ row.id }} of {{ index }}", "1 of 0"},
		"a condition":               {"last", trial.Condition, "source.json.n > 3", "boolean true"},
		"no condition":              {"last", trial.Condition, "source.json.n", "problem value.kind"},
		"a source's own template":   {trial.SourceID, trial.PlainPlace, "{{ source.json.n }}", "5"},
		"an action in the source's": {trial.SourceID, trial.PlainPlace, "{{ note.a }}", "problem document.reference_later @3"},
		"nothing known yet":         {"last", trial.PlainPlace, "<{{ get.json.a }}>", "<> waiting [get]"},
		"too long":                  {"last", trial.PlainPlace, strings.Repeat("x", 2<<20), "problem expression.too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			p := k.Preview(tc.at, "with.x", tc.place, tc.src)
			got := p.Text
			switch {
			case p.Problem != nil:
				if got = "problem " + p.Problem.Code; p.Problem.Offset > 0 {
					got += fmt.Sprintf(" @%d", p.Problem.Offset)
				}
				if !strings.HasPrefix(got, tc.want) || p.Problem.Field != "with.x" || tc.at != trial.SourceID && p.Problem.Node != tc.at {
					t.Errorf("got %+v", p.Problem)
				}
				return
			case tc.place == trial.ValuePlace || tc.place == trial.Condition:
				got = string(p.Kind) + " " + got
			}
			if len(p.Waiting) > 0 {
				got += fmt.Sprintf(" waiting %v", p.Waiting)
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	k.Turn["each"] = 1
	if p := k.Preview("inner", "with.x", trial.PlainPlace, "{{ row.id }} of {{ index }}"); p.Text != "2 of 1" {
		t.Errorf("the second turn: %+v", p)
	}
}

func TestAChipKnowsItsValueAndWhatMayBeMeant(t *testing.T) {
	w := newWorld(t)
	p := w.create(plainDraft)
	w.json(p, `{"v": "x", "list": [{"id": 1, "name": "Анна", "token": "s"}]}`)
	w.try(p, trial.Try{Node: "note"})
	k := w.known(p)
	src := `{{ source.json.list[0].name }} {{ source.json["list"] }} {{ nota.a }} {{ source.json.list[0].nam }} {{ upper(note.a) }} {{ source.json.list[0].token }} {{ operation.idd }} {{ inner.b }}`
	chips := k.Chips("last", "with.x", trial.PlainPlace, src)
	var lines []string
	for _, c := range chips {
		problem := ""
		if c.Problem != nil {
			problem = c.Problem.Code
			if c.Problem.Offset != c.Offset {
				t.Errorf("%s: the problem is at %d, the name at %d", c.Ref, c.Problem.Offset, c.Offset)
			}
		}
		if src[c.Offset:c.Offset+len(c.Name)] != c.Name {
			t.Errorf("%s is not at %d", c.Ref, c.Offset)
		}
		lines = append(lines, fmt.Sprintf("%s|%s|%v|%s|%s|%s|%v", c.Ref, c.Path, c.Found, c.Kind, c.Preview, problem, c.Closest))
	}
	want := []string{
		`source.json.list[0].name|["json"]["list"][0]["name"]|true|text|Анна||[]`,
		`source.json.list|["json"]["list"]|true|list|||[]`,
		`nota.a|["a"]|false|null||expression.unknown_name|[note.a]`,
		`source.json.list[0].nam|["json"]["list"][0]["nam"]|false|null|||[source.json.list[0].name]`,
		`note.a|["a"]|true|text|x||[]`,
		`source.json.list[0].token|["json"]["list"][0]["token"]|true|text|•••||[]`,
		`operation.idd|["idd"]|false|null||expression.unknown_field|[operation.id]`,
		`inner.b|["b"]|false|null||document.reference_inside|[]`,
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if chips := k.Chips("last", "with.template", trial.JSONPlace, `{"a": {{ gone.json }}, "b": [{"$each": "{{ source.json.list }}", "$as": "r", "$item": {{ r.id }}}]}`); len(chips) < 2 || chips[0].Problem == nil || chips[1].Problem != nil {
		t.Errorf("chips of a template %+v", chips)
	}
	if chips := k.Chips("last", "with.when", trial.Condition, "note.a == gone.x"); len(chips) != 2 || chips[1].Problem == nil {
		t.Errorf("chips of a condition %+v", chips)
	}
	for _, src := range []string{"", "{{", "{{ }}", "{{ 1 + }}", strings.Repeat("{{ a }}", 300_000)} {
		if chips := k.Chips("last", "with.x", trial.PlainPlace, src); len(chips) != 0 {
			t.Errorf("%.20q has chips %v", src, chips)
		}
	}
}

func TestBrokenReferencesOfTheDraft(t *testing.T) {
	w := newWorld(t)
	p := w.create(plainDraft)
	p = w.change(p, "{{ note.a }}", "{{ noty.a }} {{ each.itemz }} {{ inner.b }}")
	broken := w.known(p).Broken()
	var lines []string
	for _, b := range broken {
		lines = append(lines, fmt.Sprintf("%s %s %s %v", b.Node, b.Field, b.Code, b.Closest))
	}
	want := []string{
		"last with.values.c expression.unknown_name [note]",
		"last with.values.c expression.unknown_field [each.items]",
		"last with.values.c document.reference_inside []",
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("got  %q\nwant %q", lines, want)
	}
}

func TestAParserSaysOfEachRowWhatItGives(t *testing.T) {
	w := newWorld(t)
	p := w.create(plainDraft)
	p = w.change(p, `"id":"note","type":"set","with":{"values":{"a":"{{ source.json.v }}"}}`, `"id":"note","type":"json.parse","with":{"from":"{{ source.json.v }}","fields":[{"name":"a","path":"a"}]}`)
	inner, _ := json.Marshal(map[string]any{"request": []any{map[string]any{"id": "7", "n": 5, "none": nil, "list": []int{1, 2}, "api_key": "k"}}})
	whole, _ := json.Marshal(map[string]any{"v": string(inner), "d": "fallback", "html": "<html>no"})
	w.json(p, string(whole))
	k := w.known(p)
	with := `{"from": "{{ source.json.v }}", "fields": [
		{"name": "id", "path": "request[0].id"},
		{"name": "n", "path": "$.request[0].n", "kind": "text"},
		{"name": "none", "path": "/request/0/none"},
		{"name": "gone", "path": "request[0].gone"},
		{"name": "must", "path": "request[0].gone", "missing": "fail"},
		{"name": "other", "path": "request[0].gone", "default": "{{ source.json.d }}"},
		{"name": "list", "path": "request[0].list"},
		{"name": "all", "path": "request[*].id"},
		{"name": "key", "path": "request[0].api_key"},
		{"name": "bad", "path": "request[["},
		{"name": "num", "path": "request[0].list", "kind": "number"},
		{"name": "1", "path": "request"},
		{}
	]}`
	parsed := k.Parse("note", json.RawMessage(with))
	var lines []string
	for _, r := range parsed.Rows {
		problem := ""
		if r.Problem != nil {
			problem = r.Problem.Code + " " + r.Problem.Field
		}
		lines = append(lines, fmt.Sprintf("%s|%s|%v|%s|%d|%s|%s", r.Name, r.Path, r.Missing, r.Kind, r.Count, r.Preview, problem))
	}
	want := []string{
		`id|["request"][0]["id"]|false|text|0|7|`,
		`n|["request"][0]["n"]|false|text|0|5|`,
		`none|["request"][0]["none"]|false|null|0||`,
		`gone|["request"][0]["gone"]|true|null|0||`,
		`must|["request"][0]["gone"]|true|null|0||parse.path_missing with.fields[4].path`,
		`other|["request"][0]["gone"]|true|text|0|fallback|`,
		`list|["request"][0]["list"]|false|list|2||`,
		`all|request[*].id|false|list|1||`,
		`key|["request"][0]["api_key"]|false|text|0|•••|`,
		`bad|request[[|true|null|0||path.syntax with.fields[9].path`,
		`num|["request"][0]["list"]|false|null|0||value.kind with.fields[10].path`,
		`1|["request"]|false|null|0||document.name with.fields[11].name`,
		`||true|null|0||document.required with.fields[12].name`,
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	tree := trial.Tree{Root: parsed.Value}
	if r, ok := tree.Row(`["request"][0]["id"]`); !ok || r.Preview != "7" || !parsed.Known {
		t.Errorf("what is read: %+v", parsed)
	}
	bad := k.Parse("note", json.RawMessage(`{"from": "{{ source.json.html }}", "fields": [{"name": "a", "path": "a"}]}`))
	if bad.Problem == nil || bad.Problem.Code != "parse.not_json" || bad.Problem.Args["begins"] != "html" || bad.Begins != "<html>no" || len(bad.Rows) != 1 || !bad.Rows[0].Missing {
		t.Errorf("%+v", bad)
	}
	for _, with := range []string{"", "[]", "{}", `{"fields": [5, "x", null]}`, `{"from": "{{ gone.x }}", "fields": []}`} {
		if got := k.Parse("note", json.RawMessage(with)); got.Known {
			t.Errorf("%s: %+v", with, got)
		}
	}
}
