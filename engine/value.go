package engine

import (
	"bytes"
	"encoding/json"
	"maps"
)

// Values are on record as JSON. A value is plain (nil, bool, string, json.Number,
// []any, map[string]any) before and after, so that a node sees the same thing
// whether or not a restart lies between.

// encode is how values are written where nothing faster was given.
func encode(dst []byte, v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return append(dst, "null"...) // no plain value
	}
	return append(dst, bytes.TrimRight(b.Bytes(), "\n")...)
}

// Decode reads a value on record. It is our own encoding, or was checked when
// it came in; nil if there is none.
func Decode(raw json.RawMessage) (v any) {
	if len(raw) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	_ = d.Decode(&v)
	return v
}

// derived returns output with what derive adds to it, as expressions see it.
func derived(output any, derive func(map[string]any)) any {
	fields, ok := output.(map[string]any)
	if !ok || derive == nil {
		return output
	}
	fields = maps.Clone(fields)
	derive(fields)
	return fields
}

// maxClipped is how much of an output history keeps of an operation that went
// well, in bytes.
const maxClipped = 256 << 10
