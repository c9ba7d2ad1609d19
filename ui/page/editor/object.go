package editor

import (
	"bytes"
	"encoding/json"
	"slices"

	"stanok/engine/eval"
)

// object is a JSON object in the order its keys were written.
type object struct {
	keys []string
	of   map[string]json.RawMessage
}

// read reads an object; anything else is one without keys.
func read(raw json.RawMessage) object {
	o := object{of: map[string]json.RawMessage{}}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return o
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return o
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return o
		}
		name, _ := key.(string)
		if !slices.Contains(o.keys, name) {
			o.keys = append(o.keys, name)
		}
		o.of[name] = value
	}
	return o
}

// list reads the items of a list; anything else has none.
func list(raw json.RawMessage) []json.RawMessage {
	var all []json.RawMessage
	_ = json.Unmarshal(raw, &all)
	return all
}

func (o object) has(key string) bool { return o.of[key] != nil }

// text is a value as it stands in a control: text as it is, all else as JSON.
func (o object) text(key string) string { return text(o.of[key]) }

func (o object) inside(key string) object { return read(o.of[key]) }

func (o object) list(key string) []json.RawMessage { return list(o.of[key]) }

func (o object) yes(key string) bool { return string(o.of[key]) == "true" }

// text is a JSON value as it stands in a control.
func text(raw json.RawMessage) string {
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// textOf is a decoded value as it stands in a control.
func textOf(v any) string {
	if v == nil {
		return ""
	}
	if s, ok := v.(string); ok {
		return s
	}
	return string(eval.Append(nil, v))
}

// or is s, or another text if s is empty.
func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// quote is a text as JSON.
func quote(s string) string { return string(eval.Append(nil, s)) }
