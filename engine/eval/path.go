package eval

import (
	"strconv"
	"strings"
)

// Path is a parsed path into data. A plain path, of keys and indexes only,
// finds one value; any other finds a list.
type Path struct {
	src   string
	steps []step
	// query is set when the path is not plain; steps are then those before the
	// first part that can find more than one value.
	query *query
	// loose is set for data in which one element is not told from a list of one.
	loose bool
}

// InXML gives the same path for data that was read from XML or a form, where an
// element that came once is no list: [0] of what is no list is that thing itself,
// and a name of a list is that of its first.
func (p *Path) InXML() *Path {
	loose := *p
	loose.loose = true
	return &loose
}

// Find walks into a plain value. A plain path gives the value it leads to; a
// null that is there is found. Other paths give the list of all values found,
// in the order they stand in and by sorted keys in objects; an empty list is
// not found. An index into an object reads the key with those digits, a key of
// digits into a list reads that element.
func (p *Path) Find(v any) (value any, found bool, err error) {
	if p.query != nil {
		return p.query.find(v)
	}
	for i := range p.steps {
		var ok bool
		if v, ok = p.child(v, &p.steps[i]); !ok {
			return nil, false, nil
		}
	}
	return v, true, nil
}

// child goes one step down.
func (p *Path) child(v any, s *step) (any, bool) {
	found, ok, _ := child(v, s)
	if ok || !p.loose || v == nil {
		return found, ok
	}
	switch list, isList := v.([]any); {
	case !isList && s.isIndex && (s.index == 0 || s.index == -1):
		return v, true
	case isList && !s.isIndex && len(list) > 0:
		found, ok, _ = child(list[0], s)
	}
	return found, ok
}

// Explain says why Find found nothing: the longest part of the path that
// exists, what stands there, and the key that is most like the missing one.
func (p *Path) Explain(v any) *Error {
	n := 0
	for n < len(p.steps) {
		below, ok := p.child(v, &p.steps[n])
		if !ok {
			break
		}
		v = below
		n++
	}
	e := fail("parse.path_missing", -1,
		"path", excerpt(p.String(), 80), "closest", excerpt(notation(p.steps[:n]), 80), "kind", kindOf(v))
	switch x := v.(type) {
	case map[string]any:
		names := keysOf(x)
		e.Args["keys"] = shortNames(names)
		if n < len(p.steps) {
			if like := closest(p.steps[n].String(), names); like != "" {
				e.Args["suggestion"] = excerpt(like, 80)
			}
		}
	case []any:
		e.Args["length"] = strconv.Itoa(len(x))
	}
	return e
}

// shortNames lists at most 20 names.
func shortNames(names []string) string {
	const most = 20
	short := make([]string, 0, most)
	for _, name := range names[:min(len(names), most)] {
		short = append(short, excerpt(name, 40))
	}
	list := strings.Join(short, ", ")
	if len(names) > most {
		list += ", …"
	}
	return list
}

// Plain says whether the path finds one value and not a list.
func (p *Path) Plain() bool { return p.query == nil }

// Steps are what a plain path is made of: a string for a key, an int for an
// index. Of other paths it gives false.
func (p *Path) Steps() ([]any, bool) {
	if p.query != nil {
		return nil, false
	}
	steps := make([]any, len(p.steps))
	for i, s := range p.steps {
		steps[i] = s.key
		if s.isIndex {
			steps[i] = s.index
		}
	}
	return steps, true
}

// PathOf gives the path of steps, each a string or an int, in the notation of
// Path.String.
func PathOf(steps ...any) string { return notation(stepsOf(steps)) }

// ReferenceOf gives what an expression says to read a variable and go down some
// steps, each a string or an int.
func ReferenceOf(name string, steps ...any) string {
	f := reference{name: name, steps: stepsOf(steps)}
	return f.path(len(f.steps))
}

func stepsOf(given []any) []step {
	steps := make([]step, len(given))
	for i, g := range given {
		switch g := g.(type) {
		case string:
			steps[i].key = g
		case int:
			steps[i].index, steps[i].isIndex = g, true
		}
	}
	return steps
}

// String gives a plain path in the notation ["key"][0], which parses to the
// same path; other paths are given as they were written.
func (p *Path) String() string {
	if p.query != nil {
		return p.src
	}
	return notation(p.steps)
}

func notation(steps []step) string {
	var b []byte
	for _, s := range steps {
		b = append(b, '[')
		if s.isIndex {
			b = strconv.AppendInt(b, int64(s.index), 10)
		} else {
			b = appendText(b, s.key)
		}
		b = append(b, ']')
	}
	return string(b)
}
