package draft_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/store/memory"
)

func definition(t failer, text []byte) engine.Definition {
	t.Helper()
	doc, err := document.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	def, _ := doc.Definition()
	return def
}

// said writes a difference on one line.
func said(d draft.Difference) string {
	s := strings.TrimPrefix(d.Key, "change.")
	if d.Action.ID != "" {
		s += fmt.Sprintf(" %d:%s", d.Action.Number, d.Action.ID)
	}
	if d.Field != "" {
		s += " " + d.Field
	}
	for i := 0; i+1 < len(d.Args); i += 2 {
		s += fmt.Sprintf(" %v=%v", d.Args[i], d.Args[i+1])
	}
	return s
}

func TestDifferencesAreSaidInThePersonsTerms(t *testing.T) {
	long := strings.Repeat("я", 200)
	parser := `{"kind":"add","value":{"at":{"after":"request"},"action":{"id":"fields","type":"json.parse","with":{"fields":[{"name":"id","path":"a"},{"name":"phone","path":"b"}]}}}}`
	cases := []struct {
		before, changes string
		want            []string
	}{
		{``, `{"kind":"set","scope":"name","value":"Deals"}`, []string{"name from=Leads to=Deals"}},
		{``, `{"kind":"set","scope":"description","value":"` + long + `"}`, []string{"description from= to=" + long[:160] + "…"}},
		{`{"kind":"set","scope":"labels","value":["a","b"]}`, `{"kind":"set","scope":"labels","value":["b","c"]}`, []string{"labels added=c removed=a"}},
		{``, `{"kind":"set","scope":"settings/lane","value":"{{ source.id }}"}{"kind":"set","scope":"settings/deadline","value":"2h"}`, []string{"setting lane from= to={{ source.id }}", "setting deadline from= to=2h0m0s"}},
		{``, `{"kind":"set","scope":"source","value":{"type":"manual"}}`, []string{"source from=webhook to=manual"}},
		{``, `{"kind":"set","scope":"source/with/params","value":[{"name":"id"},{"name":"b"}]}{"kind":"set","scope":"source/with/answer","value":{"when":"finished"}}`,
			[]string{"source_rows_added params names=b n=1", "source_rows_added answer names=when n=1"}},
		{``, parser, []string{"action_added 2:fields n=0"}},
		{``, `{"kind":"duplicate","scope":"actions/choose"}`, []string{"action_added 5:choose_2 n=2"}},
		{``, `{"kind":"remove","scope":"actions/choose"}`, []string{"action_removed 2:choose n=2"}},
		{``, `{"kind":"remove","scope":"actions/send"}`, []string{"action_removed 4:send n=0"}},
		{``, `{"kind":"move","scope":"actions/request","value":{"after":"last"}}`, []string{"action_moved 5:request"}},
		{``, `{"kind":"move","scope":"actions/last","value":{"after":"request"}}`, []string{"action_moved 2:last"}},
		{``, `{"kind":"move","scope":"actions/send","value":{"parent":"choose","branch":"otherwise"}}`, []string{"action_moved 4:send"}},
		{``, `{"kind":"set","scope":"actions/request/title","value":"Got"}{"kind":"disable","scope":"actions/last","value":true}`, []string{"action_renamed 1:request from=Get to=Got", "action_off 5:last"}},
		{`{"kind":"disable","scope":"actions/last","value":true}`, `{"kind":"disable","scope":"actions/last","value":false}`, []string{"action_on 5:last"}},
		{``, `{"kind":"set","scope":"actions/request/retry/attempts","value":3}{"kind":"set","scope":"actions/request/on_error","value":"continue"}`, []string{"action_retry 1:request", "action_on_error 1:request from=fail to=continue"}},
		{``, `{"kind":"set","scope":"actions/request/on_error","value":"fail"}`, []string{"other"}},
		{``, `{"kind":"set","scope":"actions/request/with/url","value":"https://b.example"}`, []string{"action_field 1:request url from=https://a.example/{{ source.id }} to=https://b.example"}},
		{``, `{"kind":"set","scope":"actions/request/with/timeout","value":1.50}{"kind":"set","scope":"actions/request/with/method","value":null}`, []string{"action_set 1:request timeout to=1.50", "action_unset 1:request method from=GET"}},
		{``, `{"kind":"set","scope":"actions/last/with/template","value":"a\nb"}`, []string{"action_rewritten 5:last template"}},
		{parser, `{"kind":"set","scope":"actions/fields/with/fields","value":[{"name":"phone","path":"c"},{"name":"email","path":"d"},{"name":"city"}]}`,
			[]string{"action_rows_added 2:fields fields names=email, city n=2", "action_rows_removed 2:fields fields names=id n=1", "action_rows_changed 2:fields fields names=phone n=1"}},
		{parser, `{"kind":"set","scope":"actions/fields/with/fields","value":[{"name":"phone","path":"b"},{"name":"id","path":"a"}]}`, []string{"action_rows_order 2:fields fields"}},
		{``, `{"kind":"add","value":{"at":{"parent":"last","branch":"b"},"action":{"type":"delay"}}}`, []string{"action_added 6:pause n=0"}},
		{``, `{"kind":"set","scope":"actions/choose/branches/big","value":null}`, []string{"action_removed 3:each n=1"}},
		{``, `{"kind":"set","scope":"actions/choose/branches/otherwise","value":null}`, []string{"action_branches 2:choose"}},
		{``, ``, nil},
	}
	for _, c := range cases {
		from := changed(t, read(t, flow), c.before)
		to := changed(t, from, c.changes)
		var got []string
		for _, d := range draft.Changes(definition(t, from.JSON()), definition(t, to.JSON()), "request", "last") {
			got = append(got, said(d))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n got %q\nwant %q", c.changes, got, c.want)
		}
	}
}

// changed makes changes that are written one after another.
func changed(t *testing.T, d *draft.Draft, changes string) *draft.Draft {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(changes))
	for dec.More() {
		var c draft.Change
		if err := dec.Decode(&c); err != nil {
			t.Fatal(err)
		}
		d, _ = apply(t, d, c.Kind, c.Scope, string(c.Value))
	}
	return d
}

// TestDefinitionsThatDifferAreSaidToDiffer keeps "nothing to apply" honest.
func TestDefinitionsThatDifferAreSaidToDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := read(t, flow)
		from := definition(t, d.JSON())
		for range rapid.IntRange(0, 6).Draw(t, "changes") {
			c := change(t, d)
			c.ID = "c"
			if next, _, err := d.Apply(c, nil); err == nil {
				d = next
			}
		}
		to := definition(t, d.JSON())
		one, err1 := json.Marshal(from)
		other, err2 := json.Marshal(to)
		found := draft.Changes(from, to)
		if err1 != nil || err2 != nil || (string(one) == string(other)) != (len(found) == 0) {
			t.Fatalf("%v\n%s\n%s", found, one, other)
		}
	})
}

func TestEachDifferenceNamesWhoMadeIt(t *testing.T) {
	const text = `{"format":1,"name":"Leads","source":{"type":"test"},"actions":[{"id":"a","type":"delay"},{"id":"b","type":"delay"},{"id":"c","type":"delay"}]}`
	b := newBench(t, memory.New(), text)
	b.done("Old", "", set("actions/a/title", `"before"`))
	if found, err := b.Pending(t.Context(), ws, b.stored()); err != nil || found != nil {
		t.Errorf("never started: %v %v", found, err)
	}
	if _, err := b.Engine.Start(t.Context(), ws, b.id, "Old"); err != nil {
		t.Fatal(err)
	}
	if found, err := b.Pending(t.Context(), ws, b.stored()); err != nil || found != nil {
		t.Errorf("just started: %v %v", found, err)
	}
	b.later(time.Minute)
	b.done("Anna", "hers", set("actions/a/title", `"Anna's"`), set("actions/b/with/for", `"5s"`))
	b.later(time.Minute)
	b.done("Boris", "his", do("remove", "actions/c"), draft.Change{Kind: "add", Value: json.RawMessage(`{"action":{"type":"delay"}}`)}, set("actions/b/with/until", `"x"`))
	b.done("Carla", "hers too", set("actions/pause/title", `"Carla's"`), draft.Change{Kind: "move", Scope: "actions/b", Value: json.RawMessage(`{}`)})
	found, err := b.Pending(t.Context(), ws, b.stored())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range found {
		got = append(got, said(d)+" by "+d.Author+" "+d.At.Format("15:04"))
	}
	want := []string{
		"action_moved 1:b by Carla 09:02", "action_set 1:b for to=5s by Anna 09:01", "action_set 1:b until to=x by Boris 09:02",
		"action_added 2:pause n=0 by Boris 09:02", "action_renamed 3:a from=before to=Anna's by Anna 09:01", "action_removed 3:c n=0 by Boris 09:02",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
