package draft_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/store/memory"
)

// change draws a change that may make sense in a draft.
func change(t *rapid.T, d *draft.Draft) draft.Change {
	ids := append(idsOf(d), "nobody")
	id := rapid.SampledFrom(ids).Draw(t, "action")
	kind := rapid.SampledFrom([]string{"set", "set", "set", "set", "add", "add", "remove", "move", "move", "duplicate", "disable", "replace"}).Draw(t, "kind")
	c := draft.Change{Kind: kind, Scope: draft.Scope("actions", id)}
	place := fmt.Sprintf(`{"parent":%q,"branch":%q,"after":%q}`, rapid.SampledFrom(append(ids, "", "")).Draw(t, "parent"),
		rapid.SampledFrom([]string{"a", "b"}).Draw(t, "branch"), rapid.SampledFrom(append(ids, "")).Draw(t, "after"))
	switch kind {
	case "set":
		if c.Scope = field(t, id); rapid.IntRange(0, 9).Draw(t, "a branch") == 0 {
			c.Scope, c.Value = draft.Scope("actions", id, "branches", rapid.SampledFrom([]string{"a", "big", "each"}).Draw(t, "name")), json.RawMessage("null")
			return c
		}
		c.Value = json.RawMessage(rapid.SampledFrom([]string{`null`, `"x"`, `"y"`, `1.50`, `{}`, `{"k":null}`, `{"z":1,"a":{"b":[]}}`, `[1,{"name":"n"}]`}).Draw(t, "value"))
	case "add":
		c.Scope = ""
		c.Value = json.RawMessage(fmt.Sprintf(`{"at":%s,"action":%s}`, place, rapid.SampledFrom([]string{
			`{"type":"http.request"}`, `{"type":"set","title":"Two words"}`, `{"type":"branch","branches":{"a":[{"id":"x","type":"stop"}],"b":[]}}`,
		}).Draw(t, "new")))
	case "move":
		c.Value = json.RawMessage(place)
	case "disable":
		c.Value = json.RawMessage(rapid.SampledFrom([]string{"true", "false"}).Draw(t, "off"))
	case "replace":
		c.Scope, c.Value = "", json.RawMessage(rapid.SampledFrom([]string{flow, `{"name":"n","actions":[{"id":"a","type":"x"}]}`, `{}`}).Draw(t, "document"))
	}
	return c
}

func field(t *rapid.T, id string) string {
	key := func(label string) string { return rapid.SampledFrom([]string{"a", "b", "k/~"}).Draw(t, label) }
	return rapid.SampledFrom([]string{
		"name", "labels", "settings/lane", "settings/lane_on_failure", "settings/deadline", "source", "source/type", draft.Scope("source", "with", key("key")), "odd",
		draft.Scope("actions", id, "title"), draft.Scope("actions", id, "retry", "attempts"), draft.Scope("actions", id, "with"),
		draft.Scope("actions", id, "with", key("key")), draft.Scope("actions", id, "with", key("key"), key("below")),
		draft.Scope("actions", id, "with", key("key"), key("below"), key("deep")),
	}).Draw(t, "field")
}

func idsOf(d *draft.Draft) (ids []string) {
	doc, err := document.Parse(d.JSON())
	if err != nil {
		return nil
	}
	def, _ := doc.Definition()
	for _, n := range def.Nodes {
		ids = append(ids, string(n.ID))
	}
	return ids
}

// TestTakingEverythingBackGivesTheFirstDraft also takes the taking back back.
func TestTakingEverythingBackGivesTheFirstDraft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := read(t, rapid.SampledFrom([]string{flow, `{}`, `{"source":{"with":null},"settings":{},"actions":[{"id":"a","type":"x","with":{}},{"id":"b","branches":{"a":[]}}]}`}).Draw(t, "first"))
		d := first
		var done []engine.Edit
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			c := change(t, d)
			c.ID = "c"
			next, e, err := d.Apply(c, draft.Taken(done))
			if err != nil || e == nil {
				continue
			}
			done = append([]engine.Edit{*e}, done...)
			if d = next; !json.Valid(d.JSON()) {
				t.Fatalf("no JSON: %s", d.JSON())
			}
		}
		last := d
		d, back := takeBack(t, d, done)
		if !bytes.Equal(d.JSON(), first.JSON()) {
			t.Fatalf("back from %s\n got %s\nwant %s", last.JSON(), d.JSON(), first.JSON())
		}
		if d, _ = takeBack(t, d, back); !bytes.Equal(d.JSON(), last.JSON()) {
			t.Fatalf("forth again\n got %s\nwant %s", d.JSON(), last.JSON())
		}
	})
}

// takeBack inverts edits, newest first, and returns the edits that did so,
// newest first.
func takeBack(t *rapid.T, d *draft.Draft, edits []engine.Edit) (*draft.Draft, []engine.Edit) {
	var backs []engine.Edit
	for _, e := range edits {
		next, back, err := draft.Invert(d, e)
		if err != nil || back == nil {
			t.Fatalf("taking back %+v\nin %s: %v", e, d.JSON(), err)
		}
		d, backs = next, append([]engine.Edit{*back}, backs...)
	}
	return d, backs
}

// TestChangesOfDifferentThingsMayComeInAnyOrder holds it for fields and for
// actions added at different ends.
func TestChangesOfDifferentThingsMayComeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, other := separate(t, "one", "request", "name"), separate(t, "other", "last", "source/with")
		both := func(first, second []draft.Change) any {
			d := read(t, flow)
			for _, c := range append(append([]draft.Change{}, first...), second...) {
				var err error
				if d, _, err = d.Apply(c, nil); err != nil {
					t.Fatal(err)
				}
			}
			var v any
			if err := json.Unmarshal(d.JSON(), &v); err != nil {
				t.Fatal(err)
			}
			return v
		}
		if a, b := both(one, other), both(other, one); !reflect.DeepEqual(a, b) {
			t.Fatalf("%v\n%v", a, b)
		}
	})
}

func separate(t *rapid.T, client, action, root string) (all []draft.Change) {
	for range rapid.IntRange(1, 5).Draw(t, "changes") {
		scope := strings.Replace(field(t, action), "source/with", root, 1)
		if !strings.HasPrefix(scope, "actions/") {
			scope = root
		}
		value := rapid.SampledFrom([]string{`null`, `"x"`, `{"a":{}}`}).Draw(t, "value")
		d := read(t, flow)
		for _, c := range all {
			d, _, _ = d.Apply(c, nil)
		}
		c := draft.Change{ID: "c", Client: client, Kind: "set", Scope: scope, Value: json.RawMessage(value)}
		if _, _, err := d.Apply(c, nil); err == nil {
			all = append(all, c)
		}
	}
	return all
}

// TestOnePersonUndoesAndRedoesEverything does so through the log, in groups and
// on several pages.
func TestOnePersonUndoesAndRedoesEverything(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := newBench(t, memory.New(), flow)
		for range rapid.IntRange(1, 8).Draw(r, "changes") {
			c := change(r, read(r, string(b.stored().Draft)))
			c.Group = rapid.SampledFrom([]string{"", "g", "h"}).Draw(r, "group")
			b.send("Anna", rapid.SampledFrom([]string{"one", "two"}).Draw(r, "page"), c)
		}
		last := string(b.stored().Draft)
		undone := b.all("undo")
		if got := string(b.stored().Draft); got != flow {
			r.Fatalf("undone:\n got %s\nwant %s", got, flow)
		}
		redone := b.all("redo")
		if got := string(b.stored().Draft); got != last || undone != redone {
			r.Fatalf("%d undone, %d redone:\n got %s\nwant %s", undone, redone, got, last)
		}
	})
}

// all undoes or redoes as long as there is something, and counts how often.
func (b *bench) all(kind string) (n int) {
	for ; ; n++ {
		r := b.send("Anna", "three", do(kind, ""))
		if len(r.Refused) > 0 {
			if !strings.HasPrefix(refusedWith(r), "edit.nothing_to_") {
				b.Fatalf("%s %d: %+v", kind, n, r.Refused)
			}
			return n
		}
	}
}
