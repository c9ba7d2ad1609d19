package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"

	"stanok/engine/document"
)

// tree is a value of a document. It keeps the order of keys and the digits of
// numbers.
type tree struct {
	scalar string // a scalar's JSON; "" for a list or a map
	isMap  bool
	keys   []string // of a map, in step with items
	items  []*tree
}

var errTree = errors.New("the value is no JSON, or too deep")

// parse reads JSON.
func parse(raw []byte) (*tree, error) {
	if !json.Valid(raw) {
		return nil, errTree
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	t, err := next(d, document.MaxDepth)
	if err != nil {
		return nil, errTree
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errTree
	}
	return t, nil
}

func next(d *json.Decoder, depth int) (*tree, error) {
	token, err := d.Token()
	if err != nil || depth < 0 {
		return nil, errTree
	}
	open, ok := token.(json.Delim)
	if !ok {
		return newScalar(token), nil
	}
	t := &tree{isMap: open == '{'}
	for d.More() {
		if t.isMap {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			t.keys = append(t.keys, key.(string)) // which the decoder made sure of
		}
		item, err := next(d, depth-1)
		if err != nil {
			return nil, err
		}
		t.items = append(t.items, item)
	}
	_, err = d.Token()
	return t, err
}

// newScalar is a scalar of a text, json.Number, bool or nil.
func newScalar(v any) *tree {
	if n, ok := v.(json.Number); ok {
		return &tree{scalar: n.String()}
	}
	return &tree{scalar: string(quote(v))}
}

func newMap() *tree { return &tree{isMap: true} }

func quote(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil { // of what a decoder gave
		return []byte("null")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// json writes the tree; nil for none.
func (t *tree) json() json.RawMessage {
	if t == nil {
		return nil
	}
	return t.append(nil)
}

func (t *tree) append(b []byte) []byte {
	if t.scalar != "" {
		return append(b, t.scalar...)
	}
	begin, end := byte('['), byte(']')
	if t.isMap {
		begin, end = '{', '}'
	}
	b = append(b, begin)
	for i, item := range t.items {
		if i > 0 {
			b = append(b, ',')
		}
		if t.isMap {
			b = append(append(b, quote(t.keys[i])...), ':')
		}
		b = item.append(b)
	}
	return append(b, end)
}

func (t *tree) isList() bool { return t.scalar == "" && !t.isMap }
func (t *tree) isNull() bool { return t.scalar == "null" }

// text is the value of a text, "" of anything else.
func (t *tree) text() string {
	if t == nil || t.scalar == "" || t.scalar[0] != '"' {
		return ""
	}
	var s string
	if err := json.Unmarshal([]byte(t.scalar), &s); err != nil {
		return ""
	}
	return s
}

// child is the value under a key, nil if there is none.
func (t *tree) child(key string) *tree {
	if i := t.find(key); i >= 0 {
		return t.items[i]
	}
	return nil
}

func (t *tree) find(key string) int {
	if t == nil || !t.isMap {
		return -1
	}
	return slices.Index(t.keys, key)
}

// insert puts an entry into a map, or an item into a list, at a place; one that
// is out of range is the end.
func (t *tree) insert(at int, key string, v *tree) {
	if at < 0 || at > len(t.items) {
		at = len(t.items)
	}
	t.items = slices.Insert(t.items, at, v)
	if t.isMap {
		t.keys = slices.Insert(t.keys, at, key)
	}
}

// put sets the value under a key of a map.
func (t *tree) put(key string, v *tree) {
	if i := t.find(key); i >= 0 {
		t.items[i] = v
		return
	}
	t.insert(-1, key, v)
}

func (t *tree) delete(at int) {
	t.items = slices.Delete(t.items, at, at+1)
	if t.isMap {
		t.keys = slices.Delete(t.keys, at, at+1)
	}
}

// texts calls do for every text in t with the key it stands under, and puts what
// it returns in its place.
func (t *tree) texts(key string, do func(key, s string) string) {
	if t.scalar != "" {
		if t.scalar[0] == '"' {
			t.scalar = string(quote(do(key, t.text())))
		}
		return
	}
	for i, item := range t.items {
		below := key
		if t.isMap {
			below = t.keys[i]
		}
		item.texts(below, do)
	}
}
