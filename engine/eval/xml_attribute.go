package eval

import (
	"slices"
	"strconv"
)

// The attributes by which an element is repeated.
const (
	eachAttribute = "x-each"
	asAttribute   = "x-as"
)

// attributes reads the attributes of an element, twice: what it is repeated for
// names the row that all of them may use.
func (p *xmlParser) attributes(n *xmlElement) error {
	start, as := p.i, ""
	err := p.eachAttribute(func(name string, at int) (err error) {
		var parts []xmlPart
		switch name {
		case eachAttribute:
			if _, parts, err = p.quoted(); err == nil {
				n.each, err = p.eachOf(parts, at)
			}
		case asAttribute:
			if _, parts, err = p.quoted(); err == nil {
				as, err = p.rowName(parts, at)
			}
		default:
			err = p.pass()
		}
		return err
	})
	if err != nil {
		return err
	}
	if as != "" && n.each == nil {
		return p.problem("compose.placeholder", start, eachAttribute)
	}
	if n.each != nil {
		if as == "" {
			as = "item"
		}
		p.locals = append(p.locals, as, "index")
	}
	p.i = start
	return p.eachAttribute(func(name string, _ int) error {
		if name == eachAttribute || name == asAttribute {
			return p.pass()
		}
		quote, parts, err := p.quoted()
		n.attributes = append(n.attributes, xmlAttribute{[]byte(" " + name + "=" + string(quote)), parts})
		return err
	})
}

// eachAttribute reads names of attributes, each of which may be there once; read
// reads its value.
func (p *xmlParser) eachAttribute(read func(name string, at int) error) error {
	var names []string
	for {
		start := p.i
		if p.space(); p.i >= len(p.s) || p.s[p.i] == '>' || p.s[p.i] == '/' {
			return nil
		}
		if start == p.i {
			return p.notXML(">")
		}
		at := p.i
		name, err := p.name()
		if err != nil {
			return err
		}
		if slices.Contains(names, name) {
			line, column := position(p.s, at)
			return fail("compose.duplicate_key", at, "key", excerpt(name, 80), "line", strconv.Itoa(line), "column", strconv.Itoa(column))
		}
		names = append(names, name)
		if err := read(name, at); err != nil {
			return err
		}
	}
}

// pass reads a value that is of no interest now, and forgets what is wrong with
// its expressions.
func (p *xmlParser) pass() error {
	problems, refs := p.problems, p.refs
	_, _, err := p.quoted()
	p.problems, p.refs = problems, refs
	return err
}

// quoted reads = and a value in quotes.
func (p *xmlParser) quoted() (quote byte, parts []xmlPart, err error) {
	p.space()
	if !p.take('=') {
		return 0, nil, p.notXML("=")
	}
	p.space()
	if p.i >= len(p.s) || p.s[p.i] != '"' && p.s[p.i] != '\'' {
		return 0, nil, p.notXML(`"`)
	}
	quote = p.s[p.i]
	p.i++
	parts, err = p.text(string(quote) + "<")
	if err == nil && !p.take(quote) {
		err = p.notXML(string(quote))
	}
	return quote, parts, err
}

// eachOf reads the list that an element is repeated for.
func (p *xmlParser) eachOf(parts []xmlPart, at int) (*xmlEach, error) {
	if len(parts) == 1 {
		if list, ok := parts[0].(*xmlInsert); ok {
			return &xmlEach{rows: list.e, slot: len(p.locals), offset: list.offset}, nil
		}
	}
	return nil, p.problem("compose.placeholder", at, "{{ list }}")
}

// rowName reads what a row is called.
func (p *xmlParser) rowName(parts []xmlPart, at int) (string, error) {
	if len(parts) == 1 {
		name, written := parts[0].(xmlWritten)
		if s := string(name); written && isName(s) && !isKeyword(s) && s != "index" {
			return s, nil
		}
	}
	return "", p.problem("compose.placeholder", at, "name")
}
