package trial_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/sources"
)

func TestSamplesAreTheLastTwentyNewestFirst(t *testing.T) {
	w := newWorld(t)
	p := w.create(plainDraft)
	for i := range 25 {
		w.form(p, fmt.Sprintf("r_id=%d&api_token=x&b=2", i))
	}
	list, err := w.desk.Samples(t.Context(), w.known(p))
	w.need(err)
	if len(list) != 20 {
		t.Fatalf("%d samples", len(list))
	}
	for i, s := range list {
		if s.Params[0] != (trial.Param{Name: "r_id", Text: fmt.Sprint(24 - i)}) || s.Params[1] != (trial.Param{Name: "api_token", Text: "•••"}) || s.Method != "POST" || s.Operation == "" || s.Event.Key != "" || s.Age(s.At.Add(time.Hour)) != time.Hour {
			t.Fatalf("sample %d: %+v", i, s)
		}
	}
	for _, s := range list {
		k, err := w.desk.Known(t.Context(), ws, p, s.ID, nil)
		if err != nil || k.Preview("last", "", trial.PlainPlace, "{{ source.r_id }}").Text != s.Params[0].Text {
			t.Fatalf("%+v: %v", s, err)
		}
	}
	if _, err := w.desk.Known(t.Context(), ws, p, "gone", nil); engine.KindOf(err) != engine.NotFound {
		t.Errorf("a sample that is gone: %v", err)
	}
}

func TestARefusedRequestIsASample(t *testing.T) {
	w := newWorld(t)
	p := w.create(strings.Replace(plainDraft, "{name: r_id}", "{name: r_id, required: true}", 1))
	if status := w.send(p, "application/x-www-form-urlencoded", "request_id=5&type_id=2"); status != 422 {
		t.Fatalf("the link answered %d", status)
	}
	list, err := w.desk.Samples(t.Context(), w.known(p))
	w.need(err)
	if len(list) != 1 || list[0].Verdict != "value.missing" || list[0].Operation != "" || list[0].Params[0].Name != "request_id" {
		t.Fatalf("%+v", list)
	}
	op := w.try(p, trial.Try{Node: "note", Sample: list[0].ID})
	if op.State != engine.Succeeded || !strings.Contains(string(op.Event.Data), "request_id") {
		t.Errorf("%s, %s", op.State, op.Event.Data)
	}
	if again, _ := w.desk.Samples(t.Context(), w.known(p)); len(again) != 1 || again[0].ID != list[0].ID || again[0].Operation == "" && again[0].Verdict == "" {
		t.Errorf("after a test of it: %+v", again)
	}
}

func TestWithoutASampleNothingIsKnown(t *testing.T) {
	w := newWorld(t)
	for _, draft := range []string{plainDraft, "format: 1\nname: Empty\n", "format: 1\nname: Empty\nsource: {type: schedule, with: {cron: \"0 9 * * *\"}}\nactions: [{id: a, type: set, with: {values: {x: 1}}}]\n"} {
		p := w.create(draft)
		list, err := w.desk.Samples(t.Context(), w.known(p))
		k := w.known(p)
		if err != nil || len(list) != 0 || k.Sample.ID != "" {
			t.Errorf("%v, %+v", err, list)
		}
		if pre := k.Preview(trial.SourceID, "", trial.PlainPlace, "<{{ source.x }}>"); pre.Text != "<>" && pre.Problem == nil {
			t.Errorf("%+v", pre)
		}
		k.Checks()
		k.Broken()
		k.Sends()
		k.Groups("nobody")
		k.Missing("nobody")
		k.Chips("nobody", "", trial.PlainPlace, "{{ x }}")
		k.Parse("nobody", json.RawMessage(`{}`))
	}
}

func TestTypedParametersAreAnEvent(t *testing.T) {
	w := newWorld(t)
	p := w.create(plainDraft)
	op := w.try(p, trial.Try{Node: "note", Event: func(s engine.PreparedSource) (engine.Event, error) {
		return sources.NewEvent(s, map[string]any{"r_id": "77", "v": "typed"}, time.Now())
	}})
	if op.State != engine.Succeeded {
		t.Fatalf("%s %+v", op.State, op.Failure)
	}
	k := w.known(p)
	if len(k.Sample.Params) == 0 || k.Sample.Params[0].Text != "77" || !k.Sample.Test {
		t.Errorf("the event of a test is a sample: %+v", k.Sample)
	}
	if pre := k.Preview("last", "", trial.PlainPlace, "{{ note.a }}"); pre.Text != "typed" {
		t.Errorf("%+v", pre)
	}
}

// Of a sample its own tests come first, then its own operation, then whatever
// ran last.
func TestWhatANodeGaveIsTheSamplesOwnIfItCanBe(t *testing.T) {
	w := newWorld(t)
	p := w.create(plainDraft)
	ctx := t.Context()
	draft := strings.Replace(string(p.Draft), `"id":"get","type":"http.request","with":{"url":"https://example.test/x"}`, `"id":"get","type":"set","with":{"values":{"x":1}}`, 1)
	p, err := w.desk.Engine.Save(ctx, ws, p.ID, 0, "", p.Name, json.RawMessage(draft))
	w.need(err)
	p, err = w.desk.Engine.Start(ctx, ws, p.ID, "me")
	w.need(err)
	note := func(k *trial.Known) string {
		v, _ := k.Output("note")
		text, _, _ := trial.Tree{Root: v.Value()}.Copy(`["a"]`)
		return fmt.Sprintf("%s same=%v test=%v", text, v.Same, v.Test)
	}
	settle := func() {
		page, err := w.desk.Store.FindOperations(ctx, ws, engine.OperationQuery{Processing: p.ID})
		w.need(err)
		for _, op := range page.Operations {
			w.ended(op)
		}
	}
	w.json(p, `{"v": "first", "list": [{"id": 1}, {"id": 2}]}`)
	settle()
	first := w.known(p).Sample.ID
	w.json(p, `{"v": "second", "list": []}`)
	settle()
	at := func(id string) *trial.Known {
		k, err := w.desk.Known(ctx, ws, p, id, nil)
		w.need(err)
		return k
	}
	if got := note(at(first)); got != "first same=true test=false" {
		t.Errorf("of the first: %s", got)
	}
	if got := note(at("")); got != "second same=true test=false" {
		t.Errorf("of the newest: %s", got)
	}
	inner, ok := at(first).Output("inner")
	if text, _, _ := (trial.Tree{Root: inner.Value()}).Copy(""); !ok || text != `{"b":1}` {
		t.Errorf("in a loop: %s", text)
	}
	if o, ok := at("").Output("inner"); !ok || o.Same {
		t.Errorf("an empty loop has what another gave: %+v", o)
	}

	p = w.change(p, "{{ source.json.v }}", "{{ source.json.v }}!")
	if op := w.try(p, trial.Try{Node: "note", Sample: first}); op.State != engine.Succeeded {
		t.Fatalf("%+v", op.Failure)
	}
	if got := note(at(first)); got != "first! same=true test=true" {
		t.Errorf("after a test: %s", got)
	}
	// A step taken over into a test of another sample is not that one's own.
	w.json(p, `{"v": "third"}`)
	third := w.known(p).Sample.ID
	if op := w.try(p, trial.Try{Node: "inner", Sample: first}); op.State != engine.Succeeded {
		t.Fatalf("%+v", op.Failure)
	}
	if o, ok := at(third).Output("inner"); !ok || o.Same {
		t.Errorf("%+v", o)
	}
	// A draft that cannot be prepared any more keeps what was known.
	p = w.change(p, `{{ source.json.v }}!`, `{{ nobody }}`)
	if got := note(at(first)); got != "first! same=true test=true" {
		t.Errorf("with a problem: %s", got)
	}
}

func TestWhatALinkWasSent(t *testing.T) {
	w := newWorld(t)
	p := w.create(example(t, "request.yaml"))
	for _, name := range []string{"request-created", "request-created", "client-created-nested"} {
		w.send(p, "application/x-www-form-urlencoded", strings.TrimSpace(example(t, "events/"+name+".form.txt")))
	}
	w.send(p, "application/json", `{"r_id": 5, "query": "q", "user_token": "x", "list": [1, 2], "ok": true}`)
	k := w.known(p)
	samples, err := w.desk.Samples(t.Context(), k)
	w.need(err)
	found := k.Found(samples)
	var lines []string
	for _, f := range found {
		lines = append(lines, fmt.Sprintf("%s %s %s %s %d/%d %v %v", f.Name, f.In, f.Kind, f.Example, f.Times, f.Of, f.Declared, f.Reserved))
	}
	want := []string{
		"r_id any number 5 3/4 true false", "query json text q 1/4 false true", "user_token json text ••• 1/4 false false", "list json list  1/4 false false", "ok json boolean true 1/4 false false",
		"client[u_email] form text oleg.kim@example.test 1/4 false false", "client[u_name] form text Олег 1/4 false false", "client[u_phone] form text  79005550101 1/4 false false", "client[u_surname] form text Ким 1/4 false false",
		"client_id form text 7003 1/4 false false", "datetime form text 2026-03-02 09:58:11 3/4 true false", "type_id form text 3 3/4 true false", "uon_id form text 67054 3/4 false false", "uon_subdomain form text id67054 3/4 false false",
		"request_id form text 4821 2/4 false false",
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestChecksBeforeARun(t *testing.T) {
	w := newWorld(t)
	p := w.create(`
format: 1
name: Checked
source: {type: webhook, with: {methods: [POST]}}
actions:
  - {id: a, type: http.request, title: One, with: {connection: nobody, url: "https://example.test/"}}
  - {id: b, type: http.request, title: Two, with: {connection: uon, url: "https://example.test/{{ source.json.v }}"}}
  - {id: c, type: http.request, title: Two, with: {connection: uon, url: "{{ connection.address }}/x"}}
  - {id: d, type: loop, with: {over: "{{ source.json.v }}"}, branches: {each: []}}
  - {id: e, type: json.compose, with: {template: '{"full": {{ source.json.v }}, "none": {{ source.json.none }}, "list": [""], "left": {{ optional(source.json.none) }}}'}}
  - {id: f, type: json.compose, with: {template: '{"waits": {{ b.json.x }}}'}}
  - {id: g, type: loop, with: {over: "{{ b.json.list }}"}, branches: {each: []}}
  - {id: h, type: stop}
  - {id: i, type: set, with: {values: {x: 1}}}
  - {id: j, type: set, with: {values: {x: 1}}}
`)
	lines := func() string {
		var all []string
		for _, c := range w.known(p).Checks() {
			all = append(all, fmt.Sprintf("%s %s %s %v hint=%v", c.Node, c.Field, c.Code, c.Args, c.Hint))
		}
		return strings.ReplaceAll(strings.Join(all, "\n"), w.origins["uon"], "UON")
	}
	before := lines()
	if !strings.HasPrefix(before, " source trial.no_request map[] hint=true\n") {
		t.Errorf("without a request:\n%s", before)
	}
	w.json(p, `{"v": "text"}`)
	want := []string{
		`a with.connection connection.missing map[name:nobody] hint=false`,
		`b with.url connection.origin map[connection:uon origin:https://example.test origins:UON] hint=false`,
		`c title trial.same_title map[title:Two] hint=true`,
		`d with.over loop.not_list map[kind:text] hint=true`,
		`e with.template trial.empty_value map[field:list, none] hint=true`,
		`i  trial.after_stop map[] hint=true`,
	}
	if got := lines(); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

func TestTheConnectionOfASignatureHasToBeThere(t *testing.T) {
	w := newWorld(t)
	for name, want := range map[string]string{"uon": "", "nobody": "source.with.signature.connection connection.missing map[name:nobody]"} {
		p := w.create(`
format: 1
name: Signed
source: {type: webhook, with: {signature: {scheme: github, connection: ` + name + `}}}
actions: [{id: a, type: set, with: {values: {x: 1}}}]
`)
		got := ""
		for _, c := range w.known(p).Checks() {
			if !c.Hint {
				got += fmt.Sprintf("%s %s %v", c.Field, c.Code, c.Args)
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
