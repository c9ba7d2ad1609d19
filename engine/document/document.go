package document

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"stanok/engine"
)

// Format is the newest format of documents, and the one that is written.
const Format = 1

// Bounds of what is read. A text over one of them is refused with the code
// document.limit before anything grows with it.
const (
	MaxBytes = 1 << 20 // of the text, and of its canonical YAML and JSON
	MaxDepth = 64      // maps and lists inside one another
	MaxNodes = 100_000 // values of all kinds
)

// Document is one processing document as an ordered tree that knows where in its
// text every value stands. It never changes, so it may be shared.
type Document struct {
	root   *node
	source source
}

// Parse reads a document from YAML or JSON. The error is engine.Problems and says
// that the text is no tree; a document that is a tree but no valid definition is
// read without one.
func Parse(text []byte) (*Document, error) {
	if len(text) > MaxBytes {
		return nil, tooBig()
	}
	s := newSource(strings.TrimPrefix(string(text), "\uFEFF"))
	if err := s.check(); err != nil {
		return nil, err
	}
	r := &reader{source: s}
	root, err := r.document()
	if err != nil {
		return nil, err
	}
	root.canonical(rootRole)
	d := &Document{root: root, source: s}
	// Indentation and escapes make a text at most this many times longer; what is
	// written must be short enough to be read again.
	if len(text) > MaxBytes/128 && (len(d.YAML()) > MaxBytes || len(d.JSON()) > MaxBytes) {
		return nil, tooBig()
	}
	return d, nil
}

// Name is the processing's name as far as the document gives one; of a document
// with problems it may be empty or too long.
func (d *Document) Name() string { return d.root.textOf("name") }

// Labels are those labels that are texts.
func (d *Document) Labels() []string {
	var labels []string
	if l := d.root.child("labels"); l != nil && l.kind == list {
		for _, item := range l.items {
			if item.kind == text {
				labels = append(labels, item.text)
			}
		}
	}
	return labels
}

// SourceType is the type of the document's source, or "" if it names none.
func (d *Document) SourceType() string {
	if s := d.root.child("source"); s != nil {
		return s.textOf("type")
	}
	return ""
}

// textOf is the text under a key, "" if there is none.
func (n *node) textOf(name string) string {
	if c := n.child(name); c != nil && c.kind == text {
		return c.text
	}
	return ""
}

// check refuses text that no tree can be made of before it is looked at closer.
func (s source) check() error {
	if !utf8.ValidString(s.text) {
		return s.problem("document.encoding", s.firstInvalid(), nil)
	}
	for i := 0; i < len(s.text); i++ {
		if c := s.text[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return s.syntax("control", int32(i))
		}
	}
	return nil
}

func (s source) firstInvalid() int32 {
	for i, c := range s.text {
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s.text[i:]); size == 1 {
				return int32(i)
			}
		}
	}
	return 0
}

func (s source) problem(code string, at int32, args map[string]string) engine.Problems {
	line, column := s.position(at)
	return engine.Problems{{Code: code, Args: args, Line: line, Column: column}}
}

func (s source) limit(what string, most int, at int32) engine.Problems {
	return s.problem("document.limit", at, map[string]string{"what": what, "max": strconv.Itoa(most)})
}

func tooBig() error { return source{}.limit("bytes", MaxBytes, -1) }
