package eval

import "strings"

// element reads an element of a list, which may be a repeated one.
func (p *composeParser) element() (element, error) {
	p.space()
	begin := p.i
	if p.take('{') {
		if p.space(); strings.HasPrefix(p.s[p.i:], `"$each"`) {
			return p.repeated(begin)
		}
		p.i = begin
	}
	n, err := p.value()
	return single{n}, err
}

// repeated reads an object that begins with $each, then $as if there is one,
// then $item. begin is where its brace stands.
func (p *composeParser) repeated(begin int) (element, error) {
	n := &repeated{offset: begin, slot: len(p.locals), name: "$each"}
	if err := p.eachKey("$each"); err != nil {
		return nil, err
	}
	var err error
	if n.rows, err = p.rows(); err != nil {
		return nil, err
	}
	name := "item"
	if p.space(); p.follows(`"$as"`) {
		if name, err = p.rowName(); err != nil {
			return nil, err
		}
	}
	if err := p.eachKey("$item"); err != nil {
		return nil, err
	}
	p.locals = append(p.locals, name, "index")
	n.item.node, err = p.value()
	p.locals = p.locals[:n.slot]
	if err != nil {
		return nil, err
	}
	if p.space(); !p.take('}') {
		return nil, p.unexpected("} behind $item")
	}
	return n, nil
}

// eachKey reads one of the keys of a repeated element and its colon.
func (p *composeParser) eachKey(key string) error {
	if p.space(); p.i > 0 && key != "$each" {
		if !p.take(',') {
			return p.unexpected(`"` + key + `"`)
		}
		p.space()
	}
	at := p.i
	if p.i >= len(p.s) || p.s[p.i] != '"' {
		return p.problem("compose.placeholder", at, `"`+key+`"`)
	}
	found, w, err := p.words()
	if err != nil {
		return err
	}
	if w != nil || found != key {
		return p.problem("compose.placeholder", at, `"`+key+`"`)
	}
	if p.space(); !p.take(':') {
		return p.unexpected(":")
	}
	p.space()
	return nil
}

// follows says whether behind a comma there is the key.
func (p *composeParser) follows(key string) bool {
	q := composeParser{s: p.s, i: p.i}
	if !q.take(',') {
		return false
	}
	q.space()
	return len(q.s)-q.i >= len(key) && q.s[q.i:q.i+len(key)] == key
}

// rows reads the list to repeat: {{ }}, in quotes or not.
func (p *composeParser) rows() (*Expression, error) {
	at := p.i
	n, err := p.value()
	if err != nil {
		return nil, err
	}
	switch x := n.(type) {
	case *whole:
		return x.e, nil
	case *words:
		if len(x.parts) == 1 && x.parts[0].static == "" {
			return x.parts[0].e, nil
		}
	}
	return nil, p.problem("compose.placeholder", at, "{{ list }}")
}

// rowName reads the name of a row.
func (p *composeParser) rowName() (string, error) {
	if err := p.eachKey("$as"); err != nil {
		return "", err
	}
	at := p.i
	if p.i >= len(p.s) || p.s[p.i] != '"' {
		return "", p.problem("compose.placeholder", at, "name")
	}
	name, w, err := p.words()
	if err != nil {
		return "", err
	}
	if w != nil || !isName(name) || isKeyword(name) || name == "index" {
		return "", p.problem("compose.placeholder", at, "name")
	}
	return name, nil
}
