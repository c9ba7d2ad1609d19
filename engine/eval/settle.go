package eval

import (
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"
)

// settle gives the plain value of v at all levels: lazy values asked, secrets
// revealed, numbers as digits. What is plain already is not copied.
func (r *run) settle(v any) (any, error) {
	if r == nil {
		switch x := v.(type) {
		case nil, bool:
			return v, nil
		case string:
			return validText(x), nil
		}
		r = newRun(Env{})
	}
	settled, _, err := r.settleAt(v, 0)
	return settled, err
}

func (r *run) settleAt(v any, depth int) (settled any, changed bool, err error) {
	if err := r.spend(1); err != nil {
		return nil, false, err
	}
	if depth > maxValueDepth {
		return nil, false, fail("value.limit", -1, "limit", "depth")
	}
	switch x := v.(type) {
	case nil, bool:
		return v, false, nil
	case string:
		if err := r.read(len(x)); err != nil {
			return nil, false, err
		}
		if clean := validText(x); len(clean) != len(x) {
			return clean, true, nil
		}
		return v, false, nil
	case json.Number:
		if err := r.read(len(x)); err != nil {
			return nil, false, err
		}
		if !isNumber(string(x)) {
			return validText(string(x)), true, nil
		}
		return v, false, nil
	case []any:
		return r.settleList(x, depth)
	case map[string]any:
		return r.settleObject(x, depth)
	case secret:
		return validText(x.Reveal()), true, nil
	}
	resolved, err := resolve(v)
	if err != nil {
		return nil, false, err
	}
	settled, _, err = r.settleAt(resolved, depth+1)
	return settled, true, err
}

func (r *run) settleList(list []any, depth int) (any, bool, error) {
	out, copied := list, false
	for i, element := range list {
		settled, changed, err := r.settleAt(element, depth+1)
		if err != nil {
			return nil, false, err
		}
		if changed && !copied {
			out, copied = slices.Clone(list), true
		}
		if changed {
			out[i] = settled
		}
	}
	return out, copied, nil
}

func (r *run) settleObject(object map[string]any, depth int) (any, bool, error) {
	out, copied := object, false
	for key, element := range object {
		if !utf8.ValidString(key) {
			return r.settleKeys(object, depth)
		}
		settled, changed, err := r.settleAt(element, depth+1)
		if err != nil {
			return nil, false, err
		}
		if changed && !copied {
			out, copied = maps.Clone(object), true
		}
		if changed {
			out[key] = settled
		}
	}
	return out, copied, nil
}

// settleKeys also makes the keys valid text; they may become equal then, and
// the last of the sorted ones stays.
func (r *run) settleKeys(object map[string]any, depth int) (any, bool, error) {
	out := make(map[string]any, len(object))
	for _, key := range keysOf(object) {
		settled, _, err := r.settleAt(object[key], depth+1)
		if err != nil {
			return nil, false, err
		}
		out[validText(key)] = settled
	}
	return out, true, nil
}
