package eval

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// optional marks a value that composers leave out when it is empty.
type optional struct{ value any }

// kindOf names a value's kind for people.
func kindOf(v any) string {
	switch x := v.(type) {
	case nil:
		return "empty"
	case bool:
		return "boolean"
	case string, secret:
		return "text"
	case json.Number, int, int64, float64:
		return "number"
	case []any:
		return "list"
	case map[string]any, Vars:
		return "object"
	case optional:
		return kindOf(x.value)
	}
	return fmt.Sprintf("%T", v)
}

// resolve turns what may stand in Vars into a value an expression works with:
// it asks lazy values and gives numbers their digits. It looks at one level.
func resolve(v any) (any, error) {
	for range 8 {
		switch x := v.(type) {
		case nil, bool, string, json.Number, []any, map[string]any:
			return v, nil
		case func() (any, error):
			asked, err := x()
			if err != nil {
				return nil, err
			}
			v = asked
		case Vars:
			return map[string]any(x), nil
		case int:
			return json.Number(strconv.Itoa(x)), nil
		case int64:
			return json.Number(strconv.FormatInt(x, 10)), nil
		case float64:
			return numberOf(x)
		case optional:
			v = x.value
		case secret:
			return v, nil
		default:
			return nil, wrongKind(-1, "", v, "value")
		}
	}
	return nil, fail("value.limit", -1, "limit", "depth")
}

// numberOf gives the shortest digits that mean f.
func numberOf(f float64) (any, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, fail("value.limit", -1, "limit", "number")
	}
	b, err := json.Marshal(f)
	return json.Number(b), err
}

// isEmpty says whether optional and required count v as nothing.
func isEmpty(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case string:
		return x == ""
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	case secret:
		return x.Reveal() == ""
	}
	return false
}

// validText gives s with every byte that is not UTF-8 replaced.
func validText(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	b := make([]byte, 0, len(s)+8)
	for _, r := range s {
		b = utf8.AppendRune(b, r)
	}
	return string(b)
}
