package ui_test

import (
	"strings"
	"testing"
)

const chained = `
format: 1
name: Chained
source: {type: manual}
actions:
  - {id: one, type: set, title: First, with: {values: {a: x}}}
  - {id: two, type: set, title: Second, with: {values: {b: "{{ one.a }}", c: "{{ one.a }} {{ one.a }}"}}}
  - {id: three, type: set, with: {values: {d: "{{ one.a }}", e: "{{ gone.a }}"}}}
`

func TestDeletingAnActionCountsWhatUsedIt(t *testing.T) {
	c := newClient(t)
	id := c.add(chained)
	w := c.ops(id, 1, `{"id":"1","kind":"remove","scope":"actions/one"}`)
	if s := w.Body.String(); !strings.Contains(s, "3 fields in 2 actions used its data.") || !strings.Contains(s, `data-testid="undo-remove"`) {
		t.Errorf("removed: %s", s)
	}
	w = c.ops(id, 2, `{"id":"2","kind":"remove","scope":"actions/three"}`)
	if s := w.Body.String(); strings.Contains(s, "used its data") {
		t.Errorf("nothing used the third: %s", s)
	}
}

func TestMovingAnActionAboveItsDataSaysSoWithTheWayBack(t *testing.T) {
	c := newClient(t)
	id := c.add(chained)
	const says = "This value is not ready yet in “Second”: “First” now runs later."
	w := c.ops(id, 1, `{"id":"1","kind":"move","scope":"actions/two","value":{"parent":"","branch":"","after":""}}`)
	if s := w.Body.String(); !strings.Contains(s, says) || !strings.Contains(s, `data-testid="move-back"`) {
		t.Errorf("moved: %s", s)
	}
	c.browse("GET", "/p/"+id+"?at=two", nil).shows("This value is not ready yet here: “First” runs later.")
	w = c.ops(id, 2, `{"id":"2","kind":"move","scope":"actions/three","value":{"parent":"","branch":"","after":"two"}}`)
	if s := w.Body.String(); strings.Contains(s, says) || !strings.Contains(s, "not ready yet in “Values”") {
		t.Errorf("moved the third: %s", s)
	}
	c.ops(id, 3, `{"id":"3","kind":"undo"}`)
	w = c.ops(id, 4, `{"id":"4","kind":"undo"}`)
	if s := w.Body.String(); strings.Contains(s, "not ready yet") {
		t.Errorf("moved back: %s", s)
	}
}
