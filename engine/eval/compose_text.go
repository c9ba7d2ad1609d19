package eval

import (
	"strings"
	"unicode/utf8"
)

// text reads a string value.
func (p *composeParser) text() (node, error) {
	s, w, err := p.words()
	if err != nil {
		return nil, err
	}
	if w == nil {
		return written(s), nil
	}
	return w, nil
}

// words reads the string at p.i: its text, or its parts when {{ }} stands in
// it. Inside {{ }} quotes belong to the expression.
func (p *composeParser) words() (string, *words, error) {
	open := p.i
	p.i++
	w := &words{}
	var b []byte
	for p.i < len(p.s) {
		c := p.s[p.i]
		switch {
		case c == '"':
			p.i++
			if len(w.parts) == 0 {
				return string(b), nil, nil
			}
			w.static(b)
			return "", w, nil
		case c == '\\':
			r, size := unescape(p.s[p.i:])
			if size == 0 {
				return "", nil, p.notJSON("escape")
			}
			b = utf8.AppendRune(b, r)
			p.i += size
		case c < ' ':
			return "", nil, p.notJSON("\\n")
		case strings.HasPrefix(p.s[p.i:], "{{"):
			w.static(b)
			b = nil
			offset := p.i + 2
			e, err := p.insert()
			if err != nil {
				return "", nil, err
			}
			w.parts = append(w.parts, wordPart{e: e, offset: offset})
		default:
			b = append(b, c)
			p.i++
		}
	}
	p.i = open
	return "", nil, p.notJSON("closing \"")
}

func (w *words) static(b []byte) {
	if len(b) > 0 {
		s := string(b)
		w.parts = append(w.parts, wordPart{static: s, escaped: string(appendEscaped(nil, s))})
	}
}
