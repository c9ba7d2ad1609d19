package draft_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/store/memory"
)

func grouped(group string, c draft.Change) draft.Change {
	c.Group = group
	return c
}

func TestUndoTakesBackMyNewestGroupAndRedoGivesItAgain(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	b.done("Anna", "one", set("name", `"1"`))
	b.done("Anna", "two", grouped("g", set("name", `"2"`)))
	b.done("Boris", "his", set("labels", `["his"]`))
	b.done("Anna", "two", grouped("g", set("name", `"3"`)), grouped("g", set("description", `"d"`)))
	b.done("Anna", "one", grouped("h", set("name", `"4"`)))
	steps := []struct{ kind, name, description string }{
		{"undo", `"3"`, `"d"`}, {"undo", `"1"`, ``}, {"redo", `"3"`, `"d"`}, {"redo", `"4"`, `"d"`}, {"undo", `"3"`, `"d"`},
		{"undo", `"1"`, ``}, {"undo", `"Leads"`, ``}, {"redo", `"1"`, ``}, {"undo", `"Leads"`, ``}, {"redo", `"1"`, ``}, {"redo", `"3"`, `"d"`},
	}
	for i, s := range steps {
		b.done("Anna", fmt.Sprint("page ", i), do(s.kind, ""))
		b.want("name", s.name)
		b.want("description", s.description)
		b.want("labels", `["his"]`)
	}
	b.done("Anna", "one", set("description", `"new"`))
	if r := b.send("Anna", "one", do("redo", "")); refusedWith(r) != "edit.nothing_to_redo" {
		t.Errorf("after something new: %+v", r)
	}
	if r := b.send("Carla", "hers", do("undo", "")); refusedWith(r) != "edit.nothing_to_undo" {
		t.Errorf("of somebody who did nothing: %+v", r)
	}
}

func TestARemovedBranchComesBackWhole(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	b.done("Anna", "tab", do("remove", "actions/choose"))
	b.done("Anna", "another tab", do("undo", ""))
	if got := string(b.stored().Draft); got != flow {
		t.Errorf("got %s", got)
	}
}

func TestWhatSomebodyChangedSinceIsNotTakenBack(t *testing.T) {
	cases := []struct {
		name         string
		mine, theirs draft.Change
		person       string // "" if it is taken back
	}{
		{"the field", set(url, `"mine"`), set(url, `"theirs"`), "Boris"},
		{"another field", set(url, `"mine"`), set("name", `"theirs"`), ""},
		{"all around it", set(url, `"mine"`), set("actions/request/with", `{}`), "Boris"},
		{"the action is gone", set(url, `"mine"`), do("remove", "actions/request"), "Boris"},
		{"in what was added", draft.Change{Kind: "add", Value: json.RawMessage(`{"action":{"type":"delay"}}`)}, set("actions/pause/with/for", `"5s"`), "Boris"},
		{"beside what was added", draft.Change{Kind: "add", Value: json.RawMessage(`{"action":{"type":"delay"}}`)}, set(url, `"theirs"`), ""},
		{"where it was removed", do("remove", "actions/last"), do("remove", "actions/choose"), ""},
		{"what it was removed from", do("remove", "actions/each"), do("remove", "actions/choose"), "Boris"},
		{"moved again", draft.Change{Kind: "move", Scope: "actions/last", Value: json.RawMessage(`{}`)}, draft.Change{Kind: "move", Scope: "actions/last", Value: json.RawMessage(`{"parent":"choose","branch":"big"}`)}, "Boris"},
		{"anything, of the whole", draft.Change{Kind: "replace", Value: json.RawMessage(strings.Replace(flow, "Leads", "x", 1))}, set("labels", `[]`), "Boris"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, memory.New(), flow)
			b.done("Anna", "hers", grouped("g", set("description", `"first"`)), grouped("g", c.mine))
			b.done("Boris", "his", c.theirs)
			before := string(b.stored().Draft)
			r := b.send("Anna", "hers", do("undo", ""))
			if c.person == "" {
				if len(r.Refused) > 0 || len(r.Edits) != 2 {
					t.Errorf("%+v", r)
				}
				return
			}
			if refusedWith(r) != "edit.changed_since" || string(b.stored().Draft) != before {
				t.Fatalf("%+v", r)
			}
			if e, ok := r.Refused[0].Err.(*engine.Error); !ok || e.Args["person"] != c.person || e.Kind != engine.Conflict {
				t.Errorf("%+v", r.Refused[0].Err)
			}
			b.done("Boris", "his", do("undo", ""))
			b.done("Anna", "hers", do("undo", ""))
		})
	}
}

func TestWhatWillBeUndoneHasAName(t *testing.T) {
	cases := []struct {
		change             draft.Change
		undo, title, field string
	}{
		{set("name", `"x"`), "undo.name", "", ""}, {set("settings/lane", `"x"`), "undo.settings", "", "lane"},
		{set("source/type", `"x"`), "undo.source", "", ""}, {set("source/with/params", `[]`), "undo.source_field", "", "params"},
		{set(url, `"x"`), "undo.field", "Get", "url"}, {set("actions/request/with/body/from", `"x"`), "undo.field", "Get", "body"},
		{set("actions/request/title", `"New"`), "undo.title", "New", ""}, {set("actions/request/retry/attempts", `3`), "undo.retry", "Get", "attempts"},
		{draft.Change{Kind: "disable", Scope: "actions/request", Value: json.RawMessage("true")}, "undo.switch_off", "Get", ""},
		{do("remove", "actions/choose"), "undo.remove", "Choose 2", ""}, {do("duplicate", "actions/request"), "undo.duplicate", "Get 2", ""},
		{draft.Change{Kind: "move", Scope: "actions/request", Value: json.RawMessage(`{"after":"last"}`)}, "undo.move", "Get", ""},
		{draft.Change{Kind: "add", Value: json.RawMessage(`{"action":{"type":"delay"}}`)}, "undo.add", "", ""},
		{draft.Change{Kind: "replace", Value: json.RawMessage(`{}`)}, "undo.replace", "", ""}, {set("odd", `1`), "undo.other", "", "odd"},
	}
	for _, c := range cases {
		b := newBench(t, memory.New(), flow)
		b.done("Anna", "tab", c.change)
		h := b.history("Anna")
		if h.Redo != nil || h.Undo == nil || h.Undo.Key != c.undo || h.Undo.Action.Title != c.title || h.Undo.Field != c.field {
			t.Errorf("%s %s: %+v", c.change.Kind, c.change.Scope, h.Undo)
			continue
		}
		first := *h.Undo
		b.done("Anna", "tab", do("undo", ""))
		if h = b.history("Anna"); h.Undo != nil || h.Redo == nil || h.Redo.Key != c.undo || h.Redo.Field != c.field || h.Redo.Action.ID != first.Action.ID {
			t.Errorf("undone, %s %s: %+v", c.change.Kind, c.change.Scope, h.Redo)
		}
		b.done("Anna", "tab", do("redo", ""))
		if h = b.history("Anna"); fmt.Sprint(*h.Undo) != fmt.Sprint(first) {
			t.Errorf("redone: %+v, want %+v", h.Undo, first)
		}
	}
	b := newBench(t, memory.New(), flow)
	b.done("Anna", "tab", grouped("g", set("name", `"x"`)), grouped("g", do("remove", "actions/last")))
	if h := b.history("Anna"); h.Undo.Key != "undo.several" || fmt.Sprint(h.Undo.Args) != "[n 2]" {
		t.Errorf("%+v", h.Undo)
	}
}

func (b *bench) history(author string) draft.History {
	b.Helper()
	h, err := b.History(b.Context(), ws, b.stored(), author)
	if err != nil {
		b.Fatal(err)
	}
	return h
}

// runnable is a draft without problems.
const runnable = `{"format":1,"name":"Leads","source":{"type":"test"},"actions":[{"id":"wait","type":"delay"}]}`

func TestDiscardIsOneEditThatCanBeUndone(t *testing.T) {
	b := newBench(t, memory.New(), runnable)
	if r := b.send("Anna", "tab", do("discard", "")); refusedWith(r) != "edit.never_applied" {
		t.Errorf("%+v", r)
	}
	if _, err := b.Engine.Start(t.Context(), ws, b.id, "Anna"); err != nil {
		t.Fatal(err)
	}
	b.done("Anna", "tab", set("name", `"x"`))
	b.done("Boris", "his", set("actions/wait/title", `"y"`))
	changed := string(b.stored().Draft)
	if r := b.send("Anna", "tab", b.since(do("discard", ""), b.stored().Revision-1)); len(r.Conflicts) != 1 {
		t.Errorf("over what was not seen: %+v", r)
	}
	b.done("Anna", "tab", b.since(do("discard", ""), b.stored().Revision))
	if got := string(b.stored().Draft); got != runnable || b.stored().Name != "Leads" {
		t.Errorf("discarded: %s", got)
	}
	if h := b.history("Anna"); h.Undo.Key != "undo.discard" {
		t.Errorf("%+v", h.Undo)
	}
	b.done("Anna", "tab", do("undo", ""))
	if got := string(b.stored().Draft); got != changed {
		t.Errorf("undone: %s", got)
	}
}

func TestOnlyWhatWasSeenIsApplied(t *testing.T) {
	b := newBench(t, memory.New(), runnable)
	p, err := b.Engine.Apply(t.Context(), ws, b.id, b.stored().Revision, "Anna")
	if err != nil || !p.Running || p.Version != 1 {
		t.Fatalf("%+v %v", p, err)
	}
	b.done("Boris", "his", set("name", `"x"`))
	if _, err := b.Engine.Apply(t.Context(), ws, b.id, p.Revision, "Anna"); code(err) != "processing.changed" || b.stored().Version != 1 {
		t.Errorf("%v", err)
	}
	if p, err = b.Engine.Apply(t.Context(), ws, b.id, b.stored().Revision, "Anna"); err != nil || p.Version != 2 {
		t.Errorf("%+v %v", p, err)
	}
}

func TestSavingAWholeDocumentIsAnEditToo(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	b.done("Anna", "tab", set("name", `"mine"`))
	seen := b.stored().Revision
	if _, err := b.Engine.Save(t.Context(), ws, b.id, 0, "CI", "Leads", json.RawMessage(flow)); err != nil {
		t.Fatal(err)
	}
	r := b.send("Anna", "tab", b.since(set("name", `"again"`), seen), b.since(set(url, `"x"`), seen), do("undo", ""))
	if len(r.Conflicts) != 1 || r.Conflicts[0].Edit.Author != "CI" || len(r.Edits) != 2 {
		t.Errorf("%+v", r)
	}
	if _, err := b.Engine.Save(t.Context(), ws, b.id, 0, "CI", "Leads", b.stored().Draft); err != nil {
		t.Fatal(err)
	}
	if log, err := b.Store.ListEdits(t.Context(), ws, b.id, 0, 0); err != nil || len(log) != 4 {
		t.Errorf("%d edits, %v", len(log), err)
	}
}

// TestPagesThatWriteAtOnceLoseNothing also runs under the race detector.
func TestPagesThatWriteAtOnceLoseNothing(t *testing.T) {
	b := newBench(t, memory.New(), flow)
	const pages, each = 4, 15
	var all sync.WaitGroup
	for page := range pages {
		all.Go(func() {
			for i := range each {
				c := draft.Change{ID: fmt.Sprint(page, "-", i), Client: fmt.Sprint(page), Kind: "set", Base: 1, Scope: fmt.Sprintf("actions/request/with/p%d", page), Value: json.RawMessage(fmt.Sprint(i))}
				if r, err := b.Edit(t.Context(), ws, b.id, "Anna", c); err != nil || len(r.Conflicts)+len(r.Refused) > 0 {
					t.Errorf("%+v %v", r, err)
				}
			}
		})
	}
	all.Wait()
	log, err := b.Store.ListEdits(t.Context(), ws, b.id, 0, 0)
	if err != nil || len(log) != pages*each || log[0].Number != pages*each {
		t.Errorf("%d edits, %v", len(log), err)
	}
	for page := range pages {
		b.want(fmt.Sprintf("actions/request/with/p%d", page), fmt.Sprint(each-1))
	}
	for range pages * each {
		b.done("Anna", "last", do("undo", ""))
	}
	if got := string(b.stored().Draft); got != flow {
		t.Errorf("all undone: %s", got)
	}
}

func TestWhoWritesADraftIsNotInTheWayOfTheSwitch(t *testing.T) {
	b := newBench(t, memory.New(), runnable)
	var all sync.WaitGroup
	all.Go(func() {
		for i := range 50 {
			c := draft.Change{ID: fmt.Sprint(i), Kind: "set", Scope: "name", Value: json.RawMessage(fmt.Sprintf(`"%d"`, i))}
			if _, err := b.Edit(t.Context(), ws, b.id, "Anna", c); err != nil {
				t.Error(err)
			}
		}
	})
	for range 25 {
		_, err := b.Engine.Start(t.Context(), ws, b.id, "Boris")
		_, err2 := b.Engine.Stop(t.Context(), ws, b.id)
		if err := errors.Join(err, err2); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	b.want("name", `"49"`)
}

func (b *bench) later(d time.Duration) { b.now = b.now.Add(d) }
