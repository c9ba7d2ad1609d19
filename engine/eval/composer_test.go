package eval_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"stanok/engine/eval"
)

// composes checks both answers of a template.
func composes(t *testing.T, template, want string) {
	t.Helper()
	c, err := eval.ParseJSON(template, scope())
	if err != nil {
		t.Errorf("%s: %v", template, err)
		return
	}
	out, err := c.Append(nil, env(t))
	if err != nil || string(out) != want {
		t.Errorf("%s\n gives %s, %v\n  not  %s", template, out, err, want)
		return
	}
	v, err := c.Value(env(t))
	if err != nil || !same(v, decode(t, string(out))) {
		t.Errorf("%s: the value %v, %v is not %s", template, v, err, out)
	}
}

func TestComposedJSONKeepsTypesDigitsAndOrder(t *testing.T) {
	for template, want := range map[string]string{
		`{"z": {{ a.price }}, "a": "{{ a.price }}"}`:   `{"z":1.50,"a":"1.50"}`,
		`{ "name": "{{ a.text }} {{ a.missing }}!" }`:  `{"name":"Ёж \"x\" !"}`,
		`[{{ a.big }}, {{ a.list }}, {{ a.missing }}]`: `[9007199254740993,[3,1,2],null]`,
		`{{ a.nested }}`:                                `{"0":"zero","deep":[{"x":"found"}]}`,
		`{"{{ a.names[0] }}_{{ i }}": 1}`:               `{"b_41":1}`,
		`"{{ secret }}"`:                                `"key-1"`,
		`{"k": {{ secret }}}`:                           `{"k":"key-1"}`,
		`{"s": "{{ a.list }}"}`:                         `{"s":"[3,1,2]"}`,
		`{"s": "{{ "{{" }} \n \u0041 {{ '}' }}"}`:       `{"s":"{{ \n A }"}`,
		`{"s": "{{ a.braces }}"}`:                       `{"s":"{{ a.price }}"}`,
		`{"p": "{{ phone("8 999 123-45-67", "RU") }}"}`: `{"p":"+79991234567"}`,
		`{"m": {{ {x: {y: [1.50]}} }}}`:                 `{"m":{"x":{"y":[1.50]}}}`,
		`{"static": [1.0, {"x": null}], "t": true}`:     `{"static":[1.0,{"x":null}],"t":true}`,
		` [ ] `: `[]`,
		`{}`:    `{}`,
		`1.50`:  `1.50`,
		`{"b":0,"{{ a.names[0] }}":{{ i }},"c":1}`:           `{"b":41,"c":1}`,
		`{"b":0,"{{ a.names[0] }}":{{ optional(a.empty) }}}`: `{"b":0}`,
		`{"{{ a.missing }}": {{ i }}}`:                       `{"":41}`,
		`{"l": {{ lazy.json }}}`:                             `{"l":{"x":[1]}}`,
		`{"f": {{ f }}}`:                                     `{"f":0.25}`,
	} {
		composes(t, template, want)
	}
}

func TestEmptyOptionalValuesAreLeftOut(t *testing.T) {
	composes(t, `{"a": {{ optional(a.empty) }}, "b": {{ optional(a.price) }}, "c": {{ optional(a.none) }}}`, `{"b":1.50}`)
	composes(t, `[{{ optional([]) }}, 1, {{ optional({}) }}, {{ optional(false) }}, {{ optional(0) }}]`, `[1,false,0]`)
	composes(t, `[[{{ optional(nil) }}]]`, `[[]]`)
	composes(t, `{{ optional(nil) }}`, `null`)
	composes(t, `{"a": "{{ optional(nil) }}"}`, `{"a":""}`)
	composes(t, `{"a": {{ a.yes ? optional(a.empty) : 1 }}}`, `{}`)
	composes(t, `{"a": {{ {x: optional(nil), y: [optional(nil)]} }}}`, `{"a":{"y":[]}}`)
}

func TestRepeatedElements(t *testing.T) {
	composes(t, `[{"$each": "{{ a.rows }}", "$as": "row", "$item": {"n": "{{ row.n }}{{ index }}", "v": {{ row.v }}}}]`,
		`[{"n":"A0","v":10},{"n":"B1","v":2.5},{"n":"A2","v":1}]`)
	composes(t, `[0, {"$each": {{ a.list }}, "$item": {{ item * 2 }}}, 9]`, `[0,6,2,4,9]`)
	composes(t, `[{"$each": "{{ a.missing }}", "$item": 1}]`, `[]`)
	composes(t, `[{"$each": "{{ a.list }}", "$item": {{ item > 2 ? optional(nil) : item }}}]`, `[1,2]`)
	composes(t, `[{"$each": "{{ [[1, 2], [3]] }}", "$as": "x", "$item": [{"$each": "{{ x }}", "$as": "y", "$item": "{{ index }}:{{ y }}"}, {{ index }}]}]`,
		`[["0:1","1:2",0],["0:3",1]]`)
	composes(t, `[{"$each": "{{ a.list }}", "$item": {{ map(1..2, # + item + index) }}}]`, `[[4,5],[3,4],[5,6]]`)
	composes(t, `[{"$each": "{{ a.list }}", "$as": "a", "$item": {{ let b = a; b }}}]`, `[3,1,2]`)
	composes(t, `{"$item": 1, "$as": "just keys"}`, `{"$item":1,"$as":"just keys"}`)
	composes(t, `[{"$each": "{{ a.list }}", "$item": {}}, {{ optional(nil) }}, {"$each": "{{ [] }}", "$item": 1}]`, `[{},{},{}]`)

	c, err := eval.ParseJSON(`[{"$each": "{{ a.text }}", "$item": 1}]`, scope())
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Append(nil, env(t))
	if e := hasCode(t, "a text to repeat", out, err, "value.kind"); e.Args["name"] != "$each" || e.Args["want"] != "list" {
		t.Errorf("%+v", e)
	}
}

func TestTemplateOfJSONMistakesHavePlaces(t *testing.T) {
	for _, c := range []struct{ template, code, line, column string }{
		{`{"a": {{ i }} {{ i }}}`, "compose.placeholder", "1", "15"},
		{`{"a": 1 {{ i }}}`, "compose.placeholder", "1", "9"},
		{`{ {{ i }}: 1}`, "compose.placeholder", "1", "3"},
		{`{"a" {{ i }}}`, "compose.placeholder", "1", "6"},
		{`{{ i }} {{ i }}`, "compose.placeholder", "1", "9"},
		{`[1 {{ i }}]`, "compose.placeholder", "1", "4"},
		{`{"$each": "{{ a.list }}", "$item": 1}`, "compose.placeholder", "1", "2"},
		{`{"x": {"$each": "{{ a.list }}", "$item": 1}}`, "compose.placeholder", "1", "8"},
		{`[{"x": 1, "$each": "{{ a.list }}", "$item": 1}]`, "compose.placeholder", "1", "11"},
		{`[{"$each": "{{ a.list }}", "x": 1}]`, "compose.placeholder", "1", "28"},
		{`[{"$each": "text", "$item": 1}]`, "compose.placeholder", "1", "12"},
		{`[{"$each": "{{ a.list }}{{ a.list }}", "$item": 1}]`, "compose.placeholder", "1", "12"},
		{`[{"$each": "{{ a.list }}", "$as": "in", "$item": 1}]`, "compose.placeholder", "1", "35"},
		{`[{"$each": "{{ a.list }}", "$as": "x"}]`, "compose.not_json", "1", "38"},
		{"{\n  \"Ё\": 1,\n}", "compose.not_json", "3", "1"},
		{`{"a": }`, "compose.not_json", "1", "7"},
		{`{"a": 1`, "compose.not_json", "1", "8"},
		{`[1,]`, "compose.not_json", "1", "4"},
		{`{'a': 1}`, "compose.not_json", "1", "2"},
		{"{\"a\": \"x\ny\"}", "compose.not_json", "1", "9"},
		{`{"a": "\q"}`, "compose.not_json", "1", "8"},
		{`{"a": "x}`, "compose.not_json", "1", "7"},
		{`[1] 2`, "compose.not_json", "1", "5"},
		{``, "compose.not_json", "1", "1"},
		{"\"\xff\"", "compose.not_json", "1", "2"},
		{strings.Repeat("[", 200) + strings.Repeat("]", 200), "compose.not_json", "1", "129"},
	} {
		_, err := eval.ParseJSON(c.template, scope())
		e := hasCode(t, c.template, nil, err, c.code)
		if e.Args["line"] != c.line || e.Args["column"] != c.column || e.Args["want"] == "" {
			t.Errorf("%s: %v, not %s:%s", c.template, e.Args, c.line, c.column)
		}
	}
	for template, code := range map[string]string{
		`{"a": {{ i`: "template.unclosed", `{"a": "{{ i"}`: "template.unclosed", `{"a": {{ }}}`: "template.empty",
		`{"a": "{{ nope }}"}`: "expression.unknown_name", `[{"$each": "{{ a.list }}", "$item": {{ row }}}]`: "expression.unknown_name",
		`[{"$each": "{{ a.list }}", "$as": "row", "$item": 1}, {{ row }}]`: "expression.unknown_name",
	} {
		_, err := eval.ParseJSON(template, scope())
		hasCode(t, template, nil, err, code)
	}
}

func TestAllProblemsOfATemplateAreReportedAtOnce(t *testing.T) {
	_, err := eval.ParseJSON(`{"a": {{ x }}, "b": "{{ y }}", "{{ }}": {{ form.z }}, "c" 1}`, scope())
	var offsets []int
	for _, e := range eval.Problems(err) {
		offsets = append(offsets, e.Offset)
	}
	if !same(offsets, []int{9, 24, 32, 43, 58}) {
		t.Errorf("%v", offsets)
	}
}

func TestAComposerNamesItsReferencesButNotItsRows(t *testing.T) {
	c, err := eval.ParseJSON(`{"a": "{{ form.id }}", "l": [{"$each": "{{ a.list }}", "$as": "row", "$item": {{ row.x + i + index }}}]}`, scope())
	if err != nil {
		t.Fatal(err)
	}
	want := []eval.Reference{
		{Name: "form", Path: []string{"id"}, Offset: 10}, {Name: "a", Path: []string{"list"}, Offset: 43}, {Name: "i", Path: []string{}, Offset: 89},
	}
	if got := c.References(); !same(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestAppendWritesBehindWhatIsThereAndFailsWithoutHalfResults(t *testing.T) {
	c, err := eval.ParseJSON(`[1, {{ a.text.x }}]`, scope())
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Append([]byte("before"), env(t))
	if e := hasCode(t, "a wrong kind", out, err, "value.kind"); string(out) != "before" || e.Offset != 7 {
		t.Errorf("%s, %+v", out, e)
	}
	c, err = eval.ParseJSON(`{"a": {{ i }}}`, scope())
	if err != nil {
		t.Fatal(err)
	}
	if out, err = c.Append([]byte("before"), env(t)); err != nil || string(out) != `before{"a":41}` {
		t.Errorf("%s, %v", out, err)
	}
}

func TestStrangeDataStillGivesJSON(t *testing.T) {
	c, err := eval.ParseJSON(`{"v": {{ v }}, "s": "{{ v }}", "{{ v }}": 1}`, eval.Scope{"v": nil})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{json.Number("NaN"), json.Number(""), "a\xff\"\x00", []any{"\xff", json.Number("1.")}, map[string]any{"\xfe": masked("\xff")}, math.Copysign(0, -1), 1e300} {
		env := eval.Env{Vars: eval.Vars{"v": v}}
		out, err := c.Append(nil, env)
		if err != nil {
			t.Fatalf("%#v: %v", v, err)
		}
		value, err := c.Value(env)
		if err != nil || !same(value, decode(t, string(out))) {
			t.Errorf("%#v: %s is not %#v, %v", v, out, value, err)
		}
	}
}

func TestAKeyWrittenTwiceIsFoundWhenParsing(t *testing.T) {
	for template, want := range map[string]int{
		`{"a": 1, "b": 2, "a": 3}`:                                      17,
		`{"a": {{ i }}, "\u0061": {{ optional(i) }}}`:                   15,
		`[{"o": {"x": {"": 1, "": {{ i }}}}}]`:                          21,
		`[{"$each": {{ a.list }}, "$item": {"k": 1, "k": {{ item }}}}]`: 43,
	} {
		_, err := eval.ParseJSON(template, scope())
		if e := hasCode(t, template, nil, err, "compose.duplicate_key"); e.Offset != want || e.Args["line"] != "1" {
			t.Errorf("%s: %+v, want one at %d", template, e, want)
		}
	}
	_, err := eval.ParseJSON(`{"a": 1, "a": {{ nobody }}, "a": 2}`, scope())
	if all := eval.Problems(err); len(all) != 3 {
		t.Errorf("%v, want all three problems", all)
	}
	composes(t, `{"b": {"a": 1}, "c": [{"a": 1}, {"a": 2}], "a": 1}`, `{"b":{"a":1},"c":[{"a":1},{"a":2}],"a":1}`)
}
