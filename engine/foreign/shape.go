package foreign

import "encoding/json"

const (
	// deepest is how deep an example goes: what a schema refers to may refer to it.
	deepest = 6
	// widest is how many members of an object an example has.
	widest = 200
)

// shape makes an example of a schema: what it gives as one, or a value of its
// kind.
func (a api) shape(v any, depth int) any {
	s := a.resolve(v)
	for _, key := range []string{"example", "const", "default"} {
		if value, ok := s[key]; ok {
			return value
		}
	}
	if all := list(s["examples"]); len(all) > 0 {
		return all[0]
	}
	if all := list(s["enum"]); len(all) > 0 {
		return all[0]
	}
	if depth >= deepest {
		return nil
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if all := list(s[key]); len(all) > 0 && s["properties"] == nil {
			return a.shape(all[0], depth+1)
		}
	}
	switch kind := kindOf(s); kind {
	case "object":
		return a.members(s, depth)
	case "array":
		if depth+2 >= deepest {
			return []any{}
		}
		return []any{a.shape(s["items"], depth+1)}
	case "integer", "number":
		return json.Number("0")
	case "boolean":
		return false
	case "null":
		return nil
	}
	return textOf(str(s["format"]))
}

func kindOf(s map[string]any) string {
	kind := str(s["type"])
	if several := list(s["type"]); len(several) > 0 {
		kind = str(several[0])
	}
	switch {
	case kind != "":
		return kind
	case s["properties"] != nil || s["allOf"] != nil:
		return "object"
	case s["items"] != nil:
		return "array"
	}
	return ""
}

// members are the properties of an object, and of all it consists of.
func (a api) members(s map[string]any, depth int) map[string]any {
	all := map[string]any{}
	for _, part := range list(s["allOf"]) {
		if inner, ok := a.shape(part, depth+1).(map[string]any); ok {
			for name, v := range inner {
				all[name] = v
			}
		}
	}
	for name, p := range object(s["properties"]) {
		if len(all) >= widest {
			break
		}
		all[name] = a.shape(p, depth+1)
	}
	return all
}

// textOf is a text of a format that a service takes.
func textOf(format string) string {
	switch format {
	case "date":
		return "2026-01-31"
	case "date-time":
		return "2026-01-31T12:00:00Z"
	case "email":
		return "anna@example.com"
	case "uuid":
		return "00000000-0000-4000-8000-000000000000"
	case "uri", "url":
		return "https://example.com"
	}
	return ""
}
