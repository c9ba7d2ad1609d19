package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"sync"
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

// encoding appends a value as JSON.
type encoding func(dst []byte, v any) []byte

// pages are what values are written on before they are kept in their own size.
var pages = sync.Pool{New: func() any { return new([]byte) }}

const pageMost = 64 << 10 // bytes; a larger one is not kept for the next

// raw returns a value as it is put on record.
func (e encoding) raw(v any) json.RawMessage {
	page := pages.Get().(*[]byte)
	*page = e((*page)[:0], v)
	raw := bytes.Clone(*page)
	if cap(*page) <= pageMost {
		pages.Put(page)
	}
	return raw
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

// seen returns a node's output as expressions see it: with what its action
// derives from it, and in a loop with what each turn's last action derives.
func (n *planned) seen(output any) any {
	fields, ok := output.(map[string]any)
	if !ok {
		return output
	}
	if n.Derive != nil {
		fields = maps.Clone(fields)
		n.Derive(fields)
	}
	items, ok := fields["items"].([]any)
	last := n.lastInside()
	if !ok || last == nil {
		return fields
	}
	turns := make([]any, len(items))
	for i, item := range items {
		turns[i] = last.seen(item)
	}
	fields = maps.Clone(fields)
	fields["items"] = turns
	return fields
}

// lastInside is the node whose output is that of a turn; nil for a node that is
// no loop.
func (n *planned) lastInside() *planned {
	if n.Inside == nil {
		return nil
	}
	for _, body := range n.branches {
		if len(body) > 0 {
			return body[len(body)-1]
		}
	}
	return nil
}

// maxClipped is how much of an output history keeps of an operation that went
// well, in bytes.
const maxClipped = 256 << 10
