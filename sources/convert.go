package sources

import (
	"encoding/json"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// convert makes a value the kind a parameter should be:
//
//	text     text; a number's digits; true or false
//	number   a JSON number, or text that is one; its digits stay as they are
//	boolean  true and false, or as text or number: true false 1 0 yes no on off
//	list     a list; text that is a JSON list; any other text is a list of one
//	object   an object, or text that is a JSON object; an empty list
//	any      whatever came
//
// Nothing, and empty text where text was not asked for, is nil.
func convert(kind string, v any) (any, *engine.Error) {
	if v == nil {
		return nil, nil
	}
	text, isText := v.(string)
	if isText && kind != "text" && kind != "any" {
		if text = strings.TrimSpace(text); text == "" {
			return nil, nil
		}
	}
	switch kind {
	case "text":
		return asText(v)
	case "number":
		if n, ok := asNumber(v, text); ok {
			return n, nil
		}
	case "boolean":
		if b, ok := asBoolean(v, text); ok {
			return b, nil
		}
	case "list":
		if list, ok := asList(v, text); ok {
			return list, nil
		}
	case "object":
		if object, ok := asObject(v, text); ok {
			return object, nil
		}
	default:
		return v, nil
	}
	return nil, wrongKind(v, kind)
}

func asText(v any) (any, *engine.Error) {
	switch v.(type) {
	case []any, map[string]any:
		return nil, wrongKind(v, "text")
	}
	return eval.TextOf(v), nil
}

func asNumber(v any, text string) (json.Number, bool) {
	if n, ok := v.(json.Number); ok {
		return n, true
	}
	return json.Number(text), isNumber(text)
}

func asBoolean(v any, text string) (b, ok bool) {
	if b, ok := v.(bool); ok {
		return b, true
	}
	if n, ok := v.(json.Number); ok {
		text = string(n)
	}
	switch strings.ToLower(text) {
	case "true", "1", "yes", "on":
		return true, true
	case "false", "0", "no", "off":
		return false, true
	}
	return false, false
}

func asList(v any, text string) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case string:
		if decoded, err := eval.Decode([]byte(text), eval.Limits{}); err == nil {
			if list, ok := decoded.([]any); ok {
				return list, true
			}
		}
		return []any{v}, true
	}
	return nil, false
}

func asObject(v any, text string) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case []any: // PHP writes an empty object so
		return map[string]any{}, len(v) == 0
	}
	if !strings.HasPrefix(text, "{") {
		return nil, false
	}
	decoded, err := eval.Decode([]byte(text), eval.Limits{})
	object, ok := decoded.(map[string]any)
	return object, ok && err == nil
}

// isNumber reports whether s is a number by the grammar of JSON.
func isNumber(s string) bool {
	return s != "" && (s[0] == '-' || s[0] >= '0' && s[0] <= '9') && json.Valid([]byte(s))
}

func wrongKind(v any, want string) *engine.Error {
	return &engine.Error{Kind: engine.Invalid, Code: "value.kind", Args: map[string]string{"kind": kindOf(v), "want": want}}
}
