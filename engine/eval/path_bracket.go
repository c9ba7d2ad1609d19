package eval

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// bracket reads what stands between [ and ].
func (p *pathParser) bracket() (selector, error) {
	p.space()
	if p.take("?") {
		return p.filter()
	}
	if p.take("*") {
		return selector{kind: selectAll}, p.close()
	}
	if p.space(); p.peek(':') {
		return p.slice(nil)
	}
	first, err := p.item()
	if err != nil {
		return selector{}, err
	}
	p.space()
	switch {
	case p.peek(':') && first.isIndex:
		return p.slice(&first.index)
	case p.peek(','):
		return p.union(first)
	}
	return selector{step: first}, p.close()
}

// union reads the rest of [a, b].
func (p *pathParser) union(first step) (selector, error) {
	more := &selection{union: []step{first}}
	for p.take(",") {
		p.space()
		item, err := p.item()
		if err != nil {
			return selector{}, err
		}
		more.union = append(more.union, item)
		p.space()
	}
	return selector{kind: selectUnion, more: more}, p.close()
}

// item reads a key in quotes or an index.
func (p *pathParser) item() (step, error) {
	if p.peek('"') || p.peek('\'') {
		key, err := p.quoted()
		return step{key: key}, err
	}
	n, ok := p.number()
	if !ok {
		return step{}, p.syntax("index or key in quotes")
	}
	return step{index: n, isIndex: true}, nil
}

func (p *pathParser) number() (int, bool) {
	end := p.i
	if p.peek('-') {
		end++
	}
	end = digitsEnd(p.s, end)
	n, err := strconv.Atoi(p.s[p.i:end])
	if err != nil || end-p.i > 10 {
		return 0, false
	}
	p.i = end
	return n, true
}

// slice reads the rest of [from:to:step].
func (p *pathParser) slice(from *int) (selector, error) {
	more := &selection{slice: [3]*int{from}}
	for part := 1; part < 3 && p.take(":"); part++ {
		p.space()
		if n, ok := p.number(); ok {
			more.slice[part] = &n
		}
		p.space()
	}
	return selector{kind: selectSlice, more: more}, p.close()
}

// quoted reads a key in quotes of either kind, with the escapes of JSON and \'.
func (p *pathParser) quoted() (string, error) {
	quote := p.s[p.i]
	start := p.i + 1
	plain := strings.IndexByte(p.s[start:], quote)
	if plain >= 0 && strings.IndexByte(p.s[start:start+plain], '\\') < 0 {
		p.i = start + plain + 1
		return p.s[start : start+plain], nil
	}
	var b []byte
	for i := start; i < len(p.s); {
		switch c := p.s[i]; {
		case c == quote:
			p.i = i + 1
			return string(b), nil
		case c == '\\' && strings.HasPrefix(p.s[i:], `\'`):
			b = append(b, '\'')
			i += 2
		case c == '\\':
			r, size := unescape(p.s[i:])
			if size == 0 {
				p.i = i
				return "", p.syntax("escape")
			}
			b = utf8.AppendRune(b, r)
			i += size
		default:
			b = append(b, c)
			i++
		}
	}
	return "", p.syntax("closing " + string(quote))
}

// filter reads ?(condition) or ?condition up to its bracket.
func (p *pathParser) filter() (selector, error) {
	start, depth := p.i, 0
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case '"', '\'':
			end := literalEnd(p.s, p.i)
			if end < 0 {
				return selector{}, p.syntax("closing " + string(c))
			}
			p.i = end
			continue
		case '[', '(':
			depth++
		case ')':
			depth--
		case ']':
			if depth == 0 {
				f, ok := parseFilter(p.s[start:p.i])
				if !ok {
					p.i = start
					return selector{}, p.syntax("filter")
				}
				p.i++
				return selector{kind: selectWhere, more: &selection{where: f}}, nil
			}
			depth--
		}
		p.i++
	}
	return selector{}, p.syntax("]")
}

func (p *pathParser) peek(c byte) bool { return p.i < len(p.s) && p.s[p.i] == c }

func (p *pathParser) close() error {
	if p.space(); !p.take("]") {
		return p.syntax("]")
	}
	return nil
}
