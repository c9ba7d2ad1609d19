package rehearse

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"stanok/engine/eval"
)

// change is one place where two values differ.
type change struct {
	steps         []any
	before, after any
	gone, added   bool
}

// differ lists in what two plain values differ. Texts that are JSON are compared
// as what they say.
func differ(before, after any) []change {
	var all []change
	walk(before, after, nil, func(c change) { all = append(all, c) })
	return all
}

func walk(a, b any, at []any, tell func(change)) {
	a, b = opened(a), opened(b)
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			objects(x, y, at, tell)
			return
		}
	case []any:
		if y, ok := b.([]any); ok {
			lists(x, y, at, tell)
			return
		}
	}
	if !alike(a, b) {
		tell(change{steps: at, before: a, after: b})
	}
}

func objects(a, b map[string]any, at []any, tell func(change)) {
	keys := map[string]bool{}
	for key := range a {
		keys[key] = true
	}
	for key := range b {
		keys[key] = true
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		one(a, b, key, append(slices.Clip(at), key), tell)
	}
}

func one(a, b map[string]any, key string, at []any, tell func(change)) {
	was, had := a[key]
	now, has := b[key]
	switch {
	case !has:
		tell(change{steps: at, before: was, gone: true})
	case !had:
		tell(change{steps: at, after: now, added: true})
	default:
		walk(was, now, at, tell)
	}
}

func lists(a, b []any, at []any, tell func(change)) {
	for i := range max(len(a), len(b)) {
		here := append(slices.Clip(at), i)
		switch {
		case i >= len(b):
			tell(change{steps: here, before: a[i], gone: true})
		case i >= len(a):
			tell(change{steps: here, after: b[i], added: true})
		default:
			walk(a[i], b[i], here, tell)
		}
	}
}

// opened is a text that is an object or a list in JSON as that.
func opened(v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
		return v
	}
	if read, err := eval.Decode([]byte(trimmed), eval.Limits{}); err == nil {
		return read
	}
	return v
}

// alike reports whether two values that are no objects or lists are the same.
// Moments of a few seconds apart are: a pause was counted from one of them.
func alike(a, b any) bool {
	x, xText := a.(string)
	y, yText := b.(string)
	if !xText || !yText {
		return string(eval.Append(nil, a)) == string(eval.Append(nil, b))
	}
	if x == y {
		return true
	}
	s, err := time.Parse(time.RFC3339, x)
	if err != nil {
		return false
	}
	t, err := time.Parse(time.RFC3339, y)
	return err == nil && s.Sub(t).Abs() <= 2*time.Second
}

// request is what an action would ask or send in the form in which it is
// compared: an address apart from its query, a form as its fields.
func request(v any) any {
	fields, ok := v.(map[string]any)
	if !ok {
		return v
	}
	fields = maps.Clone(fields)
	delete(fields, "operation")     // that a call has begun
	delete(fields, "table_version") // of a table that was asked
	address, isText := fields["url"].(string)
	if u, err := url.Parse(address); isText && err == nil && u.RawQuery != "" {
		fields["query"] = valuesOf(u.RawQuery)
		u.RawQuery = ""
		fields["url"] = u.String()
	}
	headers, _ := fields["headers"].(map[string]any)
	kind, _ := headers["Content-Type"].(string)
	if body, isText := fields["body"].(string); isText && strings.HasPrefix(kind, "application/x-www-form-urlencoded") {
		fields["body"] = valuesOf(body)
	}
	return fields
}

// added are headers that are put on a request on its way, if it has none of its
// own.
var added = []string{"Accept-Encoding", "User-Agent"}

// byItself reports whether a change is a header that is put on a request on its
// way.
func byItself(c change) bool {
	if !c.gone || len(c.steps) != 2 || c.steps[0] != "headers" {
		return false
	}
	name, _ := c.steps[1].(string)
	return slices.Contains(added, name)
}

// valuesOf reads a form or a query; one that cannot be read stays a text.
func valuesOf(text string) any {
	values, err := url.ParseQuery(text)
	if err != nil {
		return text
	}
	all := make(map[string]any, len(values))
	for name, list := range values {
		if len(list) == 1 {
			all[name] = list[0]
			continue
		}
		several := make([]any, len(list))
		for i, one := range list {
			several[i] = one
		}
		all[name] = several
	}
	return all
}

// kept is a value as it is kept to be shown.
func kept(v any) json.RawMessage {
	raw := eval.Append(nil, v)
	if len(raw) <= maxValue {
		return raw
	}
	text, ok := v.(string)
	if !ok {
		text = string(raw)
	}
	return eval.Append(nil, strings.ToValidUTF8(text[:min(len(text), maxValue/2)], "")+"…")
}
