package draft

import (
	"bytes"
	"encoding/json"
	"slices"

	"stanok/engine"
)

// Conflict says that a change was not made because others were first.
type Conflict struct {
	Change  Change
	Theirs  json.RawMessage // what stands there now; nil for nothing
	Edit    engine.Edit     // what was done there by others, the newest; zero when the log no longer tells
	Deleted bool            // the action that the change is about is gone, by Edit
}

// Against tells what keeps a change from being made though it makes sense: that
// others changed the same field after the revision the page had seen, or that
// its action was removed. Nil if nothing does. A change that comes to what is
// there already is in nobody's way.
func (d *Draft) Against(c Change, log []engine.Edit) *Conflict {
	s, ok := scopeOf(c.Scope)
	if !ok {
		return nil
	}
	if id, _, inAction := s.action(); inAction && c.Kind != Restore && c.Kind != Remove {
		if gone, was := d.gone(id, log); was {
			return &Conflict{Change: c, Edit: gone, Deleted: true}
		}
	}
	for _, parent := range c.parents() {
		if gone, was := d.gone(parent, log); was {
			return &Conflict{Change: c, Edit: gone, Deleted: true}
		}
	}
	whole := c.Kind == Replace || c.Kind == Discard
	if c.Base == 0 || !whole && c.Kind != Set && c.Kind != Disable {
		return nil
	}
	if c.Kind == Disable {
		s = append(s, "disabled")
	}
	theirs := d.at(s).json()
	if !whole && bytes.Equal(theirs, c.wanted()) {
		return nil
	}
	if missed(c, log) {
		return &Conflict{Change: c, Theirs: theirs}
	}
	return d.touched(c, s, theirs, log)
}

// touched looks for edits by others at a scope since the revision of a change.
func (d *Draft) touched(c Change, s scope, theirs json.RawMessage, log []engine.Edit) *Conflict {
	var newest *engine.Edit
	var before json.RawMessage // at the scope, as the page had seen it
	comparable := true
	for i := range log {
		e := &log[i]
		if e.Revision <= c.Base {
			break
		}
		if e.Client == c.Client && e.Client != "" || !touches(*e, s) {
			continue
		}
		if newest == nil {
			newest = e
		}
		before, comparable = side(*e, e.Before, s)
	}
	if newest == nil || comparable && bytes.Equal(before, theirs) {
		return nil
	}
	return &Conflict{Change: c, Theirs: theirs, Edit: *newest}
}

// missed tells whether edits that the page has not seen are no longer in the log.
func missed(c Change, log []engine.Edit) bool {
	if len(log) == 0 {
		return false
	}
	oldest := log[len(log)-1]
	return oldest.Number > 1 && c.Base < oldest.Revision
}

// parents are the actions that an add or a move needs besides its own.
func (c Change) parents() []string {
	var v struct {
		Place
		At Place `json:"at"`
	}
	if c.Kind != Add && c.Kind != Move && c.Kind != Duplicate || json.Unmarshal(c.Value, &v) != nil {
		return nil
	}
	if v.At.Parent != "" {
		return []string{v.At.Parent}
	}
	if v.Parent != "" {
		return []string{v.Parent}
	}
	return nil
}

// wanted is the value that a set or disable leaves.
func (c Change) wanted() json.RawMessage {
	v, err := c.value()
	if err != nil || c.Kind == Disable && v.json() == nil || c.Kind == Disable && string(v.json()) == "false" {
		return nil
	}
	return v.json()
}

// touches tells whether an edit changed what stands at a scope, or in it.
func touches(e engine.Edit, s scope) bool {
	at, ok := scopeOf(e.Scope)
	switch {
	case !ok || shapeOf(e) == actionMoved:
		return len(s) == 0
	case at.within(s):
		return true
	case !s.within(at):
		return false
	}
	before, known1 := side(e, e.Before, s)
	after, known2 := side(e, e.After, s)
	return !known1 || !known2 || !bytes.Equal(before, after)
}

// side is what stood at a scope on one side of an edit. It is false if that side
// does not tell.
func side(e engine.Edit, of json.RawMessage, s scope) (json.RawMessage, bool) {
	at, ok := scopeOf(e.Scope)
	if !ok || !s.within(at) {
		return nil, false
	}
	if of == nil {
		return nil, true
	}
	t, err := parse(of)
	if err != nil {
		return nil, false
	}
	if len(at) == 0 {
		return t.at(s).json(), true
	}
	return t.below(s[len(at):]).json(), true
}

// gone tells whether an action is not in the draft but was, and which edit took
// it away.
func (d *Draft) gone(id string, log []engine.Edit) (engine.Edit, bool) {
	if found, _ := d.root.seat(id); found != nil {
		return engine.Edit{}, false
	}
	for _, e := range log {
		if took(e, id) {
			return e, true
		}
	}
	return engine.Edit{}, false
}

// took tells whether an edit took an action away.
func took(e engine.Edit, id string) bool {
	return slices.Contains(takenBy(e), id)
}

// takenBy lists the actions that an edit took away.
func takenBy(e engine.Edit) []string {
	switch shapeOf(e) {
	case actionLeft:
		if t, err := parse(e.Before); err == nil {
			return t.ids()
		}
	case oneField:
		if s, _ := scopeOf(e.Scope); s.branch() && e.After == nil {
			return idsIn(e.Before)
		}
	case wholeDocument:
		before, err1 := parse(e.Before)
		after, err2 := parse(e.After)
		if err1 != nil || err2 != nil {
			return nil
		}
		var ids []string
		for _, id := range before.allIDs() {
			if found, _ := after.seat(id); found == nil {
				ids = append(ids, id)
			}
		}
		return ids
	}
	return nil
}

// idsIn lists the actions of a branch.
func idsIn(branch json.RawMessage) (ids []string) {
	t, err := parse(branch)
	if err != nil {
		return nil
	}
	t.visitAll(func(one *tree) { ids = append(ids, one.child("id").text()) })
	return ids
}

// Taken lists the ids of actions that were removed, as far as the log goes. They
// are not given to others, so that no reference to them means something new.
func Taken(log []engine.Edit) (ids []string) {
	for _, e := range log {
		ids = append(ids, takenBy(e)...)
	}
	return ids
}
