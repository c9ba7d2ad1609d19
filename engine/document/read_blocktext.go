package document

// header is what the line with | or > says about the text below it.
type header struct {
	fold   bool
	indent int  // explicit; 0 if the first line gives it
	chomp  byte // '-' no break at the end, '+' all of them, 0 one
}

// blockText reads the text written as a block under the | or > at this place,
// deeper than column parent.
func (r *reader) blockText(parent int) (*node, error) {
	n, err := r.node(text, int32(r.pos))
	if err != nil {
		return nil, err
	}
	n.block = true
	h, err := r.header()
	if err != nil {
		return nil, err
	}
	indent, err := r.blockIndent(parent, h)
	if err != nil {
		return nil, err
	}
	b := r.blockLines(h, indent)
	b.end()
	n.text, n.runs = string(b.text), b.runs
	return n, r.nextLine()
}

func (r *reader) header() (header, error) {
	h := header{fold: r.peek() == '>'}
	for r.pos++; ; r.pos++ {
		switch c := r.peek(); {
		case h.chomp == 0 && (c == '-' || c == '+'):
			h.chomp = c
		case h.indent == 0 && c >= '1' && c <= '9':
			h.indent = int(c - '0')
		default:
			from := r.pos
			r.blanks()
			if r.peek() == '#' && r.pos > from {
				r.restOfLine()
			}
			if !r.atBreak() {
				return h, r.fail("header")
			}
			r.lineBreak()
			return h, nil
		}
	}
}

// blockIndent is the column where the lines of the text begin: as the header says
// or as the first line that is not empty has it.
func (r *reader) blockIndent(parent int, h header) (int, error) {
	if h.indent > 0 {
		return max(parent, 0) + h.indent, nil
	}
	deepest, deep := 0, r.pos
	for i := r.pos; ; {
		spaces := 0
		for r.byteAt(i+spaces) == ' ' {
			spaces++
		}
		size := breakAt(r.source.text, i+spaces)
		if size > 0 {
			if spaces > deepest {
				deepest, deep = spaces, i
			}
			i += spaces + size
			continue
		}
		if i+spaces == len(r.source.text) || spaces <= parent {
			return max(deepest, parent+1), nil
		}
		if deepest > spaces {
			return 0, r.source.syntax("indent_blank", int32(deep))
		}
		return spaces, nil
	}
}

// blockLines reads the lines of the text and leaves the reader at the beginning
// of the first line that is not one of them.
func (r *reader) blockLines(h header, indent int) *blockBuilder {
	b := &blockBuilder{header: h, last: -1}
	for r.pos < len(r.source.text) && r.marker() == "" {
		from := r.pos
		for from < r.pos+indent && r.byteAt(from) == ' ' {
			from++
		}
		if n := breakAt(r.source.text, from); n > 0 {
			b.empty = append(b.empty, from)
			r.pos = from
			r.lineBreak()
			continue
		}
		if from < r.pos+indent || from == len(r.source.text) {
			break
		}
		r.pos = from
		r.restOfLine()
		b.line(r.source.text, from, r.pos)
		if r.lineBreak(); r.pos != r.begin {
			r.begin, b.last = r.pos, -1 // the text ends without a line break
		}
	}
	return b
}

// blockBuilder puts the lines of a block of text together.
type blockBuilder struct {
	builder
	header header
	last   int   // place of the break that ends the last line; -1 without one
	empty  []int // places of the empty lines since then
	folded bool  // whether the last line is one that folds
}

// line appends a line that is not empty, after what the breaks before it mean.
func (b *blockBuilder) line(source string, from, to int) {
	folds := b.header.fold && source[from] != ' ' && source[from] != '\t'
	switch {
	case b.last < 0:
	case !folds || !b.folded:
		b.put("\n", b.last)
	case len(b.empty) == 0:
		b.put(" ", b.last)
	}
	b.emptyLines()
	b.copy(source, from, to)
	b.folded, b.last = folds, to
}

// end appends what the header says of the breaks at the end.
func (b *blockBuilder) end() {
	if b.header.chomp != '-' && b.last >= 0 {
		b.put("\n", b.last)
	}
	if b.header.chomp == '+' {
		b.emptyLines()
	}
}

func (b *blockBuilder) emptyLines() {
	for _, at := range b.empty {
		b.put("\n", at)
	}
	b.empty = b.empty[:0]
}
