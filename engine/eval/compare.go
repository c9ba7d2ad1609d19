package eval

import (
	"encoding/json"
	"strings"
)

// equal compares two values at all levels. Values of different kinds are not
// equal; numbers are equal when they mean the same.
func equal(r *run, a, b any, depth int) (bool, error) {
	if err := r.spend(1); err != nil {
		return false, err
	}
	if depth > maxValueDepth {
		return false, fail("value.limit", -1, "limit", "depth")
	}
	a, err := resolve(a)
	if err != nil {
		return false, err
	}
	if b, err = resolve(b); err != nil {
		return false, err
	}
	switch x := a.(type) {
	case nil:
		return b == nil, nil
	case bool:
		y, ok := b.(bool)
		return ok && x == y, nil
	case json.Number:
		y, ok := b.(json.Number)
		return ok && compareNumbers(x, y) == 0, r.read(len(x) + len(y))
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false, nil
		}
		return equalLists(r, x, y, depth)
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false, nil
		}
		return equalObjects(r, x, y, depth)
	}
	if !isText(a) || !isText(b) {
		return false, nil
	}
	s, _ := scalarText(a)
	t, _ := scalarText(b)
	return s == t, r.read(len(s))
}

func equalLists(r *run, a, b []any, depth int) (bool, error) {
	for i := range a {
		if same, err := equal(r, a[i], b[i], depth+1); !same || err != nil {
			return false, err
		}
	}
	return true, nil
}

func equalObjects(r *run, a, b map[string]any, depth int) (bool, error) {
	for key, x := range a {
		y, ok := b[key]
		if !ok {
			return false, nil
		}
		if same, err := equal(r, x, y, depth+1); !same || err != nil {
			return false, err
		}
	}
	return true, nil
}

// order compares two numbers or two texts; other pairs have no order.
func order(r *run, a, b any) (int, error) {
	if x, ok := a.(json.Number); ok {
		y, ok := b.(json.Number)
		if !ok {
			return 0, errKind{b, "number"}
		}
		return compareNumbers(x, y), r.read(len(x) + len(y))
	}
	if !isText(a) {
		if _, ok := b.(json.Number); ok || !isText(b) {
			return 0, errKind{a, "number"}
		}
		return 0, errKind{a, "text"}
	}
	if !isText(b) {
		return 0, errKind{b, "text"}
	}
	s, _ := scalarText(a)
	t, _ := scalarText(b)
	return strings.Compare(s, t), r.read(min(len(s), len(t)))
}

func ordered(holds func(int) bool) operation {
	return func(r *run, a, b any) (any, error) {
		c, err := order(r, a, b)
		return holds(c), err
	}
}

// contained says whether a is an element of the list b or a key of the object.
func contained(r *run, a, b any) (any, error) {
	switch x := b.(type) {
	case nil:
		return false, nil
	case map[string]any:
		key, ok := scalarText(a)
		_, found := x[key]
		return ok && found, r.spend(1)
	case []any:
		for _, element := range x {
			if same, err := equal(r, a, element, 0); same || err != nil {
				return same, err
			}
		}
		return false, nil
	}
	return nil, errKind{b, "list"}
}
