package draft_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/engine/enginetest"
	"stanok/store/memory"
)

const ws = engine.MainWorkspace

// clock stands still but for what a test lets pass.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func (c *clock) Elapsed() time.Duration { return c.Now().Sub(time.Unix(0, 0)) }

func (c *clock) Sleep(ctx context.Context, _ time.Duration) error {
	<-ctx.Done()
	return ctx.Err()
}

// bench is a desk with one processing on it.
type bench struct {
	*testing.T
	draft.Desk
	*clock
	id   engine.ProcessingID
	sent int
}

func newBench(t *testing.T, store engine.Store, text string) *bench {
	c := &clock{time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	var actions []engine.Action
	for _, kind := range []string{"http.request", "branch", "loop", "json.compose", "delay"} {
		actions = append(actions, enginetest.Action{Type: kind})
	}
	e := engine.New(engine.Config{Store: store, Clock: c, Read: readDefinition, Catalogue: engine.NewCatalogue(actions, []engine.Source{enginetest.Source{}})})
	d := read(t, text)
	p, err := e.Create(t.Context(), ws, d.Name(), d.JSON())
	if err != nil {
		t.Fatal(err)
	}
	return &bench{T: t, Desk: draft.Desk{Engine: e, Store: store}, clock: c, id: p.ID}
}

func readDefinition(text []byte) (engine.Definition, engine.Problems) {
	doc, err := document.Parse(text)
	if err != nil {
		return engine.Definition{}, engine.ProblemsOf(err)
	}
	return doc.Definition()
}

// send makes changes; an id is given to those without one.
func (b *bench) send(author, client string, changes ...draft.Change) draft.Result {
	b.Helper()
	for i := range changes {
		if changes[i].ID == "" {
			b.sent++
			changes[i].ID = fmt.Sprint("c", b.sent)
		}
		changes[i].Client = client
	}
	r, err := b.Edit(b.Context(), ws, b.id, author, changes...)
	if err != nil {
		b.Fatal(err)
	}
	return r
}

// done makes changes that must not be refused.
func (b *bench) done(author, client string, changes ...draft.Change) draft.Result {
	b.Helper()
	r := b.send(author, client, changes...)
	if len(r.Conflicts)+len(r.Refused) > 0 {
		b.Fatalf("conflicts %+v, refused %+v", r.Conflicts, r.Refused)
	}
	return r
}

func (b *bench) stored() engine.Processing {
	b.Helper()
	p, err := b.Store.Processing(b.Context(), ws, b.id)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// at is what stands at a scope of the stored draft.
func (b *bench) at(scope string) string {
	b.Helper()
	return string(read(b, string(b.stored().Draft)).At(scope))
}

func (b *bench) want(scope, value string) {
	b.Helper()
	if got := b.at(scope); got != value {
		b.Errorf("%s is %s, want %s", scope, got, value)
	}
}

// refusedWith is the code of the only refusal.
func refusedWith(r draft.Result) string {
	if len(r.Refused) != 1 {
		return fmt.Sprintf("%d refusals", len(r.Refused))
	}
	return code(r.Refused[0].Err)
}

func set(scope, value string) draft.Change {
	return draft.Change{Kind: "set", Scope: scope, Value: json.RawMessage(value)}
}

func do(kind, scope string) draft.Change { return draft.Change{Kind: kind, Scope: scope} }

func (b *bench) since(c draft.Change, revision int64) draft.Change {
	c.Base = revision
	return c
}

const url = "actions/request/with/url"

func TestDraftAndLogAreKeptTogether(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	was := b.stored().Revision
	changes, stop := b.Engine.Listen()
	defer stop()
	r := b.done("Anna", "tab", set("name", `"Deals"`), set(url, `"https://b.example"`))
	p := b.stored()
	if p.Name != "Deals" || p.Revision != was+1 || r.Processing.Revision != p.Revision || len(r.Edits) != 2 {
		t.Errorf("%+v, revision %d after %d", r, p.Revision, was)
	}
	log, err := b.Store.ListEdits(t.Context(), ws, b.id, 0, 0)
	if err != nil || len(log) != 2 {
		t.Fatalf("%v %v", log, err)
	}
	e := log[0]
	if e.Author != "Anna" || e.Client != "tab" || e.Kind != "set" || e.Scope != url || string(e.Before) != `"https://a.example/{{ source.id }}"` ||
		string(e.After) != `"https://b.example"` || !e.At.Equal(b.now) || e.Revision != p.Revision {
		t.Errorf("%+v", e)
	}
	c := <-changes
	if c.Workspace != ws || c.Processing != b.id || c.Revision != p.Revision || c.Client != "tab" || !slices.Equal(c.Scopes, []string{"name", url}) {
		t.Errorf("told %+v", c)
	}
}

func TestAChangeSentTwiceIsMadeOnce(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	add := draft.Change{ID: "same", Kind: "add", Value: json.RawMessage(`{"at":{"after":"last"},"action":{"type":"delay"}}`)}
	first := b.done("Anna", "tab", add)
	again := b.done("Anna", "tab", add)
	if again.Processing.Revision != first.Processing.Revision || len(again.Edits) != 1 || again.Edits[0].Scope != "actions/pause" || strings.Count(string(b.stored().Draft), "pause") != 1 {
		t.Errorf("first %+v\nagain %+v", first.Edits, again.Edits)
	}
	b.done("Anna", "tab", draft.Change{ID: "back", Kind: "undo"})
	b.done("Anna", "tab", draft.Change{ID: "back", Kind: "undo"})
	if r := b.send("Anna", "tab", do("undo", "")); refusedWith(r) != "edit.nothing_to_undo" {
		t.Errorf("%+v", r)
	}
}

func TestOneChangeThatCannotBeMadeLeavesTheOthers(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	r := b.send("Anna", "tab", set("name", `"x"`), set("actions/nobody/title", `"y"`), set(url, `"z"`))
	if refusedWith(r) != "edit.no_place" || len(r.Edits) != 2 {
		t.Errorf("%+v", r)
	}
	b.want("name", `"x"`)
	b.want(url, `"z"`)
}

func TestWhatTwoPagesDoMeetsOnlyWhereItIsTheSame(t *testing.T) {
	theirs := func(c ...draft.Change) []draft.Change { return c }
	cases := []struct {
		name     string
		theirs   []draft.Change
		mine     draft.Change
		conflict string // "", "changed" or "deleted"
		now      string // what stands there for them
	}{
		{"another field", theirs(set("actions/request/with/method", `"POST"`)), set(url, `"mine"`), "", ""},
		{"another action", theirs(set("actions/last/title", `"t"`)), set(url, `"mine"`), "", ""},
		{"the same field", theirs(set(url, `"theirs"`)), set(url, `"mine"`), "changed", `"theirs"`},
		{"the same value", theirs(set(url, `"mine"`)), set(url, `"mine"`), "", ""},
		{"changed and changed back", theirs(set(url, `"theirs"`), set(url, `"https://a.example/{{ source.id }}"`)), set(url, `"mine"`), "", ""},
		{"changed and undone", theirs(set(url, `"theirs"`), do("undo", "")), set(url, `"mine"`), "", ""},
		{"all around it", theirs(set("actions/request/with", `{"url":"theirs"}`)), set(url, `"mine"`), "changed", `"theirs"`},
		{"all around it, but not it", theirs(set("actions/request/with", `{"url":"https://a.example/{{ source.id }}"}`)), set(url, `"mine"`), "", ""},
		{"a part of it", theirs(set(url, `"theirs"`)), set("actions/request/with", `{}`), "changed", `{"method":"GET","url":"theirs"}`},
		{"removed field", theirs(set(url, `null`)), set(url, `"mine"`), "changed", ""},
		{"the whole document", theirs(draft.Change{Kind: "replace", Value: json.RawMessage(strings.Replace(flow, "a.example", "b.example", 1))}), set(url, `"mine"`), "changed", `"https://b.example/{{ source.id }}"`},
		{"the whole document, but not it", theirs(draft.Change{Kind: "replace", Value: json.RawMessage(strings.Replace(flow, "Leads", "x", 1))}), set(url, `"mine"`), "", ""},
		{"anything, for the whole document", theirs(set("name", `"theirs"`)), draft.Change{Kind: "replace", Value: json.RawMessage(`{}`)}, "changed", "*"},
		{"switched off", theirs(draft.Change{Kind: "disable", Scope: "actions/last", Value: json.RawMessage("true")}), draft.Change{Kind: "disable", Scope: "actions/last", Value: json.RawMessage("true")}, "", ""},
		{"moved", theirs(draft.Change{Kind: "move", Scope: "actions/request", Value: json.RawMessage(`{"after":"last"}`)}), set(url, `"mine"`), "", ""},
		{"removed action", theirs(do("remove", "actions/request")), set(url, `"mine"`), "deleted", ""},
		{"removed with what it was in", theirs(do("remove", "actions/choose")), set("actions/send/with/url", `"mine"`), "deleted", ""},
		{"removed with its branch", theirs(set("actions/choose/branches/big", `null`)), set("actions/send/with/url", `"mine"`), "deleted", ""},
		{"removed by a whole document", theirs(draft.Change{Kind: "replace", Value: json.RawMessage(`{}`)}), set(url, `"mine"`), "deleted", ""},
		{"removed and restored", theirs(do("remove", "actions/request"), do("undo", "")), set(url, `"mine"`), "", ""},
		{"removed by both", theirs(do("remove", "actions/request")), do("remove", "actions/request"), "", ""},
		{"moved but removed", theirs(do("remove", "actions/request")), draft.Change{Kind: "move", Scope: "actions/request", Value: json.RawMessage(`{}`)}, "deleted", ""},
		{"moved into what was removed", theirs(do("remove", "actions/choose")), draft.Change{Kind: "move", Scope: "actions/request", Value: json.RawMessage(`{"parent":"each","branch":"each"}`)}, "deleted", ""},
		{"added into what was removed", theirs(do("remove", "actions/choose")), draft.Change{Kind: "add", Value: json.RawMessage(`{"at":{"parent":"choose","branch":"big"},"action":{"type":"delay"}}`)}, "deleted", ""},
		{"moved by both", theirs(draft.Change{Kind: "move", Scope: "actions/request", Value: json.RawMessage(`{"after":"last"}`)}), draft.Change{Kind: "move", Scope: "actions/request", Value: json.RawMessage(`{"after":"choose"}`)}, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, memory.New(), flow)
			seen := b.stored().Revision
			b.done("Anna", "hers", c.theirs...)
			before := string(b.stored().Draft)
			r := b.send("Boris", "his", b.since(c.mine, seen))
			if c.conflict == "" {
				if len(r.Conflicts)+len(r.Refused) > 0 || len(r.Missed) < len(c.theirs) {
					t.Fatalf("%+v", r)
				}
				return
			}
			if len(r.Conflicts) != 1 || len(r.Edits) > 0 || string(b.stored().Draft) != before {
				t.Fatalf("%+v", r)
			}
			got := r.Conflicts[0]
			if got.Deleted != (c.conflict == "deleted") || got.Edit.Author != "Anna" || !got.Edit.At.Equal(b.now) || c.now != "*" && string(got.Theirs) != c.now || got.Change.ID == "" {
				t.Errorf("%+v, theirs %s", got, got.Theirs)
			}
			if own := b.send("Anna", "hers", b.since(c.mine, seen)); c.conflict == "changed" && len(own.Conflicts) > 0 {
				t.Errorf("a page is in its own way: %+v", own)
			}
		})
	}
}

func TestMyOtherPageIsAnotherPage(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	seen := b.stored().Revision
	b.done("Anna", "one", set(url, `"one"`))
	if r := b.send("Anna", "two", b.since(set(url, `"two"`), seen)); len(r.Conflicts) != 1 {
		t.Errorf("%+v", r)
	}
	b.done("Anna", "two", b.since(set(url, `"two"`), b.stored().Revision))
	b.want(url, `"two"`)
}

func TestAnOldPageIsAskedWhenTheLogNoLongerTells(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	seen := b.stored().Revision
	b.done("Anna", "hers", set(url, `"theirs"`))
	var many []draft.Change
	for i := range engine.MaxEdits {
		many = append(many, set("name", fmt.Sprint(i)))
	}
	b.done("Anna", "hers", many...)
	r := b.send("Boris", "his", b.since(set(url, `"mine"`), seen), b.since(set("name", `"mine"`), b.stored().Revision+5))
	if len(r.Conflicts) != 2 || r.Conflicts[0].Edit.ID != "" || string(r.Conflicts[0].Theirs) != `"theirs"` {
		t.Errorf("%+v", r.Conflicts)
	}
}

func TestARemovedActionIsRestoredWithMyText(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	b.done("Anna", "hers", do("remove", "actions/choose"))
	b.done("Boris", "his", do("restore", "actions/send"), set("actions/send/with/url", `"mine"`))
	b.want("actions/send/with/url", `"mine"`)
	if r := b.send("Boris", "his", do("restore", "actions/nobody")); refusedWith(r) != "edit.no_place" {
		t.Errorf("%+v", r)
	}
	b.done("Boris", "his", do("restore", "actions/send"))
	b.done("Boris", "his", do("undo", ""), do("undo", ""))
	if got := b.at("actions/choose"); got != "" {
		t.Errorf("undone, there still is %s", got)
	}
}
