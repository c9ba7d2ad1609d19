package trial

import (
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"

	"stanok/engine/eval"
)

// Kind is what a value is.
type Kind string

// The kinds there are.
const (
	Text    Kind = "text"
	Number  Kind = "number"
	Boolean Kind = "boolean"
	Null    Kind = "null"
	List    Kind = "list"
	Object  Kind = "object"
)

// KindOf returns the kind of a plain value.
func KindOf(v any) Kind {
	switch v.(type) {
	case string, veiled:
		return Text
	case json.Number:
		return Number
	case bool:
		return Boolean
	case []any:
		return List
	case map[string]any:
		return Object
	}
	return Null
}

// count is how many values are in a list or an object.
func count(v any) int {
	switch v := v.(type) {
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	}
	return 0
}

// textOf is the text of a value that is no list and no object.
func textOf(v any) string {
	if _, ok := v.(veiled); ok {
		return mask
	}
	return eval.TextOf(v)
}

// asked works a value out that is worked out when needed; nil if it cannot be.
func asked(v any) any {
	for range 8 {
		later, ok := v.(func() (any, error))
		if !ok {
			return v
		}
		now, err := later()
		if err != nil {
			return nil
		}
		v = now
	}
	return nil
}

// cut shortens s to so many characters, and says whether it had more.
func cut(s string, most int) (string, bool) {
	if len(s) <= most {
		return s, false
	}
	n := 0
	for i := range s {
		if n == most {
			return s[:i], true
		}
		n++
	}
	return s, false
}

// clip shortens s to so many bytes without splitting a character.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}

// keysOf are the keys of an object, in order.
func keysOf[M ~map[string]V, V any](object M) []string { return slices.Sorted(maps.Keys(object)) }
