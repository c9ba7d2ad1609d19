package wire

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"stanok/engine"
)

// Bounds of an XML body, those of a JSON one.
const (
	maxXMLDepth = 128
	maxXMLNodes = 200_000 // elements and attributes
)

// XML reads an XML text into plain values:
//
//	<order id="7"><name>Ann</name><item>a</item><item>b</item></order>
//	{"order": {"@id": "7", "name": "Ann", "item": ["a", "b"]}}
//
// An element with nothing but text is that text; one with attributes or elements
// is an object, with attributes under @name and its own text, if it is more than
// white space, under #text. Elements of one name are a list. Names are without
// their name space. A text with a document type is refused.
func XML(text string) (map[string]any, error) {
	r := &xmlReader{nodes: maxXMLNodes}
	r.d = xml.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
	r.d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	root := map[string]any{}
	for {
		t, err := r.d.Token()
		switch {
		case errors.Is(err, io.EOF) && len(root) == 1:
			return root, nil
		case err != nil:
			return nil, r.notXML(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			v, err := r.element(t, 1)
			if err != nil {
				return nil, err
			}
			if len(root) > 0 {
				return nil, r.notXML(errors.New("more than one root"))
			}
			root[t.Name.Local] = v
		case xml.Directive:
			return nil, r.notXML(errors.New("a document type"))
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return nil, r.notXML(errors.New("text outside the root"))
			}
		}
	}
}

type xmlReader struct {
	d     *xml.Decoder
	nodes int // how many more there may be
}

func (r *xmlReader) element(start xml.StartElement, depth int) (any, error) {
	if depth > maxXMLDepth {
		return nil, TooMuch("depth", maxXMLDepth)
	}
	if r.nodes -= 1 + len(start.Attr); r.nodes < 0 {
		return nil, TooMuch("nodes", maxXMLNodes)
	}
	object := map[string]any{}
	for _, a := range start.Attr {
		object["@"+a.Name.Local] = a.Value
	}
	var own strings.Builder
	for {
		t, err := r.d.Token()
		if err != nil {
			return nil, r.notXML(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			v, err := r.element(t, depth+1)
			if err != nil {
				return nil, err
			}
			addElement(object, t.Name.Local, v)
		case xml.CharData:
			own.Write(t)
		case xml.Directive:
			return nil, r.notXML(errors.New("a document type"))
		case xml.EndElement:
			return element(object, own.String()), nil
		}
	}
}

// element is what an element with these attributes and elements, and this text
// of its own, reads as.
func element(object map[string]any, own string) any {
	if len(object) == 0 {
		return own
	}
	if strings.TrimSpace(own) != "" {
		object["#text"] = own
	}
	return object
}

func addElement(object map[string]any, name string, v any) {
	switch before := object[name].(type) {
	case nil:
		object[name] = v
	case []any:
		object[name] = append(before, v)
	default:
		object[name] = []any{before, v}
	}
}

func (r *xmlReader) notXML(err error) error {
	line, column := r.d.InputPos()
	e := &engine.Error{Kind: engine.Invalid, Code: "parse.not_xml", Err: err}
	e.Args = map[string]string{"line": strconv.Itoa(line), "column": strconv.Itoa(column)}
	if s := (*xml.SyntaxError)(nil); errors.As(err, &s) && utf8.ValidString(s.Msg) {
		e.Args["detail"] = clip(s.Msg, 100)
	}
	return e
}
