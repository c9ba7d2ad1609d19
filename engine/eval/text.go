package eval

import (
	"errors"
	"strings"
)

// Text is a template: text with {{ }} in it.
type Text struct {
	src   string
	place Place
	parts []part
}

// part is written text, or an insert when it has an expression.
type part struct {
	static string
	insert *Expression
	offset int
	zone   zone
}

// ParseText parses a template for a place. All problems are joined; each has
// the offset in src. Data that holds {{ stays data: what is inserted is never
// looked at again. {{ "{{" }} writes two braces.
//
// At URL an insert is encoded for the part of the address it stands in: in the
// path it is one segment or a part of one and may not make it . or .., behind
// the first ? it is a part of the query, in the scheme or the host it must be
// letters, digits, - and . only. At the very start and followed by /, ? or #
// it may be a whole http address without query. A template that is one {{ }}
// is the address as it is.
func ParseText(src string, place Place, scope Scope) (*Text, error) {
	return parseText(src, 0, place, scope, nil)
}

func parseText(src string, offset int, place Place, scope Scope, locals []string) (*Text, error) {
	pieces, err := scan(src)
	if err != nil {
		return nil, shifted(err, offset)
	}
	t := &Text{src: src, place: place, parts: make([]part, len(pieces))}
	var problems []error
	for i, p := range pieces {
		t.parts[i] = part{static: p.text, offset: offset + p.offset}
		if !p.insert {
			continue
		}
		e, err := parseExpression(p.text, offset+p.offset, scope, locals)
		t.parts[i] = part{insert: e, offset: offset + p.offset}
		if err != nil {
			problems = append(problems, err)
		}
	}
	if place == URL {
		findZones(t.parts)
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	return t, nil
}

// Value gives a plain value: with its own type when the template is one {{ }}
// and nothing else, text otherwise.
func (t *Text) Value(env Env) (any, error) {
	v, _, err := t.Present(env)
	return v, err
}

// Present is Value that also says whether the value is there: it is not when
// the template is one {{ optional(v) }} and v is empty.
func (t *Text) Present(env Env) (value any, present bool, err error) {
	if t.whole() {
		return t.parts[0].insert.Present(env)
	}
	s, err := t.String(env)
	return s, true, err
}

// String gives the text with every insert encoded for the template's place.
func (t *Text) String(env Env) (string, error) {
	if s, ok := t.Static(); ok {
		return s, t.checkStatic(s)
	}
	if t.place == URL && !t.whole() {
		return t.address(newRun(env))
	}
	return t.write(newRun(env))
}

func (t *Text) write(r *run) (string, error) {
	var b strings.Builder
	for i := range t.parts {
		p := &t.parts[i]
		s := p.static
		if p.insert != nil {
			text, err := p.text(r)
			if err != nil {
				return "", err
			}
			if s, err = t.place.encode(text); err != nil {
				return "", placed(err, p.offset)
			}
		} else if err := t.checkStatic(s); err != nil {
			return "", err
		}
		if b.Len()+len(s) > MaxText {
			return "", fail("value.limit", p.offset, "limit", "text")
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// checkStatic refuses written line breaks in headers.
func (t *Text) checkStatic(s string) error {
	if t.place != Header && t.place != MailHeader {
		return nil
	}
	_, err := t.place.encode(s)
	return placed(err, 0)
}

// text computes an insert and gives its text.
func (p *part) text(r *run) (string, error) {
	v, err := value(p.insert.term, r)
	if err != nil {
		return "", err
	}
	s, err := r.text(v)
	return validText(s), placed(err, p.offset)
}

// whole says whether the template is one {{ }} and nothing else.
func (t *Text) whole() bool { return len(t.parts) == 1 && t.parts[0].insert != nil }

// Static gives the text of a template without {{ }}.
func (t *Text) Static() (string, bool) {
	if len(t.parts) == 1 && t.parts[0].insert == nil {
		return t.parts[0].static, true
	}
	return "", false
}

// References gives the variables the template reads, in order.
func (t *Text) References() []Reference {
	var refs []Reference
	for _, p := range t.parts {
		if p.insert != nil {
			refs = append(refs, p.insert.refs...)
		}
	}
	return refs
}

// Source gives the template as it was written.
func (t *Text) Source() string { return t.src }
