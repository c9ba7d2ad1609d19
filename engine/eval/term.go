package eval

import (
	"encoding/json"
)

// constant is a value that is written in the expression.
type constant struct{ value any }

func (t constant) eval(r *run) (any, error) { return t.value, r.spend(1) }

// value computes a term and takes away the mark of optional.
func value(t term, r *run) (any, error) {
	v, err := t.eval(r)
	if o, ok := v.(optional); ok {
		return o.value, err
	}
	return v, err
}

// truth computes a term that must be true or false.
func truth(t term, r *run, name string, at int) (bool, error) {
	v, err := value(t, r)
	if err != nil {
		return false, err
	}
	yes, ok := v.(bool)
	if !ok {
		return false, wrongKind(at, name, v, "boolean")
	}
	return yes, nil
}

// memberOf reads a written name of a computed value.
type memberOf struct {
	base term
	step step
	at   int
}

func (t *memberOf) eval(r *run) (any, error) {
	base, err := value(t.base, r)
	if err != nil {
		return nil, err
	}
	return r.member(base, t.step, t.step.String(), t.at)
}

// memberAt reads a computed name of a computed value.
type memberAt struct {
	base, key term
	at        int
}

func (t *memberAt) eval(r *run) (any, error) {
	base, err := value(t.base, r)
	if err != nil {
		return nil, err
	}
	key, err := value(t.key, r)
	if err != nil || base == nil || key == nil {
		return nil, err
	}
	s, ok := stepOf(key)
	if !ok {
		return nil, wrongKind(t.at, "[ ]", key, "text")
	}
	return r.member(base, s, "[ ]", t.at)
}

// member reads one level of a value. The name is for errors; a computed key is
// data and is not shown.
func (r *run) member(base any, s step, name string, at int) (any, error) {
	if err := r.spend(1); err != nil {
		return nil, err
	}
	found, _, wrong := child(base, &s)
	if wrong {
		return nil, wrongKind(at, name, base, containerFor(&s))
	}
	v, err := resolve(found)
	return v, placed(err, at)
}

// conditional is a ? b : c and if a { b } else { c }.
type conditional struct {
	condition, yes, no term
	at                 int
}

func (t *conditional) eval(r *run) (any, error) {
	if err := r.spend(1); err != nil {
		return nil, err
	}
	yes, err := truth(t.condition, r, "?", t.at)
	switch {
	case err != nil:
		return nil, err
	case yes:
		return t.yes.eval(r)
	}
	return t.no.eval(r)
}

// let gives a name to a value inside its body.
type let struct {
	slot        int
	value, body term
}

func (t *let) eval(r *run) (any, error) {
	v, err := value(t.value, r)
	if err != nil {
		return nil, err
	}
	r.bind(t.slot, v)
	return t.body.eval(r)
}

// sequence computes all its parts and is the last one.
type sequence struct{ terms []term }

func (t *sequence) eval(r *run) (v any, err error) {
	for _, part := range t.terms {
		if v, err = part.eval(r); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// listOf is [a, b]; empty optional elements are left out.
type listOf struct{ terms []term }

func (t *listOf) eval(r *run) (any, error) {
	list := make([]any, 0, len(t.terms))
	for _, part := range t.terms {
		v, err := part.eval(r)
		if err != nil {
			return nil, err
		}
		list = appendPresent(list, v)
	}
	return list, r.spend(1)
}

// appendPresent adds an element unless it is optional and empty.
func appendPresent(list []any, v any) []any {
	o, ok := v.(optional)
	switch {
	case !ok:
		return append(list, v)
	case isEmpty(o.value):
		return list
	}
	return append(list, o.value)
}

// objectOf is {a: b}; keys of empty optional values are left out.
type objectOf struct {
	keys, values []term
	at           int
}

func (t *objectOf) eval(r *run) (any, error) {
	object := make(map[string]any, len(t.keys))
	for i := range t.keys {
		key, err := value(t.keys[i], r)
		if err != nil {
			return nil, err
		}
		name, ok := scalarText(key)
		if !ok {
			return nil, wrongKind(t.at, "{ }", key, "text")
		}
		v, err := t.values[i].eval(r)
		if err != nil {
			return nil, err
		}
		if o, ok := v.(optional); ok {
			if isEmpty(o.value) {
				continue
			}
			v = o.value
		}
		object[name] = v
	}
	return object, r.spend(1)
}

// scalarText gives the text of everything but lists and objects.
func scalarText(v any) (string, bool) {
	switch x := v.(type) {
	case nil:
		return "", true
	case string:
		return x, true
	case json.Number:
		return string(x), true
	case bool:
		return TextOf(x), true
	case secret:
		return validText(x.Reveal()), true
	}
	return "", false
}
