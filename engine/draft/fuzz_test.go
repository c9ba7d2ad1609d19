package draft_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
)

// FuzzChange holds that no change breaks a draft, whatever it is made of, and
// that one that was made can be taken back.
func FuzzChange(f *testing.F) {
	for _, c := range []draft.Change{
		{Kind: "set", Scope: "actions/request/with/url", Value: json.RawMessage(`"{{ a }}"`)}, {Kind: "set", Scope: "settings/lane", Value: json.RawMessage(`null`)},
		{Kind: "add", Value: json.RawMessage(`{"at":{"parent":"choose","branch":"x","after":""},"action":{"type":"a","branches":{"b":[{"type":"c"}]}}}`)},
		{Kind: "move", Scope: "actions/last", Value: json.RawMessage(`{"parent":"choose","branch":"big","after":"each"}`)},
		{Kind: "duplicate", Scope: "actions/choose"}, {Kind: "remove", Scope: "actions/each"}, {Kind: "disable", Scope: "actions/each", Value: json.RawMessage(`true`)},
		{Kind: "replace", Value: json.RawMessage(`{"actions":[{"id":"a"},{"id":"a"}]}`)},
	} {
		f.Add([]byte(flow), c.Kind, c.Scope, []byte(c.Value))
		f.Add([]byte(`{"actions":[{"id":"each","with":null},[],{"id":"each","branches":{"":[{"id":"last"}]}}]}`), c.Kind, c.Scope, []byte(c.Value))
	}
	f.Fuzz(func(t *testing.T, text []byte, kind, scope string, value []byte) {
		d, err := draft.Read(text)
		if err != nil {
			return
		}
		before := bytes.Clone(d.JSON())
		c := draft.Change{ID: "c", Kind: kind, Scope: scope, Value: value, Base: 1}
		next, e, err := d.Apply(c, nil)
		if !bytes.Equal(d.JSON(), before) {
			t.Fatal("the draft itself was changed")
		}
		if err != nil {
			if code(err) == err.Error() {
				t.Fatalf("an error without a code: %v", err)
			}
			return
		}
		doc, err := document.Parse(next.JSON())
		if err != nil || !bytes.Equal(doc.JSON(), next.JSON()) {
			t.Fatalf("%s %s %s broke the draft: %v\n%s", kind, scope, value, err, next.JSON())
		}
		if e == nil {
			return
		}
		next.Title([]engine.Edit{*e}, nil)
		next.Against(c, []engine.Edit{{Revision: 2, Number: 1, Scope: e.Scope, Before: e.Before, After: e.After, Place: e.Place}})
		if back, _, err := draft.Invert(next, *e); err == nil && back == nil {
			t.Fatal("taken back to nothing")
		}
	})
}
