package eval

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// ParseXML parses XML in which {{ }} may stand in texts and in attributes.
// optional(v) leaves out the attribute or the element that it is all of, when v is
// empty. An element with the attributes
//
//	<item x-each="{{ list }}" x-as="row">…</item>
//
// stands for as many elements as the list has; row and index can be used in it. A
// text of an XML document's type is refused. All problems inside {{ }} are joined;
// a problem with the XML itself is reported alone.
func ParseXML(template string, scope Scope) (*XMLComposer, error) {
	p := &xmlParser{composeParser: composeParser{s: template, scope: scope}}
	parts, err := p.document()
	if err != nil {
		return nil, errors.Join(append(p.problems, err)...)
	}
	if len(p.problems) > 0 {
		return nil, errors.Join(p.problems...)
	}
	return &XMLComposer{parts: parts, refs: p.refs}, nil
}

// xmlParser reads an XML template.
type xmlParser struct{ composeParser }

const xmlSpace = " \t\r\n"

// document reads what stands before the root, the root, and what stands behind it.
func (p *xmlParser) document() ([]xmlPart, error) {
	if !utf8.ValidString(p.s) {
		p.i = invalidAt(p.s)
		return nil, p.notXML("UTF-8")
	}
	p.i = len(p.s) - len(strings.TrimPrefix(p.s, "\uFEFF"))
	var parts []xmlPart
	rooted := false
	for {
		start := p.i
		p.i += len(p.s[p.i:]) - len(strings.TrimLeft(p.s[p.i:], xmlSpace))
		if start < p.i {
			parts = append(parts, xmlWritten(p.s[start:p.i]))
		}
		switch {
		case p.i == len(p.s) && rooted:
			return parts, nil
		case p.at("<?"), p.at("<!--"):
			aside, err := p.aside()
			if err != nil {
				return nil, err
			}
			parts = append(parts, aside)
		case rooted:
			return nil, p.notXML("the end")
		default:
			root, err := p.element()
			if err != nil {
				return nil, err
			}
			if root.each != nil { // there can be one root only
				return nil, p.problem("compose.placeholder", root.each.offset, "element inside another")
			}
			parts, rooted = append(parts, root), true
		}
	}
}

func (p *xmlParser) at(s string) bool { return strings.HasPrefix(p.s[p.i:], s) }

// aside reads a comment or an instruction, in which nothing may be inserted.
func (p *xmlParser) aside() (xmlPart, error) {
	start, end := p.i, "?>"
	if p.at("<!--") {
		end = "-->"
	}
	n := strings.Index(p.s[start+2:], end)
	if n < 0 {
		return nil, p.notXML(end)
	}
	src := p.s[start : start+2+n+len(end)]
	if at := strings.Index(src, "{{"); at >= 0 {
		return nil, p.problem("compose.placeholder", start+at, "text or attribute")
	}
	if !wellFormed(src + "<a/>") {
		return nil, p.notXML(end)
	}
	p.i = start + len(src)
	return xmlWritten(src), nil
}

// element reads an element with all that is in it.
func (p *xmlParser) element() (*xmlElement, error) {
	if p.depth++; p.depth > maxTemplateDepth {
		return nil, p.notXML("at most 128 levels")
	}
	defer func() { p.depth-- }()
	if !p.take('<') {
		return nil, p.notXML("<")
	}
	name, err := p.name()
	if err != nil {
		return nil, err
	}
	n := &xmlElement{name: name}
	outer := len(p.locals)
	defer func() { p.locals = p.locals[:outer] }()
	if err := p.attributes(n); err != nil {
		return nil, err
	}
	if p.at("/>") {
		p.i += 2
		return n, nil
	}
	if !p.take('>') {
		return nil, p.notXML(">")
	}
	if n.parts, err = p.content(); err != nil {
		return nil, err
	}
	p.i += len("</")
	if closed, err := p.name(); err != nil || closed != name {
		return nil, p.notXML("</" + excerpt(name, 40) + ">")
	}
	p.space()
	if !p.take('>') {
		return nil, p.notXML(">")
	}
	return n, nil
}

// name reads the name of an element or an attribute.
func (p *xmlParser) name() (string, error) {
	end := strings.IndexAny(p.s[p.i:], xmlSpace+"/>=<\"'&{")
	if end < 0 {
		end = len(p.s) - p.i
	}
	name := p.s[p.i : p.i+end]
	if strings.HasPrefix(p.s[p.i+end:], "{{") {
		return "", p.problem("compose.placeholder", p.i+end, "text or attribute")
	}
	if strings.HasPrefix(name, "!") || !wellFormed("<"+name+"/>") {
		return "", p.notXML("name")
	}
	p.i += end
	return name, nil
}

// content reads texts and elements up to the end of the element they are in.
func (p *xmlParser) content() ([]xmlPart, error) {
	var parts []xmlPart
	for {
		switch {
		case p.i >= len(p.s):
			return nil, p.notXML("</")
		case p.at("</"):
			return parts, nil
		case p.at("<!--"), p.at("<?"):
			aside, err := p.aside()
			if err != nil {
				return nil, err
			}
			parts = append(parts, aside)
		case p.at("<![CDATA["):
			more, err := p.cdata()
			if err != nil {
				return nil, err
			}
			parts = append(parts, more...)
		case p.at("<"):
			n, err := p.element()
			if err != nil {
				return nil, err
			}
			parts = append(parts, n)
		default:
			more, err := p.text("<")
			if err != nil {
				return nil, err
			}
			parts = append(parts, more...)
		}
	}
}

// cdata reads a section of text that is written without escapes. It is written
// with them, which means the same.
func (p *xmlParser) cdata() ([]xmlPart, error) {
	start := p.i + len("<![CDATA[")
	var parts []xmlPart
	for p.i = start; ; {
		end := strings.Index(p.s[p.i:], "]]>")
		if end < 0 {
			return nil, p.notXML("]]>")
		}
		open := strings.Index(p.s[p.i:p.i+end], "{{")
		if open >= 0 {
			end = open
		}
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(p.s[p.i:p.i+end])) // a builder takes everything
		if parts = append(parts, xmlWritten(b.String())); open < 0 {
			p.i += end + len("]]>")
			return parts, nil
		}
		p.i += end
		insert, err := p.place()
		if err != nil {
			return nil, err
		}
		parts = append(parts, insert)
	}
}

// text reads written text and inserts up to one of the stops.
func (p *xmlParser) text(stops string) ([]xmlPart, error) {
	var parts []xmlPart
	for p.i < len(p.s) && strings.IndexByte(stops, p.s[p.i]) < 0 {
		if p.at("{{") {
			insert, err := p.place()
			if err != nil {
				return nil, err
			}
			parts = append(parts, insert)
			continue
		}
		end := p.i
		for end < len(p.s) && strings.IndexByte(stops, p.s[end]) < 0 && !strings.HasPrefix(p.s[end:], "{{") {
			end++
		}
		src := p.s[p.i:end]
		if !wellFormed("<a>" + src + "</a>") { // an & that begins nothing, a letter that XML does not have
			p.i += max(0, strings.IndexByte(src, '&'))
			return nil, p.notXML("&amp;")
		}
		parts, p.i = append(parts, xmlWritten(src)), end
	}
	return parts, nil
}

// place reads the {{ }} at p.i.
func (p *xmlParser) place() (*xmlInsert, error) {
	offset := p.i + len("{{")
	e, err := p.insert()
	return &xmlInsert{e, offset}, err
}

// wellFormed reports whether src is XML, by a reader that others wrote.
func wellFormed(src string) bool {
	d := xml.NewDecoder(strings.NewReader(src))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		t, err := d.Token()
		if _, directive := t.(xml.Directive); directive {
			return false
		}
		if err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

func (p *xmlParser) notXML(want string) error { return p.problem("compose.not_xml", p.i, want) }
