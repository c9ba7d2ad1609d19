package draft_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/draft"
)

// flow is a draft with a branch, a loop inside it, and references between them.
const flow = `{"format":1,"name":"Leads","source":{"type":"webhook","with":{"params":[{"name":"id"}]}},"actions":[` +
	`{"id":"request","type":"http.request","title":"Get","with":{"method":"GET","url":"https://a.example/{{ source.id }}"}},` +
	`{"id":"choose","type":"branch","title":"Choose 2","with":{"cases":[{"name":"big","when":"request.status == 200 && each.items != nil"}]},"branches":{` +
	`"big":[{"id":"each","type":"loop","with":{"over":"{{ request.json }}"},"branches":{"each":[{"id":"send","type":"http.request","with":{"url":"{{ item.url }}","body":{"from":"{{ each.n }} {{ send_2.each }} {{ {each: each}.each }} {{ lookup(\"each\", each) }} each"}}}]}}],` +
	`"otherwise":[]}},` +
	`{"id":"last","type":"json.compose","with":{"template":"{\"n\": {{ request.status }}}"}}]}`

type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func read(t failer, text string) *draft.Draft {
	t.Helper()
	d, err := draft.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// apply makes a change and returns what it became.
func apply(t failer, d *draft.Draft, kind, scope, value string) (*draft.Draft, *engine.Edit) {
	t.Helper()
	next, e, err := d.Apply(draft.Change{ID: "c", Kind: kind, Scope: scope, Value: json.RawMessage(value)}, nil)
	if err != nil {
		t.Fatalf("%s %s %s: %v", kind, scope, value, err)
	}
	return next, e
}

func TestAChangeLeavesTheRestAsItIs(t *testing.T) {
	cases := []struct{ kind, scope, value, was, is string }{
		{"set", "name", `"Deals"`, `"name":"Leads"`, `"name":"Deals"`},
		{"set", "labels", `["a"]`, `"name":"Leads",`, `"name":"Leads","labels":["a"],`},
		{"set", "settings/lane", `"{{ source.id }}"`, `,"source":{`, `,"settings":{"lane":"{{ source.id }}"},"source":{`},
		{"set", "source/with/params", `null`, `"with":{"params":[{"name":"id"}]}`, `"with":{}`},
		{"set", "source", `{"type":"manual"}`, `{"type":"webhook","with":{"params":[{"name":"id"}]}}`, `{"type":"manual"}`},
		{"set", "actions/request/with/url", `"https://b.example"`, `https://a.example/{{ source.id }}`, `https://b.example`},
		{"set", "actions/request/with/timeout", `1.50e400`, `{{ source.id }}"}`, `{{ source.id }}","timeout":1.50e400}`},
		{"set", "actions/request/with/headers/a~1b~0c", `"x"`, `{{ source.id }}"}`, `{{ source.id }}","headers":{"a/b~c":"x"}}`},
		{"set", "actions/send/retry/attempts", `48210000000000000000000`, `"send","type":"http.request",`, `"send","type":"http.request","retry":{"attempts":48210000000000000000000},`},
		{"set", "actions/request/title", `null`, `"title":"Get",`, ``},
		{"set", "actions/choose/branches/otherwise", `null`, `,"otherwise":[]`, ``},
		{"disable", "actions/last", `true`, `"json.compose",`, `"json.compose","disabled":true,`},
		{"remove", "actions/last", ``, `,{"id":"last","type":"json.compose","with":{"template":"{\"n\": {{ request.status }}}"}}`, ``},
		{"add", "", `{"at":{"parent":"","branch":"","after":"choose"},"action":{"type":"delay","with":{"for":"5s"}}}`, `{"id":"last"`, `{"id":"pause","type":"delay","with":{"for":"5s"}},{"id":"last"`},
		{"add", "actions", `{"at":{"after":"gone"},"action":{"type":"http.request"}}`, `}"}}]}`, `}"}},{"id":"request_2","type":"http.request"}]}`},
		{"add", "", `{"at":{},"action":{"type":"sms.send","title":"Tell Anna"}}`, `"actions":[`, `"actions":[{"id":"tell_anna","type":"sms.send","title":"Tell Anna"},`},
		{"add", "", `{"at":{"parent":"choose","branch":"otherwise"},"action":{"type":"json.compose","title":"Лид"}}`, `"otherwise":[]`, `"otherwise":[{"id":"data","type":"json.compose","title":"Лид"}]`},
		{"add", "", `{"at":{"parent":"last","branch":"b"},"action":{"type":"stop"}}`, `}"}}]}`, `}"},"branches":{"b":[{"id":"stop","type":"stop"}]}}]}`},
	}
	for _, c := range cases {
		next, e := apply(t, read(t, flow), c.kind, c.scope, c.value)
		want := strings.Replace(flow, c.was, c.is, 1)
		if got := string(next.JSON()); got != want || want == flow || e == nil {
			t.Errorf("%s %s %s:\n got %s\nwant %s", c.kind, c.scope, c.value, got, want)
		}
	}
}

func TestAChangeThatChangesNothingIsNoEdit(t *testing.T) {
	for _, c := range [][3]string{
		{"set", "name", `"Leads"`}, {"set", "settings/lane", "null"}, {"set", "actions/request/with/a/b", "null"}, {"disable", "actions/last", "false"},
		{"move", "actions/last", `{"after":"choose"}`}, {"move", "actions/last", `{"after":"last"}`}, {"replace", "", flow},
		{"move", "actions/request", `{"after":"source"}`},
	} {
		d := read(t, flow)
		if next, e := apply(t, d, c[0], c[1], c[2]); e != nil || next != d {
			t.Errorf("%v: %+v", c, e)
		}
	}
}

func TestAChangeThatMakesNoSenseIsRefused(t *testing.T) {
	cases := []struct{ kind, scope, value, code string }{
		{"paint", "name", `"x"`, "edit.unreadable"}, {"set", "", `{}`, "edit.unreadable"}, {"set", "actions", `[]`, "edit.unreadable"},
		{"set", "actions/last", `{}`, "edit.unreadable"}, {"set", "actions/last/id", `"x"`, "edit.unreadable"},
		{"set", "actions/choose/branches/big", `[]`, "edit.unreadable"}, {"set", "actions/choose/branches", `null`, "edit.unreadable"}, {"set", "name", `{`, "edit.unreadable"}, {"set", "name", ``, "edit.unreadable"},
		{"set", "a//b", `1`, "edit.unreadable"}, {"set", strings.Repeat("a/", 1001) + "a", `1`, "edit.unreadable"},
		{"set", "name", strings.Repeat("[", 99) + strings.Repeat("]", 99), "edit.unreadable"},
		{"set", "actions/nobody/with", `1`, "edit.no_place"}, {"set", "name/first", `1`, "edit.no_place"}, {"set", "actions/last/with/template/a", `1`, "edit.no_place"},
		{"set", "name", `"` + strings.Repeat("x", 1<<20) + `"`, "document.limit"}, {"set", "labels", `{"a":1,"a":2}`, "document.duplicate_key"},
		{"remove", "actions/nobody", ``, "edit.no_place"}, {"remove", "name", ``, "edit.unreadable"}, {"duplicate", "actions/nobody", ``, "edit.no_place"},
		{"move", "actions/nobody", `{}`, "edit.no_place"}, {"move", "actions/last", `{"parent":"nobody","branch":"x"}`, "edit.no_place"},
		{"move", "actions/last", `{"parent":"choose"}`, "edit.no_place"}, {"move", "actions/last", `{"before":"x"}`, "edit.unreadable"},
		{"move", "actions/choose", `{"parent":"choose","branch":"big"}`, "edit.into_itself"}, {"move", "actions/choose", `{"parent":"each","branch":"each"}`, "edit.into_itself"},
		{"add", "", `{"action":{}}`, "edit.unreadable"}, {"add", "", `{"action":[]}`, "edit.unreadable"}, {"add", "name", `{"action":{"type":"x"}}`, "edit.unreadable"},
		{"add", "", `{"at":{"parent":"nobody","branch":"x"},"action":{"type":"x"}}`, "edit.no_place"}, {"replace", "name", `{}`, "edit.unreadable"},
		{"replace", "", `{"a":`, "document.syntax"}, {"disable", "actions/last", `"yes"`, "edit.unreadable"},
	}
	for _, c := range cases {
		d := read(t, flow)
		next, e, err := d.Apply(draft.Change{ID: "c", Kind: c.kind, Scope: c.scope, Value: json.RawMessage(c.value)}, nil)
		if code(err) != c.code || e != nil || next != d {
			t.Errorf("%s %.40s %.60s: %v %v", c.kind, c.scope, c.value, err, e)
		}
	}
	if _, _, err := read(t, flow).Apply(draft.Change{Kind: "set", Scope: "name", Value: json.RawMessage(`"x"`)}, nil); code(err) != "edit.unreadable" {
		t.Errorf("a change without an id: %v", err)
	}
}

func code(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}

func TestADraftIsEditedHoweverUnfinishedItIs(t *testing.T) {
	cases := []struct{ draft, kind, scope, value, want string }{
		{`{}`, "set", "name", `"x"`, `{"name":"x"}`},
		{`{}`, "set", "source/type", `"webhook"`, `{"source":{"type":"webhook"}}`},
		{`{}`, "add", "", `{"action":{"type":"stop"}}`, `{"actions":[{"id":"stop","type":"stop"}]}`},
		{`{"actions":[{"id":"a","with":null}]}`, "set", "actions/a/with/body/from", `1`, `{"actions":[{"id":"a","with":{"body":{"from":1}}}]}`},
		{`{"source":null}`, "set", "source/with", `null`, `{"source":null}`},
		{`{"actions":[7,{"type":"x"},{"id":"a"},{"id":"a"}]}`, "set", "actions/a/title", `"t"`, `{"actions":[7,{"type":"x"},{"id":"a","title":"t"},{"id":"a"}]}`},
		{`{"actions":[{"id":"a","branches":7},{"id":"b","branches":{"x":8}}]}`, "remove", "actions/a", ``, `{"actions":[{"id":"b","branches":{"x":8}}]}`},
		{`{"odd":[1]}`, "set", "odd", `null`, `{}`},
	}
	for _, c := range cases {
		next, _ := apply(t, read(t, c.draft), c.kind, c.scope, c.value)
		if got := string(next.JSON()); got != c.want {
			t.Errorf("%s of %s: %s, want %s", c.kind, c.draft, got, c.want)
		}
	}
	for _, text := range []string{`[]`, `7`, `null`, `{"actions":7,"name":7}`} {
		d := read(t, text)
		for _, c := range []draft.Change{set("name/a", `1`), {Kind: "add", Value: json.RawMessage(`{"action":{"type":"x"}}`)}, do("remove", "actions/a")} {
			c.ID = "c"
			if next, e, err := d.Apply(c, nil); code(err) != "edit.no_place" || next != d || e != nil {
				t.Errorf("%s of %s: %v %v", c.Kind, text, err, e)
			}
		}
	}
}

func TestACopiedBranchRefersToItself(t *testing.T) {
	next, e := apply(t, read(t, flow), "duplicate", "actions/choose", "")
	want := `{"id":"choose_2","type":"branch","title":"Choose 3","with":{"cases":[{"name":"big","when":"request.status == 200 && each_2.items != nil"}]},"branches":{` +
		`"big":[{"id":"each_2","type":"loop","with":{"over":"{{ request.json }}"},"branches":{"each":[{"id":"send_2","type":"http.request","with":{"url":"{{ item.url }}",` +
		`"body":{"from":"{{ each_2.n }} {{ send_2.each }} {{ {each: each_2}.each }} {{ lookup(\"each\", each_2) }} each"}}}]}}],"otherwise":[]}}`
	if string(e.After) != want || !strings.Contains(string(next.JSON()), `}},`+want+`,{"id":"last"`) {
		t.Errorf("got  %s\nwant %s\nin %s", e.After, want, next.JSON())
	}
}

func TestReferencesFollowInExpressionsOnly(t *testing.T) {
	cases := [][2]string{
		{`a {{ a }} {{a.b}} {{ b.a }} {{ a["a"] }} {{ 'a' }} {{ "\"a" + a }}`, `a {{ a_2 }} {{a_2.b}} {{ b.a }} {{ a_2["a"] }} {{ 'a' }} {{ "\"a" + a_2 }}`},
		{`{{ a ? a : a }} {{ {a: a, "a": a} }} {{ [a, a] }} {{ f(a, a) }} {{ a(a) }}`, `{{ a_2 ? a_2 : a_2 }} {{ {a: a_2, "a": a_2} }} {{ [a_2, a_2] }} {{ f(a_2, a_2) }} {{ a(a_2) }}`},
		{`{{ aa a2 _a ёa }} {{ a`, `{{ aa a2 _a ёa }} {{ a_2`},
		{`{{ "}}" + a }} {{ 1..a }} {{ x?.a }} {{ #.a }} {{ "`, `{{ "}}" + a_2 }} {{ 1..a_2 }} {{ x?.a }} {{ #.a }} {{ "`},
	}
	for _, c := range cases {
		q, err := json.Marshal(c[0])
		if err != nil {
			t.Fatal(err)
		}
		d := read(t, `{"actions":[{"id":"a","type":"x","with":{"deep":[{"v":`+string(q)+`}]}}]}`)
		_, e := apply(t, d, "duplicate", "actions/a", "")
		var got struct {
			ID   string
			With struct{ Deep []struct{ V string } }
		}
		if err := json.Unmarshal(e.After, &got); err != nil || got.ID != "a_2" || got.With.Deep[0].V != c[1] {
			t.Errorf("%s\n got %s\nwant %s", c[0], e.After, c[1])
		}
	}
}

func TestIDsAreShortAndNobodyElses(t *testing.T) {
	cases := []struct{ action, want string }{
		{`{"type":"http.request"}`, "request_2"}, {`{"type":"json.parse"}`, "fields"}, {`{"type":"json.compose"}`, "data"}, {`{"type":"email.send"}`, "email"},
		{`{"type":"respond"}`, "reply"}, {`{"type":"7.x!"}`, "action"}, {`{"type":"x","title":"Source"}`, "source_2"}, {`{"type":"x","title":"7 days -- off"}`, "x"},
		{`{"type":"x","title":"` + strings.Repeat("long ", 20) + `"}`, "long_long_long_long_long_long_lo"}, {`{"type":"x","title":"A - b"}`, "a_b"},
		{`{"type":"x","id":"kept"}`, "kept"}, {`{"type":"x","id":"last"}`, "last_2"}, {`{"type":"x","id":"removed"}`, "removed_2"}, {`{"type":"x","id":"Bad id"}`, "x"},
		{`{"type":"x","id":"a","branches":{"b":[{"type":"x","id":"a"},{"type":"x","id":"c"}]}}`, "a a_2 c"},
	}
	for _, c := range cases {
		change := draft.Change{ID: "c", Kind: "add", Value: json.RawMessage(`{"action":` + c.action + `}`)}
		next, e, err := read(t, flow).Apply(change, []string{"removed"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, part := range strings.Split(string(e.After), `"id":"`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			got = append(got, id)
		}
		if strings.Join(got, " ") != c.want || e.Scope != "actions/"+got[0] || next.At(e.Scope) == nil {
			t.Errorf("%s: %v at %s, want %s", c.action, got, e.Scope, c.want)
		}
	}
}
