package eval

// object reads the members of an object.
func (p *composeParser) object() (node, error) {
	n := &object{}
	if p.space(); p.take('}') {
		return written(map[string]any{}), nil
	}
	for {
		m, err := p.member()
		if err != nil {
			return nil, err
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
	seen, fixed := map[string]bool{}, true
	for i := range n.members {
		m := &n.members[i]
		_, written := m.value.(*literal)
		fixed = fixed && written && m.words == nil
		n.computed = n.computed || m.words != nil || seen[m.key]
		seen[m.key] = true
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
