package draft

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

// config compares two configs key by key.
func (c *comparison) config(at scope, from, to json.RawMessage) {
	a, err1 := parse(from)
	b, err2 := parse(to)
	if err1 != nil || err2 != nil || !a.isMap || !b.isMap {
		if !bytes.Equal(from, to) {
			c.say(at, "rewritten", "")
		}
		return
	}
	for i, key := range b.keys {
		c.setting(append(slices.Clone(at), key), key, a.child(key), b.items[i])
	}
	for i, key := range a.keys {
		if b.find(key) < 0 {
			c.setting(append(slices.Clone(at), key), key, a.items[i], nil)
		}
	}
}

func (c *comparison) say(at scope, kind, field string, args ...any) {
	c.add(c.subject, Scope(at...), c.prefix+kind, field, args...)
}

// setting compares one key of a config. One of a is nil for a key that came, b
// for one that is gone.
func (c *comparison) setting(at scope, field string, a, b *tree) {
	if a != nil && b != nil && bytes.Equal(a.json(), b.json()) {
		return
	}
	if rowsOf(a) != nil || rowsOf(b) != nil {
		if c.rows(at, field, rowsOf(a), rowsOf(b)) {
			return
		}
	}
	before, short1 := shown(a)
	after, short2 := shown(b)
	switch {
	case !short1 || !short2:
		c.say(at, "rewritten", field)
	case a == nil:
		c.say(at, "set", field, "to", after)
	case b == nil:
		c.say(at, "unset", field, "from", before)
	default:
		c.say(at, "field", field, "from", before, "to", after)
	}
}

// shown is a value as a sentence can have it; false for what is long or not one
// value.
func shown(t *tree) (string, bool) {
	switch {
	case t == nil:
		return "", true
	case t.scalar == "":
		return "", false
	case t.scalar[0] != '"':
		return t.scalar, true
	}
	s := t.text()
	return clip(s), !strings.Contains(s, "\n")
}

// row is a part of a setting that has a name.
type row struct {
	name string
	json []byte
}

// rowsOf are the rows of a list of objects with names, or the entries of a map;
// nil of anything else.
func rowsOf(t *tree) []row {
	if t == nil || t.scalar != "" {
		return nil
	}
	rows := make([]row, 0, len(t.items))
	for i, item := range t.items {
		one := row{json: item.json()}
		if t.isMap {
			one.name = t.keys[i]
		} else if one.name = item.child("name").text(); one.name == "" {
			return nil
		}
		rows = append(rows, one)
	}
	return rows
}

// rows says which rows came, went and changed. It is false if that is not what
// the difference is.
func (c *comparison) rows(at scope, field string, a, b []row) bool {
	came, _ := differing(b, a)
	gone, changed := differing(a, b)
	for _, of := range []struct {
		kind  string
		names []string
	}{{"rows_added", came}, {"rows_removed", gone}, {"rows_changed", changed}} {
		if len(of.names) > 0 {
			c.say(at, of.kind, field, "names", clip(strings.Join(of.names, ", ")), "n", len(of.names))
		}
	}
	if len(came)+len(gone)+len(changed) > 0 {
		return true
	}
	if len(a) == len(b) && len(a) > 1 {
		c.say(at, "rows_order", field)
		return true
	}
	return false
}

// differing lists the rows of a that b does not have, and those it has otherwise.
func differing(a, b []row) (missing, changed []string) {
	for _, one := range a {
		i := slices.IndexFunc(b, func(other row) bool { return other.name == one.name })
		switch {
		case i < 0:
			missing = append(missing, one.name)
		case !bytes.Equal(b[i].json, one.json):
			changed = append(changed, one.name)
		}
	}
	return missing, changed
}

// Sign notes in differences who made the newest edit about each, of those edits
// that were made after a time: that of the version they are the differences to.
func Sign(found []Difference, log []engine.Edit, since time.Time) {
	for i := range found {
		s, _ := scopeOf(found[i].Scope)
		for _, e := range log {
			if !e.At.After(since) {
				break
			}
			if about(e, s, found[i].Key) {
				found[i].Author, found[i].At = e.Author, e.At
				break
			}
		}
	}
}

// about tells whether an edit may have made a difference at a scope.
func about(e engine.Edit, s scope, key string) bool {
	at, _ := scopeOf(e.Scope)
	switch {
	case key == "change.action_moved":
		return len(at) == 0 || shapeOf(e) == actionMoved && slices.Equal(at, s)
	case len(s) == 2 && s[0] == "actions": // came or went, and was not only changed
		return len(at) <= 2 && touches(e, s) || took(e, s[1])
	}
	return touches(e, s)
}
