package eval

import (
	"hash/maphash"
	"maps"
	"slices"
)

// Order knows in which order objects had their keys in the JSON texts they came
// from. Plain values are maps and have none; whoever shows them to people asks
// here. The nil Order knows nothing. One goroutine may use it at a time.
type Order struct {
	texts  []*outline
	shapes shapes
	first  []string // keys of the value itself
	more   func() []*Order
}

// OrderOf reads the JSON texts that stand in a value or a little below it: the
// body of a request, of an answer, of what a loop's turns gave. What is worked
// out when needed is not looked at. Of the value's own keys those named first come
// first. An object that is in none of the texts is looked for in what more gives,
// which is called then; more may be nil.
func OrderOf(v any, first []string, more func() []*Order) *Order {
	o := &Order{shapes: shapes{maphash.MakeSeed(), map[uint64][][]string{}}, first: first, more: more}
	o.read(v, 0)
	return o
}

// Bounds of what OrderOf looks through.
const (
	orderTexts = 200
	orderDepth = 3
	orderItems = 1_000 // of one list
)

func (o *Order) read(v any, depth int) {
	switch v := v.(type) {
	case string:
		if len(o.texts) < orderTexts {
			if read := outlineOf(v, o.shapes); read != nil {
				o.texts = append(o.texts, read)
			}
		}
	case []any:
		for _, e := range v[:min(len(v), orderItems)] {
			if depth < orderDepth {
				o.read(e, depth+1)
			}
		}
	case map[string]any:
		for _, key := range keysOf(v) {
			if depth < orderDepth {
				o.read(v[key], depth+1)
			}
		}
	}
}

// Keys are the keys of an object in the order in which they stood where the
// object came from; in the alphabet's if that is not known. steps say where the
// object is: an object of the same keys at the end of that path is taken for the
// same, before any other of the same keys. The slice is not the caller's to
// change.
func (o *Order) Keys(object map[string]any, steps ...any) []string {
	if len(object) < 2 || o == nil {
		return keysOf(object)
	}
	if len(steps) == 0 && len(o.first) > 0 {
		return o.firstOf(object)
	}
	if keys := o.find(object, steps); keys != nil {
		return keys
	}
	if o.more != nil {
		for _, other := range o.more() {
			if keys := other.find(object, steps); keys != nil {
				return keys
			}
		}
	}
	return keysOf(object)
}

// firstOf are the value's own keys.
func (o *Order) firstOf(object map[string]any) []string {
	keys := make([]string, 0, len(object))
	for _, key := range slices.Concat(o.first, keysOf(object)) {
		if _, ok := object[key]; ok && !slices.Contains(keys[:min(len(keys), len(o.first))], key) {
			keys = append(keys, key)
		}
	}
	return keys
}

func (o *Order) find(object map[string]any, steps []any) []string {
	if o == nil {
		return nil
	}
	for i := range len(steps) + 1 {
		for _, text := range o.texts {
			if at := text.at(steps[i:]); at != nil && same(at.keys, object) {
				return at.keys
			}
		}
	}
	for _, keys := range o.shapes.orders[o.shapes.of(maps.Keys(object))] {
		if same(keys, object) {
			return keys
		}
	}
	return nil
}

// Append writes a plain value as Append does, but with keys in this order. steps
// say where the value is.
func (o *Order) Append(dst []byte, v any, steps ...any) []byte {
	switch v := v.(type) {
	case []any:
		dst = append(dst, '[')
		for i, e := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = o.Append(dst, e, append(slices.Clip(steps), i)...)
		}
		return append(dst, ']')
	case map[string]any:
		dst = append(dst, '{')
		for i, key := range o.Keys(v, steps...) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendText(dst, key), ':')
			dst = o.Append(dst, v[key], append(slices.Clip(steps), key)...)
		}
		return append(dst, '}')
	}
	return Append(dst, v)
}
