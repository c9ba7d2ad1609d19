package eval

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// length counts elements, keys or letters.
func length(c *arguments) (any, error) {
	n := 0
	switch x := c.values[0].(type) {
	case nil:
	case []any:
		n = len(x)
	case map[string]any:
		n = len(x)
	case bool:
		return nil, errKind{x, "list"}
	default:
		s, err := c.text(0)
		if err != nil {
			return nil, err
		}
		n = utf8.RuneCountInString(s)
	}
	return resolve(n)
}

func endOf(last bool) func(c *arguments) (any, error) {
	return func(c *arguments) (any, error) {
		list, err := c.list(0)
		if err != nil || len(list) == 0 {
			return nil, err
		}
		if last {
			return resolve(list[len(list)-1])
		}
		return resolve(list[0])
	}
}

func get(c *arguments) (any, error) {
	s, ok := stepOf(c.values[1])
	if !ok || c.values[0] == nil {
		return nil, nil
	}
	found, _, wrong := child(c.values[0], &s)
	if wrong {
		return nil, errKind{c.values[0], containerFor(&s)}
	}
	return resolve(found)
}

func take(c *arguments) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	n, err := c.whole(1)
	n = min(max(n, 0), len(list))
	return orEmpty(list[:n:n]), err
}

func keys(c *arguments) (any, error) {
	object, err := c.object(0)
	if err != nil {
		return nil, err
	}
	return c.giveList(keysOf(object))
}

// values follow the order of the sorted keys.
func values(c *arguments) (any, error) {
	object, err := c.object(0)
	list := []any{}
	for _, key := range keysOf(object) {
		list = append(list, object[key])
	}
	return list, err
}

func toPairs(c *arguments) (any, error) {
	object, err := c.object(0)
	list := []any{}
	for _, key := range keysOf(object) {
		list = append(list, []any{key, object[key]})
	}
	return list, err
}

func fromPairs(c *arguments) (any, error) {
	list, err := c.list(0)
	object := make(map[string]any, len(list))
	for _, element := range list {
		pair, ok := element.([]any)
		if !ok || len(pair) != 2 {
			return nil, errKind{element, "list of 2"}
		}
		key, ok := scalarText(pair[0])
		if !ok {
			return nil, errKind{pair[0], "text"}
		}
		object[key] = pair[1]
	}
	return object, err
}

func reverse(c *arguments) (any, error) {
	list, err := c.list(0)
	list = slices.Clone(list)
	slices.Reverse(list)
	return orEmpty(list), err
}

// uniq keeps the first of equal elements. Lists and objects are compared one
// by one, everything else is looked up.
func uniq(c *arguments) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	out, deep, seen := []any{}, []any{}, map[any]bool{}
	for _, element := range list {
		if element, err = resolve(element); err != nil {
			return nil, err
		}
		if key, size, ok := identity(element); ok {
			if err := c.r.read(size); err != nil {
				return nil, err
			}
			if !seen[key] {
				out = append(out, element)
			}
			seen[key] = true
			continue
		}
		known, err := contained(c.r, element, deep)
		if err != nil {
			return nil, err
		}
		if known == false {
			out, deep = append(out, element), append(deep, element)
		}
	}
	return out, nil
}

// identity gives a key that is the same for equal values, and how long it is.
func identity(v any) (key any, size int, ok bool) {
	switch x := v.(type) {
	case nil, bool:
		return v, 0, true
	case string:
		return v, len(x), true
	case json.Number:
		negative, digits, point := pointed(string(x))
		type number struct {
			negative bool
			digits   string
			point    int64
		}
		return number{negative, digits, point}, len(x), true
	}
	return nil, 0, false
}

func concat(c *arguments) (any, error) {
	out := []any{}
	for i := range c.values {
		list, err := c.list(i)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// flatten puts the elements of all inner lists into one list.
func flatten(c *arguments) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	return c.r.flatten([]any{}, list, 0)
}

func (r *run) flatten(out, list []any, depth int) ([]any, error) {
	if depth > maxValueDepth {
		return nil, fail("value.limit", -1, "limit", "depth")
	}
	if err := r.spend(1 + len(list)); err != nil {
		return nil, err
	}
	for _, element := range list {
		inner, ok := element.([]any)
		if !ok {
			out = append(out, element)
			continue
		}
		var err error
		if out, err = r.flatten(out, inner, depth+1); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sorted orders numbers or texts; the second argument may be "desc".
func sorted(c *arguments) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	by := &each{}
	if len(c.values) > 1 {
		by.extra = constant{c.values[1]}
	}
	return sortedBy(by, c.r, list)
}

// orEmpty gives a list that is not nil.
func orEmpty(list []any) []any {
	if list == nil {
		return []any{}
	}
	return list
}
