package document

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// YAML returns the document in its canonical form. Reading it gives the same
// document, and writing that again the same bytes.
func (d *Document) YAML() []byte {
	w := &writer{}
	switch n := d.root; {
	case n.kind == mapping && len(n.items) > 0:
		w.mapping(n, rootRole, 0, true)
	case n.kind == list && len(n.items) > 0:
		w.list(n, freeRole, 0, true)
	default:
		w.out = append(n.appendInline(w.out, false), '\n')
	}
	return w.out
}

// indentation is how much deeper a level stands, width how long a line of a flow
// may be, in characters.
const (
	indentation = 2
	width       = 120
)

// writer lays a tree out in lines.
type writer struct {
	out []byte
}

// mapping writes the entries of a map at an indent. The first one stands where
// the writer is when begun is true.
func (w *writer) mapping(n *node, r role, indent int, begun bool) {
	for i, k := range n.keys {
		if i > 0 || !begun {
			w.spaces(indent)
		}
		w.out = append(appendKey(w.out, k.name, false), ':')
		w.value(n.items[i], r.below(k.name), indent, false)
	}
}

func (w *writer) list(n *node, r role, indent int, begun bool) {
	for i, item := range n.items {
		if i > 0 || !begun {
			w.spaces(indent)
		}
		w.out = append(w.out, '-')
		w.value(item, r.below(""), indent, true)
	}
}

// value writes what belongs to the key or the dash that was just written at an
// indent, and ends the line.
func (w *writer) value(n *node, r role, indent int, dash bool) {
	switch {
	case n.kind == text && literal(n.text):
		w.literal(n.text, indent+indentation)
		return
	case !n.flat() || len(n.items) > 0 && r.tall() || !w.fits(n):
	default:
		w.out = append(w.out, ' ')
		w.out = append(n.appendInline(w.out, false), '\n')
		return
	}
	if dash {
		w.out = append(w.out, ' ')
	} else {
		w.out = append(w.out, '\n')
	}
	if n.kind == list {
		w.list(n, r, indent+indentation, dash)
	} else {
		w.mapping(n, r, indent+indentation, dash)
	}
}

// fits tells whether a flat value is short enough for the rest of this line.
// Scalars always are: there is no other place for them.
func (w *writer) fits(n *node) bool {
	if len(n.items) == 0 {
		return true
	}
	size := len(n.items) + len(n.keys)
	for _, item := range n.items {
		size += len(item.text)
	}
	if size > width*utf8.UTFMax {
		return false
	}
	line := w.out[bytes.LastIndexByte(w.out, '\n')+1:]
	return utf8.RuneCount(line)+1+utf8.RuneCount(n.appendInline(nil, false)) <= width
}

func (w *writer) spaces(n int) {
	for ; n > 0; n-- {
		w.out = append(w.out, ' ')
	}
}

// literal writes a text of several lines under |.
func (w *writer) literal(s string, indent int) {
	w.out = append(w.out, " |"...)
	if indented(s) {
		w.out = append(w.out, '0'+indentation)
	}
	body := strings.TrimSuffix(s, "\n")
	switch {
	case len(body) == len(s):
		w.out = append(w.out, '-')
	case strings.HasSuffix(body, "\n"):
		w.out = append(w.out, '+')
	}
	w.out = append(w.out, '\n')
	for line := range strings.SplitSeq(body, "\n") {
		if line != "" {
			w.spaces(indent)
			w.out = append(w.out, line...)
		}
		w.out = append(w.out, '\n')
	}
}

// flat tells whether n is a scalar, empty, or a map or list of nothing but those
// that can be written in one line.
func (n *node) flat() bool {
	for _, item := range n.items {
		if len(item.items) > 0 || item.kind == text && literal(item.text) {
			return false
		}
	}
	return true
}

// appendInline appends n in one line.
func (n *node) appendInline(b []byte, flow bool) []byte {
	switch n.kind {
	case text:
		return appendText(b, n.text, flow)
	case list:
		b = append(b, '[')
		for i, item := range n.items {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = item.appendInline(b, true)
		}
		return append(b, ']')
	case mapping:
		b = append(b, '{')
		for i, k := range n.keys {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(appendKey(b, k.name, true), ": "...)
			b = n.items[i].appendInline(b, true)
		}
		return append(b, '}')
	}
	return n.appendJSON(b)
}
