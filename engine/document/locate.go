package document

import (
	"strconv"
	"strings"

	"stanok/engine"
)

// Locate returns p with the line and column of what it is about: the value of its
// Field, and in a text the character that stands at Offset. An Offset of 0 is the
// value as a whole, which begins at its quote; that of a block of text is its
// first character. A field that is not there is shown at the key of what should
// have held it. A problem that has a line keeps it, and a document without a text
// has none to give.
func (d *Document) Locate(p engine.Problem) engine.Problem {
	if p.Line > 0 {
		return p
	}
	n := d.root
	if p.Node != "" {
		before := p.Before
		n = n.action(string(p.Node), &before)
	}
	at := d.root.start()
	if n != nil {
		at = n.place(p.Field, p.Offset)
	}
	p.Line, p.Column = d.source.position(at)
	return p
}

// place is the byte of the source for an offset in the field of n with a path.
func (n *node) place(path string, offset int) int32 {
	found, at := n.walk(path)
	if found == nil {
		return at
	}
	return found.byteAt(offset)
}

// action is the action with an id, wherever it is below the document or action n,
// or the one that comes so many after it.
func (n *node) action(id string, before *int) *node {
	lists := []*node{n.child("actions")}
	if b := n.child("branches"); b != nil {
		lists = b.items
	}
	for _, l := range lists {
		if l == nil || l.kind != list {
			continue
		}
		for _, item := range l.items {
			if item.textOf("id") == id {
				if *before == 0 {
					return item
				}
				*before--
			}
			if found := item.action(id, before); found != nil {
				return found
			}
		}
	}
	return nil
}

// walk follows a field's path down from n. If the path ends early, it returns nil
// and the place to show for the last part that was there.
func (n *node) walk(path string) (found *node, at int32) {
	at = n.start()
	for path != "" {
		i, rest := n.step(path)
		if i < 0 {
			return nil, at
		}
		path = strings.TrimPrefix(rest, ".")
		if at = n.items[i].start(); n.kind == mapping {
			at = n.keys[i].at
		}
		n = n.items[i]
	}
	return n, at
}

// step finds the item that a path begins with and returns the rest of the path.
// Keys may themselves have dots and brackets in them, so the longest key that
// fits is the one.
func (n *node) step(path string) (item int, rest string) {
	item = -1
	if name, after, ok := bracketed(path); ok {
		if n.kind == mapping {
			if i := n.find(name); i >= 0 {
				return i, after
			}
		} else if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.items) {
			return i, after
		}
	}
	longest := -1
	for i, k := range n.keys {
		after, ok := strings.CutPrefix(path, k.name)
		if ok && len(k.name) > longest && (after == "" || after[0] == '.' || after[0] == '[') {
			item, rest, longest = i, after, len(k.name)
		}
	}
	return item, rest
}

// bracketed cuts [2] or ["key"] from the beginning of a path.
func bracketed(path string) (name, rest string, ok bool) {
	if !strings.HasPrefix(path, "[") {
		return "", path, false
	}
	if quoted, err := strconv.QuotedPrefix(path[1:]); err == nil {
		name, err = strconv.Unquote(quoted)
		rest, ok = strings.CutPrefix(path[1+len(quoted):], "]")
		return name, rest, ok && err == nil
	}
	return strings.Cut(path[1:], "]")
}
