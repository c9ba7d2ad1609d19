package editor_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/ui/page/editor"
)

// scope is what the texts of these tests refer to.
var scope = eval.Scope{"source": nil, "fields": nil}

func TestAConditionOfRulesReadsBackAsTheSameRules(t *testing.T) {
	for _, want := range [][]editor.Rule{
		{{Left: "fields.status", Op: "is", Right: "2", Join: "and"}},
		{{Left: "fields.status", Op: "is_not", Right: `a "quoted" word`, Join: "and"}},
		{{Left: "source.a", Op: "contains", Right: "Ё", Join: "or"}, {Left: "source.b", Op: "empty", Join: "or"}},
		{{Left: "source.n", Op: "more", Right: "5.50", Join: "and"}, {Left: "source.n", Op: "less", Right: "9", Join: "and"}},
		{{Left: "source.n", Op: "one_of", Right: "a, b", Join: "and"}},
		{{Left: "source.n", Op: "filled", Join: "and"}},
		{{Left: "source.n", Op: "is", Right: `Tom and "Jerry" && co or || all`, Join: "or"}, {Left: "source.a", Op: "empty", Join: "or"}},
	} {
		condition := editor.Condition(want)
		if _, err := eval.ParseCondition(condition, scope); err != nil {
			t.Errorf("%v writes %s: %v", want, condition, err)
		}
		got, ok := editor.ReadRules(condition)
		if !ok || !slices.Equal(got, want) {
			t.Errorf("%s reads as %v, want %v", condition, got, want)
		}
	}
	for _, formula := range []string{"len(source.items) > 2", "a == 1 && b == 2 || c == 3", "not source.a"} {
		if got, ok := editor.ReadRules(formula); ok {
			t.Errorf("%s reads as %v, and is none", formula, got)
		}
	}
}

func TestAnUnfinishedRuleIsKeptAndCannotBeRun(t *testing.T) {
	for _, op := range []string{"is", "is_not", "contains", "more", "less", "one_of"} {
		want := []editor.Rule{{Op: op, Right: "5", Join: "and"}}
		condition := editor.Condition(want)
		if _, err := eval.ParseCondition(condition, scope); err == nil {
			t.Errorf("%s can be run", condition)
		}
		if got, ok := editor.ReadRules(condition); !ok || !slices.Equal(got, want) {
			t.Errorf("%s reads as %v", condition, got)
		}
	}
	if got := editor.Condition([]editor.Rule{{Op: "is"}}); got != "" {
		t.Errorf("a rule that says nothing writes %s", got)
	}
}

func TestATemplateTakenApartAndPutTogetherSaysTheSame(t *testing.T) {
	for _, template := range []string{
		`{"a": "x {{ source.b }} y", "c": {{ source.d }}, "n": 1.50, "t": true, "z": null}`,
		`{"o": {"deep": {"list": ["a", {{ optional(source.x) }}, {"k": "v"}]}}, "empty": {}, "none": []}`,
		`{"rows": [{"$each": "{{ source.items }}", "$as": "row", "$item": {"name": "{{ row["odd \"key"] }}"}}]}`,
		`{"say": "\"quoted\" \\ back\nslash {{ source["a}}b"] }}"}`,
	} {
		if _, err := eval.ParseJSON(template, scope); err != nil {
			t.Fatalf("%s: %v", template, err)
		}
		rows, ok := editor.ReadTemplate(template)
		if !ok {
			t.Fatalf("%s is not read", template)
		}
		raw, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		again, err := editor.WriteTemplate(raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := eval.ParseJSON(again, scope); err != nil {
			t.Errorf("%s became %s: %v", template, again, err)
		}
		back, ok := editor.ReadTemplate(again)
		if !ok || !slices.Equal(back, rows) {
			t.Errorf("%s\nbecame %s\nwhich reads %v, not %v", template, again, back, rows)
		}
	}
}

func FuzzRowsOfAComposerAlwaysGiveJSON(f *testing.F) {
	f.Add(`[{"level":1,"key":"a","kind":"text","value":"x"},{"level":9,"key":"b","kind":"number","value":"1e"}]`)
	f.Add(`[{"level":1,"key":"a","kind":"each","value":"{{ source.l }}"},{"level":2,"item":true,"kind":"object"}]`)
	f.Fuzz(func(t *testing.T, sent string) {
		if strings.Contains(sent, "{{") || strings.Contains(sent, `\u00`) {
			return // what stands in {{ }} is for the document's check
		}
		template, err := editor.WriteTemplate(json.RawMessage(sent))
		if err == nil && !json.Valid([]byte(strings.ReplaceAll(template, "{{ [] }}", "[]"))) {
			t.Errorf("%s gives %s", sent, template)
		}
	})
}

// lastWord says the end of a key.
func lastWord(key string, _ map[string]string) (say, try string) {
	return key[strings.LastIndex(key, ".")+1:], ""
}

func TestACurlCommandBecomesARequest(t *testing.T) {
	d := &editor.Draft{At: "send", Say: lastWord, Definition: engine.Definition{Nodes: []engine.Node{
		{ID: "send", Type: "http.request", With: json.RawMessage(`{"method":"GET","timeout":"5s"}`)},
	}}}
	for command, want := range map[string][]string{
		`curl https://api.example.com/a?b=1&c=%D0%AF`:                                            {`"query":{"b":"1","c":"Я"}`, `"method":"GET"`, `"timeout":"5s"`},
		"curl -X POST 'https://a.example/x' \\\n -H 'Accept: text/html' -d '{\"a\": \"it''s\"}'": {`"method":"POST"`, `"Accept":"text/html"`, `"kind":"json"`},
		`curl --data-urlencode "n=a b" -d m=1 a.example`:                                         {`"kind":"form"`, `"n":"a b"`, `"url":"http://a.example"`},
		`curl -F name=x https://a.example/`:                                                      {`"kind":"multipart"`},
		`curl -H "Content-Type: text/xml" --data-raw "<a/>" https://a.example/`:                  {`"kind":"text"`, `"Content-Type":"text/xml"`},
	} {
		with, err := d.Curl(command)
		if err != nil {
			t.Errorf("%s is not read: %v", command, err)
		}
		for _, one := range want {
			if !strings.Contains(string(with), one) {
				t.Errorf("%s gives %s, without %s", command, with, one)
			}
		}
	}
	with, _ := d.Curl(`curl -H 'A: b' 'https://a.example/x?q=1'`)
	if taken := d.Taken(with); taken != "GET https://a.example/x, query, headers" {
		t.Errorf("taken: %s", taken)
	}
	for _, bad := range []string{"wget x", "curl", `curl "open`, "curl -d @/etc/passwd https://a.example", "curl -F f=@x https://a.example"} {
		if with, err := d.Curl(bad); err == nil {
			t.Errorf("%s gives %s", bad, with)
		}
	}
}

func TestHelpNeverBecomesMarkup(t *testing.T) {
	blocks := editor.Markdown("# Title\n\nA **bold** `{{ x }}` <script>\n\n- one\n- *two*\n\n```yaml\na: 1\n```\n")
	kinds := []string{}
	for _, b := range blocks {
		kinds = append(kinds, b.Kind)
	}
	if !slices.Equal(kinds, []string{"heading", "text", "list", "code"}) || blocks[1].Line[4].Text != " <script>" {
		t.Errorf("%+v", blocks)
	}
}

func TestASecretWrittenOutMovesIntoAConnection(t *testing.T) {
	d := &editor.Draft{At: "send", Definition: engine.Definition{Nodes: []engine.Node{
		{ID: "send", Type: "http.request", With: json.RawMessage(`{"url":"https://crm.example/lead","query":{"api_key":"s3cret","x":"1"}}`)},
	}}}
	with, secret, ok := d.TakeSecret("CRM")
	if !ok || secret.Value != "s3cret" || secret.Origin != "https://crm.example" || strings.Contains(string(with), "s3cret") {
		t.Errorf("%v %+v %s", ok, secret, with)
	}
	if !strings.Contains(string(with), `"{{ connection.api_key }}"`) || !strings.Contains(string(with), `"connection":"CRM"`) {
		t.Errorf("%s", with)
	}
}
