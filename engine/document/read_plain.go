package document

import "strings"

// plainStart refuses a plain scalar that begins with a character that means
// something else in YAML.
func (r *reader) plainStart(flow bool) error {
	alone := r.blankAt(1) || flow && isFlow(r.peekAt(1))
	at := int32(r.pos)
	switch c := r.peek(); c {
	case '&':
		return r.source.feature("anchor", at)
	case '*':
		return r.source.feature("alias", at)
	case '!':
		return r.source.feature("tag", at)
	case '?':
		if alone {
			return r.source.feature("complex_key", at)
		}
	case '-', ':':
		if alone {
			return r.fail("key")
		}
	case '%', '@', '`', ',', ']', '}', '|', '>', '#':
		return r.fail("reserved")
	}
	return nil
}

// plainEnd is where the plain scalar that begins at this place ends on this line:
// before a colon that ends a key, a comment, or in a flow one of its brackets and
// commas. Blanks before that place are not part of the scalar.
func (r *reader) plainEnd(flow bool) int {
	for n := 0; ; n++ {
		switch c := r.peekAt(n); {
		case r.breakAt(n),
			c == ':' && (r.blankAt(n+1) || flow && isFlow(r.peekAt(n+1))),
			c == '#' && n > 0 && r.blankAt(n-1),
			flow && isFlow(c):
			return r.pos + n
		}
	}
}

func isFlow(c byte) bool { return c != 0 && strings.IndexByte(",[]{}", c) >= 0 }

// plain reads a plain scalar, which may go on over lines indented deeper than
// parent, and leaves the reader right after it.
func (r *reader) plain(parent int, flow bool) (*node, error) {
	n, err := r.node(text, int32(r.pos))
	if err != nil {
		return nil, err
	}
	var b builder
	for {
		stop := r.plainEnd(flow)
		end := r.pos + len(trimBlanks(r.source.text[r.pos:stop]))
		b.copy(r.source.text, r.pos, end)
		r.pos = end
		if !r.breakAt(stop - end) {
			break
		}
		breaks, ok := r.plainGoesOn(parent, flow)
		if !ok {
			break
		}
		b.fold(breaks, end)
		if !flow && r.keyAhead() {
			return nil, r.fail("colon")
		}
	}
	b.into(n)
	n.resolve()
	return n, nil
}

// plainGoesOn passes the line breaks before the next line of a plain scalar and
// returns how many they were. Without such a line it stays where it is.
func (r *reader) plainGoesOn(parent int, flow bool) (breaks int, ok bool) {
	from := *r
	for r.blanks(); r.atBreak() && r.peek() != 0; r.blanks() {
		r.lineBreak()
		breaks++
		if r.marker() != "" {
			*r = from
			return 0, false
		}
	}
	indent := 0
	for r.byteAt(r.begin+indent) == ' ' {
		indent++
	}
	c := r.peek()
	if breaks == 0 || c == 0 || c == '#' || !flow && indent <= parent ||
		flow && (isFlow(c) || c == ':' && (r.blankAt(1) || isFlow(r.peekAt(1)))) {
		*r = from
		return 0, false
	}
	return breaks, true
}

// trimBlanks returns s without the blanks at its end.
func trimBlanks(s string) string { return strings.TrimRight(s, " \t") }
