package draft

import (
	"bytes"
	"encoding/json"
	"errors"

	"stanok/engine"
	"stanok/engine/document"
)

// Draft is a document as it stands in the editor. It never changes: changes give
// another one.
type Draft struct {
	raw  json.RawMessage
	name string
	root *tree // read only
}

// Read reads a draft as it is stored, or any text that package document reads.
// Its error is a *engine.Error with the code of what makes it no document.
func Read(text []byte) (*Draft, error) {
	doc, err := document.Parse(text)
	if err != nil {
		return nil, refusal(err)
	}
	raw := doc.JSON()
	root, err := parse(raw)
	if err != nil {
		return nil, refusal(err)
	}
	return &Draft{raw: raw, name: doc.Name(), root: root}, nil
}

// refusal makes one error of the problems of a text that is no document.
func refusal(err error) error {
	e := &engine.Error{Kind: engine.Invalid, Code: "edit.unreadable", Args: map[string]string{"kind": Replace, "scope": ""}, Err: err}
	var problems engine.Problems
	if errors.As(err, &problems) && len(problems) > 0 {
		e.Code, e.Args = problems[0].Code, problems[0].Args
	}
	return e
}

// JSON is the draft as it is stored. It must not be changed.
func (d *Draft) JSON() json.RawMessage { return d.raw }

// Name is the processing's name, as far as the draft gives one.
func (d *Draft) Name() string { return d.name }

// At is what stands at a scope; nil if there is nothing.
func (d *Draft) At(scope string) json.RawMessage {
	s, ok := scopeOf(scope)
	if !ok {
		return nil
	}
	return d.at(s).json()
}

func (d *Draft) at(s scope) *tree { return d.root.at(s) }

// at is what stands at a scope of the document t.
func (t *tree) at(s scope) *tree {
	if id, below, ok := s.action(); ok {
		found, _ := t.seat(id)
		return found.below(below)
	}
	return t.below(s)
}

func (t *tree) below(path []string) *tree {
	for _, key := range path {
		if t = t.child(key); t == nil {
			return nil
		}
	}
	return t
}

// alter makes the next draft by changing a copy of the tree.
func (d *Draft) alter(change func(*tree) error) (*Draft, error) {
	t, err := parse(d.raw)
	if err != nil {
		return nil, refusal(err)
	}
	if err := change(t); err != nil {
		return nil, err
	}
	next, err := Read(t.append(nil))
	if err != nil {
		return nil, err
	}
	if bytes.Equal(next.raw, d.raw) {
		return d, nil
	}
	return next, nil
}
