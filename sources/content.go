package sources

import (
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// shape is what a body turned out to be. It is on record, so never renamed.
type shape string

const (
	noBody        shape = "none"
	jsonBody      shape = "json"
	formBody      shape = "form"
	multipartBody shape = "multipart"
	xmlBody       shape = "xml"
	textBody      shape = "text"
)

// content is a body, read. Each part is filled by the one parser of its shape.
type content struct {
	shape shape
	text  string         // the whole, as text; "" for multipart
	json  any            // when shape is jsonBody
	form  map[string]any // fields, when shape is formBody or multipartBody
	files []any          // when shape is multipartBody
	xml   map[string]any // when shape is xmlBody

	// almost says why a body that begins like JSON or XML is neither. It is no
	// error until someone needs it to be one.
	almost error
}

// readContent finds out what a body is, and reads it.
func readContent(raw string, l label) (content, error) {
	if raw == "" {
		return content{shape: noBody}, nil
	}
	if isMultipart(raw, l) {
		return readAs(multipartBody, raw, l)
	}
	text, ok := charsetOf(raw, l).Text(raw)
	if !ok {
		return content{}, wire.NotText("")
	}
	c := content{text: text}
	switch first := firstOf(text); {
	case first == '{' || first == '[' || l.isJSON():
		c.json, c.almost = eval.Decode([]byte(text), eval.Limits{})
		if c.almost == nil {
			c.shape = jsonBody
			return c, nil
		}
		if l.isJSON() {
			return content{}, c.almost
		}
	case first == '<' || l.isXML():
		c.xml, c.almost = wire.XML(text)
		if c.almost == nil {
			c.shape = xmlBody
			return c, nil
		}
		if l.isXML() {
			return content{}, c.almost
		}
	}
	if l.isForm() || looksLikeForm(raw) {
		form, err := readAs(formBody, raw, l)
		form.text, form.almost = text, c.almost
		return form, err
	}
	c.shape = textBody
	return c, nil
}

// readAs reads a body that is known to be of a shape.
func readAs(s shape, raw string, l label) (content, error) {
	c := content{shape: s}
	var err error
	switch s {
	case multipartBody:
		c.form, c.files, err = parseMultipart(raw, l)
		return c, err
	case formBody:
		c.form, err = wire.Form(raw, charsetOf(raw, l).Text)
		return c, err
	}
	var ok bool
	if c.text, ok = charsetOf(raw, l).Text(raw); !ok {
		return c, wire.NotText("")
	}
	switch s {
	case jsonBody:
		c.json, err = eval.Decode([]byte(c.text), eval.Limits{})
	case xmlBody:
		c.xml, err = wire.XML(c.text)
	}
	return c, err
}

// firstOf is the first character that is not white space, passing over a byte
// order mark; 0 if there is none.
func firstOf(text string) byte {
	text = strings.TrimLeft(strings.TrimPrefix(text, "\uFEFF"), " \t\r\n")
	if text == "" {
		return 0
	}
	return text[0]
}

// looksLikeForm recognises a form sent without its label: name=value pairs in
// nothing but the characters that an encoder of forms leaves.
func looksLikeForm(raw string) bool {
	for pair := range strings.SplitSeq(raw, "&") {
		if i := strings.IndexByte(pair, '='); i <= 0 || strings.IndexByte(pair[i+1:], '=') >= 0 {
			return false
		}
	}
	for i := range len(raw) {
		if !formByte[raw[i]] {
			return false
		}
	}
	return true
}

var formByte = func() (is [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~*+%&=[]") {
		is[c] = true
	}
	return is
}()

// broken makes err one for a sender, whatever package it comes from.
func broken(err error) *engine.Error {
	all := engine.ProblemsOf(err)
	return &engine.Error{Kind: engine.Invalid, Code: all[0].Code, Args: all[0].Args, Field: all[0].Field, Err: err}
}
