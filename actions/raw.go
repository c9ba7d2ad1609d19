package actions

import (
	"bytes"
	"encoding/json"
	"strings"
)

// members returns an object's keys in order of writing, and its values.
func members(src json.RawMessage) ([]string, map[string]json.RawMessage, bool) {
	var values map[string]json.RawMessage
	if json.Unmarshal(src, &values) != nil || values == nil {
		return nil, nil, false
	}
	keys := make([]string, 0, len(values))
	dec := json.NewDecoder(bytes.NewReader(src))
	_, _ = dec.Token()
	for dec.More() {
		key, err := dec.Token()
		var skip json.RawMessage
		if err != nil || dec.Decode(&skip) != nil {
			break
		}
		keys = append(keys, key.(string))
	}
	return keys, values, true
}

func isAbsent(v json.RawMessage) bool {
	v = bytes.TrimSpace(v)
	return len(v) == 0 || string(v) == "null"
}

// isEmpty reports whether v is nothing that a required field could be.
func isEmpty(v json.RawMessage) bool {
	return isAbsent(v) || string(v) == "{}" || string(v) == "[]" ||
		kindOf(v) == "text" && strings.TrimSpace(textOf(v)) == ""
}

// kindOf names what a JSON value is, in the words of documents.
func kindOf(v json.RawMessage) string {
	v = bytes.TrimSpace(v)
	if len(v) == 0 {
		return "nothing"
	}
	switch v[0] {
	case '"':
		return "text"
	case '{':
		return "object"
	case '[':
		return "list"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "nothing"
	}
	return "number"
}

// textOf returns a JSON text itself, and of anything else how it is written.
func textOf(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	return string(v)
}

// marshal is json.Marshal for what cannot fail, with text left readable.
func marshal(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
