package eval

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParsePath reads ["request"][0]["id"], $.request[0].id, request[0].id and
// /request/0/id, which are one path, with quotes of both kinds and negative
// indexes; "" and $ are the whole value. JSONPath's * .. [a:b] [a,b] and
// [?(filter)] make a path that finds a list.
func ParsePath(s string) (*Path, error) {
	if !utf8.ValidString(s) {
		return nil, fail("path.syntax", invalidAt(s), "path", excerpt(s, 80), "want", "UTF-8")
	}
	if strings.HasPrefix(s, "/") {
		return pointerPath(s), nil
	}
	p := &pathParser{s: s}
	if err := p.parse(); err != nil {
		if q, ok := scriptPath(s); ok {
			return &Path{src: s, query: q}, nil
		}
		return nil, err
	}
	path := &Path{src: s, steps: p.steps}
	if len(p.selectors) > 0 {
		path.query = &query{steps: p.steps, selectors: p.selectors}
	}
	return path, nil
}

// pointerPath reads a JSON pointer: /a/0 with ~1 for / and ~0 for ~.
func pointerPath(s string) *Path {
	path := &Path{src: s}
	plain := strings.NewReplacer("~1", "/", "~0", "~")
	for token := range strings.SplitSeq(s[1:], "/") {
		if n, ok := indexOfDigits(token); ok {
			path.steps = append(path.steps, step{index: n, isIndex: true})
			continue
		}
		if strings.Contains(token, "~") {
			token = plain.Replace(token)
		}
		path.steps = append(path.steps, step{key: token})
	}
	return path
}

// indexOfDigits reads an index without leading zeros.
func indexOfDigits(s string) (int, bool) {
	if s == "" || len(s) > 9 || digitsEnd(s, 0) != len(s) || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// pathParser reads all notations but the JSON pointer.
type pathParser struct {
	s string
	i int
	// steps are the plain beginning, selectors what follows it.
	steps     []step
	selectors []selector
}

func (p *pathParser) parse() error {
	p.space()
	if p.take("$") {
		p.space()
	} else if p.i < len(p.s) && p.s[p.i] != '[' && p.s[p.i] != '.' {
		s, err := p.name()
		if err != nil {
			return err
		}
		p.add(s)
	}
	for p.space(); p.i < len(p.s); p.space() {
		s, err := p.selector()
		if err != nil {
			return err
		}
		p.add(s)
	}
	return nil
}

func (p *pathParser) add(s selector) {
	if len(p.selectors) == 0 && s.kind == selectStep && !s.deep {
		p.steps = append(p.steps, s.step)
		return
	}
	p.selectors = append(p.selectors, s)
}

func (p *pathParser) selector() (s selector, err error) {
	deep := p.take("..")
	switch {
	case p.take("["):
		s, err = p.bracket()
	case deep || p.take("."):
		s, err = p.name()
	default:
		return s, p.syntax(". or [")
	}
	s.deep = deep
	return s, err
}

// name reads a key behind a point; digits are an index and * is every element.
func (p *pathParser) name() (selector, error) {
	start := p.i
	for p.i < len(p.s) && !strings.ContainsRune(".[]'\"()", rune(p.s[p.i])) {
		p.i++
	}
	name := strings.TrimSpace(p.s[start:p.i])
	if name == "" {
		return selector{}, p.syntax("name")
	}
	if name == "*" {
		return selector{kind: selectAll}, nil
	}
	if strings.ContainsAny(name, "*?@$") && name[0] != '@' && name[0] != '$' {
		p.i = start
		return selector{}, p.syntax("name")
	}
	if n, ok := indexOfDigits(name); ok {
		return selector{step: step{index: n, isIndex: true}}, nil
	}
	return selector{step: step{key: name}}, nil
}

func (p *pathParser) take(s string) bool {
	if strings.HasPrefix(p.s[p.i:], s) {
		p.i += len(s)
		return true
	}
	return false
}

func (p *pathParser) space() {
	for p.i < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *pathParser) syntax(want string) error {
	return fail("path.syntax", p.i, "path", excerpt(p.s, 80), "want", want)
}
