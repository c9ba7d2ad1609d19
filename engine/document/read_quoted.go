package document

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted reads the quoted text at this place and leaves the reader right after
// its closing quote.
func (r *reader) quoted() (*node, error) {
	n, err := r.node(text, int32(r.pos))
	if err != nil {
		return nil, err
	}
	quote := r.peek()
	var b builder
	for r.pos++; ; {
		end := r.plainRun(quote)
		b.copy(r.source.text, r.pos, end)
		r.pos = end
		switch c := r.peek(); {
		case c == 0:
			return nil, r.source.syntax("unclosed_quote", n.at)
		case c == '\\':
			if err := r.escape(&b); err != nil {
				return nil, err
			}
		case c != quote:
			if r.foldBreaks(&b); r.marker() != "" {
				return nil, r.source.syntax("unclosed_quote", n.at)
			}
		case c == '\'' && r.peekAt(1) == '\'':
			b.put("'", r.pos)
			r.pos += 2
		default:
			r.pos++
			b.into(n)
			if len(b.runs) == 0 {
				n.runs = []run{{0, n.at + 1}}
			}
			return n, nil
		}
	}
}

// plainRun is where the text that stands as it is ends.
func (r *reader) plainRun(quote byte) int {
	stops := "'\r\n"
	if quote == '"' {
		stops = "\"\\\r\n"
	}
	if i := strings.IndexAny(r.source.text[r.pos:], stops); i >= 0 {
		return r.pos + i
	}
	return len(r.source.text)
}

// quoteEnd is the place after the quoted text that begins here, -1 if it does not
// end on this line.
func (r *reader) quoteEnd() int {
	quote := r.peek()
	for i := r.pos + 1; i < len(r.source.text); i++ {
		switch c := r.source.text[i]; {
		case c == '\n' || c == '\r':
			return -1
		case c == '\\' && quote == '"':
			i++
		case c == quote && quote == '\'' && r.byteAt(i+1) == '\'':
			i++
		case c == quote:
			return i + 1
		}
	}
	return -1
}

// foldBreaks passes the line breaks inside a quoted text and the blanks after
// them.
func (r *reader) foldBreaks(b *builder) {
	at, breaks := r.pos, 0
	for r.atBreak() && r.peek() != 0 {
		r.lineBreak()
		r.blanks()
		breaks++
	}
	b.fold(breaks, at)
}

// escape reads the escape at this place.
func (r *reader) escape(b *builder) error {
	at, c := r.pos, r.peekAt(1)
	switch c {
	case '\n', '\r':
		r.pos++
		r.lineBreak()
		r.blanks()
		b.keep = len(b.text)
		r.emptyLines(b)
		return nil
	case 'x':
		return r.hex(b, 2)
	case 'u':
		return r.hex(b, 4)
	case 'U':
		return r.hex(b, 8)
	}
	s := unescape(c)
	if s == "" {
		return r.fail("escape")
	}
	b.put(s, at)
	r.pos += 2
	return nil
}

// unescape is what a backslash and a character stand for, "" if nothing. It knows
// the escapes of YAML, those of JSON among them.
func unescape(c byte) string {
	switch c {
	case '0':
		return "\x00"
	case 'a':
		return "\a"
	case 'b':
		return "\b"
	case 't', '\t':
		return "\t"
	case 'n':
		return "\n"
	case 'v':
		return "\v"
	case 'f':
		return "\f"
	case 'r':
		return "\r"
	case 'e':
		return "\x1b"
	case ' ', '"', '/', '\\':
		return string(rune(c))
	case 'N':
		return "\u0085"
	case '_':
		return "\u00a0"
	case 'L':
		return "\u2028"
	case 'P':
		return "\u2029"
	}
	return ""
}

// emptyLines passes the empty lines after an escaped line break: each is a break.
func (r *reader) emptyLines(b *builder) {
	for r.atBreak() && r.peek() != 0 {
		b.put("\n", r.pos)
		r.lineBreak()
		r.blanks()
	}
}

// hex reads \xNN, \uNNNN, a pair of those that makes one character, or \UNNNNNNNN.
func (r *reader) hex(b *builder, count int) error {
	code, ok := r.digits(r.pos+2, count)
	end := r.pos + 2 + count
	if ok && utf16.IsSurrogate(code) && r.byteAt(end) == '\\' && r.byteAt(end+1) == 'u' {
		low, _ := r.digits(end+2, 4)
		code = utf16.DecodeRune(code, low)
		ok = code != utf8.RuneError
		end += 6
	}
	if !ok || !utf8.ValidRune(code) {
		return r.fail("escape")
	}
	b.put(string(code), r.pos)
	r.pos = end
	return nil
}

func (r *reader) digits(at, count int) (rune, bool) {
	if at+count > len(r.source.text) {
		return 0, false
	}
	v, err := strconv.ParseUint(r.source.text[at:at+count], 16, 32)
	return rune(v), err == nil && v <= utf8.MaxRune
}
