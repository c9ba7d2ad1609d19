package actions

import (
	"encoding/json"

	"stanok/engine/eval"
)

// parseKinds are the kinds a parsed field may be wanted as.
var parseKinds = []string{"any", "text", "number", "boolean", "object", "list"}

// asKind returns a plain value as the kind that is wanted, if it is one without
// guessing: "12,5" is no number. A text takes everything as it stands; an empty
// list is an empty object, since PHP cannot tell them apart.
func asKind(v any, kind string) (any, bool) {
	switch kind {
	case "text":
		return eval.TextOf(v), true
	case "number":
		if s, ok := v.(string); ok && isNumber(s) {
			return json.Number(s), true
		}
	case "boolean":
		if s, ok := v.(string); ok && (s == "true" || s == "false") {
			return s == "true", true
		}
	case "object":
		if list, ok := v.([]any); ok && len(list) == 0 {
			return map[string]any{}, true
		}
	case "any":
		return v, true
	}
	return v, kindOfValue(v) == kind
}

// isNumber reports whether s is a number as JSON writes it, and nothing else.
func isNumber(s string) bool {
	if s == "" || s[0] != '-' && (s[0] < '0' || '9' < s[0]) {
		return false
	}
	last := s[len(s)-1]
	return '0' <= last && last <= '9' && json.Valid([]byte(s))
}
