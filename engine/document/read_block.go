package document

import "strings"

// value reads the value at this place, which belongs to something that begins at
// column parent. Block maps and lists may begin only at the beginning of a line
// or right after a dash: then open is true.
func (r *reader) value(parent int, open bool) (*node, error) {
	c := r.peek()
	if c == '-' && r.blankAt(1) {
		if !open {
			return nil, r.fail("dash")
		}
		return r.list()
	}
	if open && r.keyAhead() {
		return r.mapping()
	}
	var n *node
	var err error
	switch c {
	case '|', '>':
		return r.blockText(parent)
	case '{', '[':
		n, err = r.flow()
	case '"', '\'':
		n, err = r.quoted()
	default:
		if err = r.plainStart(false); err == nil {
			n, err = r.plain(parent, false)
		}
	}
	if err != nil {
		return nil, err
	}
	return n, r.endOfLine()
}

// list reads a block list whose first dash is at this place.
func (r *reader) list() (*node, error) {
	column := r.column()
	n, err := r.enter(list)
	if err != nil {
		return nil, err
	}
	for {
		r.pos++
		item, err := r.under(column, false)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
		switch {
		case r.ended || r.column() < column || r.column() == column && !r.dash():
			r.leave()
			return n, nil
		case r.column() > column:
			return nil, r.fail("indent")
		}
	}
}

// mapping reads a block map whose first key is at this place.
func (r *reader) mapping() (*node, error) {
	column := r.column()
	n, err := r.enter(mapping)
	if err != nil {
		return nil, err
	}
	seen := keySet{}
	for {
		k, err := r.key()
		if err != nil {
			return nil, err
		}
		if err := seen.add(r, k); err != nil {
			return nil, err
		}
		value, err := r.under(column, true)
		if err != nil {
			return nil, err
		}
		n.add(k, value)
		switch {
		case r.ended || r.column() < column:
			r.leave()
			return n, nil
		case r.column() > column:
			return nil, r.fail("indent")
		case r.dash():
			return nil, r.fail("dash")
		case !r.keyAhead():
			return nil, r.noKey()
		}
	}
}

// under reads what belongs to the dash or the key with its colon that was just
// passed and that begins at a column. A list under a key may stand at the key's
// own column.
func (r *reader) under(column int, key bool) (*node, error) {
	after, line := int32(r.pos), r.begin
	if err := r.toContent(); err != nil {
		return nil, err
	}
	switch {
	case r.ended:
	case r.begin == line:
		return r.value(column, !key)
	case r.column() > column:
		return r.value(column, true)
	case key && r.column() == column && r.dash():
		return r.list()
	}
	return r.node(null, after)
}

func (r *reader) dash() bool { return r.peek() == '-' && r.blankAt(1) }

// key reads the key at this place and its colon.
func (r *reader) key() (key, error) {
	k := key{at: int32(r.pos)}
	if c := r.peek(); c == '"' || c == '\'' {
		n, err := r.quoted()
		if err != nil {
			return k, err
		}
		k.name = n.text
		r.nodes-- // a key is not a value
		r.blanks()
	} else {
		end := r.plainEnd(false)
		k.name = trimBlanks(r.source.text[r.pos:end])
		if k.name == "<<" {
			return k, r.source.feature("merge", k.at)
		}
		r.pos = end
	}
	r.pos++
	return k, nil
}

// keyAhead tells whether this line goes on with a key and its colon.
func (r *reader) keyAhead() bool {
	var end int
	switch c := r.peek(); {
	case c == '"' || c == '\'':
		if end = r.quoteEnd(); end < 0 {
			return false
		}
		for c := r.byteAt(end); c == ' ' || c == '\t'; c = r.byteAt(end) {
			end++
		}
	case strings.IndexByte("{}[],#&*!|>%@`", c) >= 0, c == '?' && r.blankAt(1):
		return false
	default:
		end = r.plainEnd(false)
	}
	return r.byteAt(end) == ':' && r.blankAt(end-r.pos+1) && end > r.pos
}

func (r *reader) byteAt(i int) byte { return r.peekAt(i - r.pos) }

// noKey says why this line of a map does not go on with a key.
func (r *reader) noKey() error {
	if c := r.peek(); c != '{' && c != '[' && c != '"' && c != '\'' {
		if err := r.plainStart(false); err != nil {
			return err
		}
	}
	return r.fail("key")
}

// keySet is where the keys of one map stand, to find those it has twice.
type keySet map[string]int32

func (s keySet) add(r *reader, k key) error {
	if first, twice := s[k.name]; twice {
		return r.duplicate(k, first)
	}
	s[k.name] = k.at
	return nil
}
