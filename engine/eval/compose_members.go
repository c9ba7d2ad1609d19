package eval

import "strconv"

// object reads the members of an object.
func (p *composeParser) object() (node, error) {
	n, keys := &object{}, map[string]bool{}
	if p.space(); p.take('}') {
		return written(map[string]any{}), nil
	}
	for {
		p.space()
		at := p.i
		m, err := p.member()
		if err != nil {
			return nil, err
		}
		if m.words == nil {
			if keys[m.key] {
				p.twice(m.key, at)
			}
			keys[m.key] = true
		}
		n.members = append(n.members, *m)
		p.space()
		if p.take(',') {
			continue
		}
		if !p.take('}') {
			return nil, p.unexpected(", or }")
		}
		return n.fold(), nil
	}
}

// twice notes a key that an object has already: of the two values only one would
// be left. Keys with {{ }} inside may turn out equal; then the last one stays.
func (p *composeParser) twice(key string, at int) {
	line, column := position(p.s, at)
	p.problems = append(p.problems, fail("compose.duplicate_key", at,
		"key", excerpt(key, 80), "line", strconv.Itoa(line), "column", strconv.Itoa(column)))
}

// member reads one member. $each has no meaning here.
func (p *composeParser) member() (*member, error) {
	p.space()
	if p.i >= len(p.s) || p.s[p.i] != '"' {
		return nil, p.unexpected("\"")
	}
	at := p.i
	key, w, err := p.words()
	if err != nil {
		return nil, err
	}
	if w == nil && key == "$each" {
		return nil, p.problem("compose.placeholder", at, "$each first in an element of a list")
	}
	if p.space(); !p.take(':') {
		return nil, p.unexpected(":")
	}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	return &member{key: key, start: append(appendText(nil, key), ':'), words: w, value: v}, nil
}

// fold notes whether keys may come twice and makes an object without {{ }} a
// literal.
func (n *object) fold() node {
	fixed := true
	for i := range n.members {
		m := &n.members[i]
		_, written := m.value.(*literal)
		fixed = fixed && written && m.words == nil
		n.computed = n.computed || m.words != nil
	}
	if !fixed {
		return n
	}
	out, _, err := n.append(nil, newComposeRun(Env{}))
	if err != nil {
		return n
	}
	v, _, err := n.value(newComposeRun(Env{}))
	if err != nil {
		return n
	}
	return &literal{json: out, plain: v}
}
