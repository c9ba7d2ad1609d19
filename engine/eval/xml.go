package eval

import (
	"bytes"
	"encoding/xml"
)

// XMLComposer is an XML template, parsed once into a tree. Whatever the data, what
// it writes is well-formed XML with the elements of the template.
type XMLComposer struct {
	parts []xmlPart
	refs  []Reference
}

// xmlPart is a part of composed XML. kept is false for an insert that is optional
// and empty.
type xmlPart interface {
	append(dst []byte, r *run) (out []byte, kept bool, err error)
}

// String writes the composed XML. At most 10 MiB are written.
func (c *XMLComposer) String(env Env) (string, error) {
	r := newComposeRun(env)
	out, err := appendXML(nil, c.parts, r)
	return string(out), r.composeLimit(err, 0)
}

// References gives the variables the template reads, in order. Rows of x-each are
// not among them.
func (c *XMLComposer) References() []Reference { return c.refs }

func appendXML(dst []byte, parts []xmlPart, r *run) ([]byte, error) {
	for _, p := range parts {
		var err error
		if dst, _, err = p.append(dst, r); err != nil {
			return nil, err
		}
	}
	return dst, nil
}

// xmlWritten is a part without {{ }}, as it is written.
type xmlWritten string

func (n xmlWritten) append(dst []byte, r *run) ([]byte, bool, error) {
	return append(dst, n...), true, r.fits(len(dst) + len(n))
}

// xmlInsert is {{ }} in a text or an attribute.
type xmlInsert struct {
	e      *Expression
	offset int
}

func (n *xmlInsert) append(dst []byte, r *run) ([]byte, bool, error) {
	v, kept, err := r.compute(n.e)
	if err != nil || !kept {
		return dst, false, err
	}
	s, err := r.text(v)
	if err != nil {
		return nil, false, placed(err, n.offset)
	}
	if err := r.fits(len(dst) + len(s)); err != nil {
		return nil, false, err
	}
	b := bytes.NewBuffer(dst)
	_ = xml.EscapeText(b, []byte(validText(s))) // a buffer takes everything
	return b.Bytes(), true, r.fits(b.Len())
}

// xmlAttribute is one attribute. One that is a single optional value that is empty
// is left out.
type xmlAttribute struct {
	start []byte // a space, the name, = and a quote
	parts []xmlPart
}

func (n *xmlAttribute) append(dst []byte, r *run) ([]byte, bool, error) {
	mark := len(dst)
	dst, kept, err := appendOwn(append(dst, n.start...), n.parts, r)
	if err != nil || !kept {
		return dst[:min(mark, len(dst))], false, err
	}
	return append(dst, n.start[len(n.start)-1]), true, nil
}

// appendOwn writes all that an element or an attribute has. It is not kept when
// that is one value which is not.
func appendOwn(dst []byte, parts []xmlPart, r *run) ([]byte, bool, error) {
	if len(parts) == 1 {
		return parts[0].append(dst, r)
	}
	dst, err := appendXML(dst, parts, r)
	return dst, true, err
}

// xmlElement is one element, or as many as a list has rows.
type xmlElement struct {
	name       string
	attributes []xmlAttribute
	parts      []xmlPart
	each       *xmlEach
}

// xmlEach is what an element is repeated for.
type xmlEach struct {
	rows   *Expression
	slot   int
	offset int
}

func (n *xmlElement) append(dst []byte, r *run) ([]byte, bool, error) {
	if n.each == nil {
		return n.appendOne(dst, r)
	}
	rows := repeated{rows: n.each.rows, slot: n.each.slot, offset: n.each.offset, name: "x-each"}
	err := rows.each(r, func() (err error) {
		dst, _, err = n.appendOne(dst, r)
		return err
	})
	return dst, true, err
}

func (n *xmlElement) appendOne(dst []byte, r *run) ([]byte, bool, error) {
	if err := r.account(1); err != nil {
		return nil, false, err
	}
	mark := len(dst)
	dst = append(append(dst, '<'), n.name...)
	for i := range n.attributes {
		var err error
		if dst, _, err = n.attributes[i].append(dst, r); err != nil {
			return nil, false, err
		}
	}
	if len(n.parts) == 0 {
		return append(dst, "/>"...), true, r.fits(len(dst))
	}
	dst, kept, err := appendOwn(append(dst, '>'), n.parts, r)
	if err != nil {
		return nil, false, err
	}
	if _, isElement := n.parts[0].(*xmlElement); !kept && !isElement {
		return dst[:mark], false, nil
	}
	dst = append(append(append(dst, "</"...), n.name...), '>')
	return dst, true, r.fits(len(dst))
}
