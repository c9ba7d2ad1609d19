package eval

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// outline is how the lists and objects of a JSON text lie in one another.
type outline struct {
	keys  []string   // of an object, as they stand; nil for a list
	inner []*outline // by place; nil for what has nothing inside, and left out at the end
}

// outlineOf reads the outline of a JSON text within the limits of Decode. It is
// nil for a text that is none, or that is no list and no object. Its orders of
// keys are those of known.
func outlineOf(text string, known shapes) *outline {
	o := outliner{decoder{s: strings.TrimPrefix(text, "\uFEFF"), depth: maxDepth, nodes: maxDecoded}, known}
	if o.space(); o.i >= len(o.s) || o.s[o.i] != '{' && o.s[o.i] != '[' || !utf8.ValidString(text) {
		return nil
	}
	read, err := o.read()
	if o.space(); err != nil || o.i < len(o.s) {
		return nil
	}
	return read
}

type outliner struct {
	decoder
	known shapes
}

func (o *outliner) read() (*outline, error) {
	if o.space(); o.i < len(o.s) {
		switch o.s[o.i] {
		case '{':
			return o.inside('}')
		case '[':
			return o.inside(']')
		}
	}
	_, err := o.value()
	return nil, err
}

// inside reads what stands between brackets.
func (o *outliner) inside(end byte) (*outline, error) {
	if o.nodes--; o.nodes < 0 {
		return nil, fail("parse.limit", o.i, "limit", "nodes")
	}
	if err := o.enter(); err != nil {
		return nil, err
	}
	made := &outline{}
	if o.space(); !o.take(end) {
		for n := 0; ; n++ {
			if err := o.entry(made, end == '}', n); err != nil {
				return nil, err
			}
			if o.space(); o.take(end) {
				break
			}
			if !o.take(',') {
				return nil, o.notJSON()
			}
		}
	}
	o.depth++
	if end == '}' {
		o.close(made)
	}
	return made, nil
}

// entry reads the nth entry.
func (o *outliner) entry(into *outline, keyed bool, n int) error {
	if keyed {
		if o.nodes--; o.nodes < 0 {
			return fail("parse.limit", o.i, "limit", "nodes")
		}
		key, err := o.key()
		if err != nil {
			return err
		}
		into.keys = append(into.keys, key)
	}
	inner, err := o.read()
	if err == nil && inner != nil {
		into.put(n, inner)
	}
	return err
}

// close ends an object. Of a key that is there twice the first place stays, and
// the last value.
func (o *outliner) close(made *outline) {
	if known, ok := o.known.find(made.keys); ok {
		made.keys = known
		return
	}
	first := make(map[string]int, len(made.keys))
	once := outline{keys: make([]string, 0, len(made.keys))}
	for i, key := range made.keys {
		n, again := first[key]
		if !again {
			n = len(once.keys)
			first[key], once.keys = n, append(once.keys, key)
		}
		if i < len(made.inner) {
			once.put(n, made.inner[i])
		} else if n < len(once.inner) {
			once.inner[n] = nil
		}
	}
	once.keys = o.known.keep(once.keys)
	*made = once
}

func (o *outline) put(n int, inner *outline) {
	for len(o.inner) <= n {
		o.inner = append(o.inner, nil)
	}
	o.inner[n] = inner
}

func (o *outliner) key() (string, error) {
	if o.space(); o.i >= len(o.s) || o.s[o.i] != '"' {
		return "", o.notJSON()
	}
	key, err := o.text()
	if o.space(); err == nil && !o.take(':') {
		err = o.notJSON()
	}
	return key, err
}

// at is what lies at the end of a path; nil if that is nothing with an inside.
func (o *outline) at(steps []any) *outline {
	for _, step := range steps {
		if o == nil {
			return nil
		}
		i := -1
		switch step := step.(type) {
		case int:
			i = step
			if o.keys != nil {
				i = -1
			}
		case string:
			i = slices.Index(o.keys, step)
		}
		if i < 0 || i >= len(o.inner) {
			return nil
		}
		o = o.inner[i]
	}
	return o
}
