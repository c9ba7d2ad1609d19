package eval

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// composeParser reads a JSON template.
type composeParser struct {
	s        string
	i        int
	depth    int
	scope    Scope
	locals   []string
	refs     []Reference
	problems []error
}

const maxTemplateDepth = 128

func (p *composeParser) document() (node, error) {
	if !utf8.ValidString(p.s) {
		p.i = invalidAt(p.s)
		return nil, p.notJSON("UTF-8")
	}
	root, err := p.value()
	if err == nil {
		if p.space(); p.i < len(p.s) {
			err = p.unexpected("the end")
		}
	}
	if err != nil {
		return nil, errors.Join(append(p.problems, err)...)
	}
	return root, errors.Join(p.problems...)
}

func (p *composeParser) value() (node, error) {
	p.space()
	switch {
	case p.i >= len(p.s):
		return nil, p.notJSON("value")
	case strings.HasPrefix(p.s[p.i:], "{{"):
		return p.whole()
	case p.s[p.i] == '{':
		return p.nested(p.object)
	case p.s[p.i] == '[':
		return p.nested(p.list)
	case p.s[p.i] == '"':
		return p.text()
	}
	d := decoder{s: p.s, i: p.i, depth: 1, nodes: 1}
	v, err := d.value()
	if err != nil {
		return nil, p.notJSON("value")
	}
	p.i = d.i
	return written(v), nil
}

func written(v any) node { return &literal{json: Append(nil, v), plain: v} }

func (p *composeParser) nested(parse func() (node, error)) (node, error) {
	if p.depth++; p.depth > maxTemplateDepth {
		return nil, p.notJSON("at most 128 levels")
	}
	p.i++
	n, err := parse()
	p.depth--
	return n, err
}

// whole reads {{ }} in place of a value.
func (p *composeParser) whole() (node, error) {
	offset := p.i
	e, err := p.insert()
	if err != nil {
		return nil, err
	}
	return &whole{e: e, offset: offset + 2}, nil
}

// insert reads the {{ }} at p.i. Problems with the expression are gathered, so
// that the rest of the template is still looked at.
func (p *composeParser) insert() (*Expression, error) {
	open := p.i
	end := insertEnd(p.s, open+2)
	if end < 0 {
		return nil, fail("template.unclosed", open)
	}
	p.i = end + 2
	src := p.s[open+2 : end]
	if strings.TrimSpace(src) == "" {
		p.problems = append(p.problems, fail("template.empty", open))
		return nil, nil
	}
	e, err := parseExpression(src, open+2, p.scope, p.locals)
	if err != nil {
		p.problems = append(p.problems, err)
		return nil, nil
	}
	p.refs = append(p.refs, e.refs...)
	return e, nil
}

func (p *composeParser) list() (node, error) {
	n := &list{}
	if p.space(); p.take(']') {
		return written([]any{}), nil
	}
	for {
		element, err := p.element()
		if err != nil {
			return nil, err
		}
		n.elements = append(n.elements, element)
		p.space()
		if p.take(',') {
			continue
		}
		if !p.take(']') {
			return nil, p.unexpected(", or ]")
		}
		return n.fold(), nil
	}
}

// fold makes a list without {{ }} a literal.
func (n *list) fold() node {
	plain := make([]any, len(n.elements))
	for i, element := range n.elements {
		one, _ := element.(single)
		l, ok := one.node.(*literal)
		if !ok {
			return n
		}
		plain[i] = l.plain
	}
	out, _, err := n.append(nil, newComposeRun(Env{}))
	if err != nil {
		return n
	}
	return &literal{json: out, plain: plain}
}

func (p *composeParser) take(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *composeParser) space() {
	d := decoder{s: p.s, i: p.i}
	d.space()
	p.i = d.i
}

// unexpected tells a {{ }} in a wrong place from other mistakes.
func (p *composeParser) unexpected(want string) error {
	if strings.HasPrefix(p.s[p.i:], "{{") {
		return p.problem("compose.placeholder", p.i, want)
	}
	return p.notJSON(want)
}

func (p *composeParser) notJSON(want string) error {
	return p.problem("compose.not_json", p.i, want)
}

func (p *composeParser) problem(code string, at int, want string) error {
	at = min(at, len(p.s))
	line, column := position(p.s, at)
	return fail(code, at, "line", strconv.Itoa(line), "column", strconv.Itoa(column), "want", want)
}
