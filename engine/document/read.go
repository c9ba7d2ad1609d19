package document

import "strings"

// reader walks over a source once. Its methods that return a node leave it at
// the next content of the text: the first character of the next line that is
// not blank and no comment, or ended.
type reader struct {
	source source
	pos    int
	begin  int  // of the current line
	ended  bool // by the end of the text or a line of --- or ...
	depth  int
	nodes  int
}

// document reads the whole text.
func (r *reader) document() (*node, error) {
	if err := r.open(); err != nil {
		return nil, err
	}
	root := &node{at: int32(r.pos)}
	if !r.ended {
		var err error
		if root, err = r.value(-1, true); err != nil {
			return nil, err
		}
	}
	if err := r.close(); err != nil {
		return nil, err
	}
	return root, nil
}

// open passes what may stand before the first value: comments and one ---.
func (r *reader) open() error {
	if err := r.nextLine(); err != nil {
		return err
	}
	if r.peek() == '%' {
		return r.source.feature("directive", int32(r.pos))
	}
	if r.ended && r.marker() == "---" {
		r.ended = false
		r.pos += len("---")
		return r.toContent()
	}
	return nil
}

// close makes sure that nothing follows the document but comments.
func (r *reader) close() error {
	for r.ended && r.marker() == "..." {
		r.ended = false
		r.pos += len("...")
		if err := r.endOfLine(); err != nil {
			return err
		}
	}
	switch {
	case r.ended && r.marker() == "---":
		return r.source.feature("documents", int32(r.pos))
	case r.ended:
		return nil
	case r.begin < r.pos:
		return r.fail("indent")
	}
	return r.fail("leftover")
}

// endOfLine passes the rest of a line after a value, which may only be blank or a
// comment, and goes on to the next content.
func (r *reader) endOfLine() error {
	from := r.pos
	r.blanks()
	switch c := r.peek(); {
	case r.atBreak():
	case c == '#' && r.pos > from:
		r.restOfLine()
	case c == ':':
		return r.fail("colon")
	default:
		return r.fail("after_value")
	}
	return r.nextLine()
}

// toContent passes blanks and comments from inside a line to the next content,
// on this line or a later one.
func (r *reader) toContent() error {
	from := r.pos
	r.blanks()
	if r.atBreak() || r.peek() == '#' && r.pos > from {
		r.restOfLine()
		return r.nextLine()
	}
	return nil
}

// nextLine goes from the end or the beginning of a line to the next content.
func (r *reader) nextLine() error {
	for {
		r.lineBreak()
		if r.pos == len(r.source.text) || r.marker() != "" {
			r.ended = true
			return nil
		}
		for r.peek() == ' ' {
			r.pos++
		}
		tab := r.pos
		r.blanks()
		if r.peek() == '#' {
			r.restOfLine()
		}
		if !r.atBreak() {
			if r.pos > tab && !r.indifferent() {
				r.pos = tab
				return r.fail("tab")
			}
			return nil
		}
	}
}

// indifferent tells whether what is here may be indented with tabs: a flow, or a
// scalar that is the whole document, as in JSON.
func (r *reader) indifferent() bool {
	c := r.peek()
	return c == '{' || c == '[' || r.depth == 0 && !r.dash() && !r.keyAhead()
}

// marker is the --- or ... that stands alone at the beginning of this line, or
// "".
func (r *reader) marker() string {
	if r.pos != r.begin || len(r.source.text)-r.pos < 3 {
		return ""
	}
	if m := r.source.text[r.pos : r.pos+3]; (m == "---" || m == "...") && r.blankAt(3) {
		return m
	}
	return ""
}

// lineBreak passes one line break, if there is one here.
func (r *reader) lineBreak() {
	if n := breakAt(r.source.text, r.pos); n > 0 {
		r.pos += n
		r.begin = r.pos
	}
}

func (r *reader) restOfLine() {
	if i := strings.IndexAny(r.source.text[r.pos:], "\r\n"); i >= 0 {
		r.pos += i
		return
	}
	r.pos = len(r.source.text)
}

func (r *reader) blanks() {
	for c := r.peek(); c == ' ' || c == '\t'; c = r.peek() {
		r.pos++
	}
}

// column is how far this place is from the beginning of its line; all before it
// are blanks and dashes.
func (r *reader) column() int { return r.pos - r.begin }

// peek is the byte at this place, 0 at the end of the text.
func (r *reader) peek() byte { return r.peekAt(0) }

func (r *reader) peekAt(n int) byte {
	if r.pos+n < len(r.source.text) {
		return r.source.text[r.pos+n]
	}
	return 0
}

func (r *reader) atBreak() bool { return r.breakAt(0) }

func (r *reader) breakAt(n int) bool {
	c := r.peekAt(n)
	return c == 0 || c == '\n' || c == '\r'
}

// blankAt tells whether a blank, a line break or the end of the text is n bytes on.
func (r *reader) blankAt(n int) bool {
	c := r.peekAt(n)
	return c == ' ' || c == '\t' || r.breakAt(n)
}

func (r *reader) fail(rule string) error { return r.source.syntax(rule, int32(r.pos)) }

// node begins a value at a place.
func (r *reader) node(k kind, at int32) (*node, error) {
	if r.nodes++; r.nodes > MaxNodes {
		return nil, r.source.limit("nodes", MaxNodes, at)
	}
	return &node{kind: k, at: at}, nil
}

// enter begins a map or list at this place; leave ends it.
func (r *reader) enter(k kind) (*node, error) {
	if r.depth++; r.depth > MaxDepth {
		return nil, r.source.limit("depth", MaxDepth, int32(r.pos))
	}
	return r.node(k, int32(r.pos))
}

func (r *reader) leave() { r.depth-- }
