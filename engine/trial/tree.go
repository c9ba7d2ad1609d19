package trial

import (
	"strconv"

	"stanok/engine/eval"
)

// Bounds of one answer about a tree.
const (
	pageRows   = 200       // rows of one level at a time
	pageBytes  = 100 << 10 // of the texts in those rows: half of what an answer may be
	previewMax = 120       // characters of a value
	nameMax    = 120       // characters of a name
	pathMax    = 1_000     // bytes of a path that can be asked for again
	copyMax    = 200_000   // bytes of a value to be copied
)

// Tree is a plain value as people walk through it, level by level. Values that
// are worked out when needed are worked out when their level is looked at.
type Tree struct {
	Root   any
	Ref    string // what an expression calls the root: source, or a node's id
	Reveal bool   // show what sounds secret; never what is a connection's

	order *eval.Order // of keys; the alphabet's if it is nil
}

// Row is one value of a tree.
type Row struct {
	Name    string // its key or its place, shortened
	Path    string // from the root, as in ["json"]["request"][0]["id"]; "" if it is too long
	Ref     string // what an expression says, as in request.json.request[0].id; "" likewise
	Kind    Kind
	Count   int    // of what is in a list or an object
	Preview string // of any other value, shortened
	Cut     bool   // Preview is not all of it
	Secret  bool   // Preview is a mask
}

// Branch is one level of a tree, or a page of it.
type Branch struct {
	Row  // what it is the inside of
	From int
	Rows []Row
	Next int // where the next page begins; 0 if this is the last
}

// Branch returns what is inside the value at a path, at most 200 rows from one
// on. An object's are in the order in which they came, as far as that is known.
// It is false if there is no such value.
func (t Tree) Branch(path string, from int) (Branch, bool) {
	v, steps, secret, ok := t.find(path)
	if !ok {
		return Branch{}, false
	}
	b := Branch{Row: t.row(steps, v, secret), From: max(from, 0)}
	size, at := 0, 0
	add := func(step any, v any, secret bool) bool {
		if at++; at <= b.From {
			return true
		}
		row := t.row(append(steps, step), v, secret)
		size += len(row.Name) + len(row.Path) + len(row.Ref) + len(row.Preview)
		if len(b.Rows) == pageRows || size > pageBytes && len(b.Rows) > 0 {
			b.Next = at - 1
			return false
		}
		b.Rows = append(b.Rows, row)
		return true
	}
	switch v := v.(type) {
	case []any:
		at = min(b.From, len(v))
		for i, e := range v[at:] {
			if !add(b.From+i, asked(e), secret) {
				break
			}
		}
	case map[string]any:
		for _, k := range t.order.Keys(v, steps...) {
			e := asked(v[k])
			if _, later := v[k].(func() (any, error)); later && e == nil { // it could not be worked out
				continue
			}
			if !add(k, e, secret || isSecret(k)) {
				break
			}
		}
	}
	return b, true
}

// Row returns the value at a path alone.
func (t Tree) Row(path string) (Row, bool) {
	v, steps, secret, ok := t.find(path)
	if !ok {
		return Row{}, false
	}
	return t.row(steps, v, secret), true
}

// Copy returns the value at a path as text, at most 200,000 bytes of it; a list
// or an object is JSON. It is false if there is no such value.
func (t Tree) Copy(path string) (text string, all, ok bool) {
	v, steps, secret, ok := t.find(path)
	if !ok {
		return "", false, false
	}
	if !t.Reveal {
		v, _ = hide(v, secret, 0)
	}
	text = t.textOf(settled(v), steps)
	short := clip(text, copyMax)
	return unveiled(short), len(short) == len(text), true
}

// textOf is the text of a settled value at the end of a path.
func (t Tree) textOf(v any, steps []any) string {
	if count(v) > 0 {
		return string(t.order.Append(nil, v, steps...))
	}
	return eval.TextOf(v)
}

// find walks to a path. secret says that a name on the way sounds so.
func (t Tree) find(path string) (v any, steps []any, secret, ok bool) {
	if len(path) > 16*pathMax {
		return nil, nil, false, false
	}
	p, err := eval.ParsePath(path)
	if err != nil {
		return nil, nil, false, false
	}
	if steps, ok = p.Steps(); !ok {
		return nil, nil, false, false
	}
	v = asked(t.Root)
	for _, s := range steps {
		if v, ok = below(v, s); !ok {
			return nil, nil, false, false
		}
		if name, isKey := s.(string); isKey && isSecret(name) {
			secret = true
		}
	}
	return v, steps, secret, true
}

// below goes one level down, as paths and expressions do.
func below(v any, step any) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		key, ok := step.(string)
		if i, isIndex := step.(int); isIndex {
			key, ok = strconv.Itoa(i), true
		}
		e, has := v[key]
		return asked(e), ok && has
	case []any:
		i, ok := step.(int)
		if key, isKey := step.(string); isKey {
			n, err := strconv.Atoi(key)
			i, ok = n, err == nil && strconv.Itoa(n) == key && n >= 0
		}
		if i < 0 {
			i += len(v)
		}
		if !ok || i < 0 || i >= len(v) {
			return nil, false
		}
		return asked(v[i]), true
	}
	return nil, false
}

func (t Tree) row(steps []any, v any, secret bool) Row {
	r := Row{Kind: KindOf(v), Count: count(v), Name: t.Ref}
	if len(steps) > 0 {
		switch s := steps[len(steps)-1].(type) {
		case string:
			r.Name, _ = cut(s, nameMax)
		case int:
			r.Name = strconv.Itoa(s)
		}
	}
	if path := eval.PathOf(steps...); len(path) <= pathMax {
		r.Path, r.Ref = path, eval.ReferenceOf(t.Ref, steps...)
	}
	r.Preview, r.Cut, r.Secret = preview(v, secret, t.Reveal)
	return r
}

// preview is the beginning of a value that is no list and no object.
func preview(v any, secret, reveal bool) (text string, more, masked bool) {
	switch v := v.(type) {
	case nil, []any, map[string]any:
		return "", false, false
	case veiled:
		return mask, false, true
	case bool:
		return textOf(v), false, false
	}
	text = textOf(v)
	if secret && !reveal && text != "" {
		return mask, false, true
	}
	text, more = cut(text, 2*previewMax)
	if !reveal {
		text = veiledText(text)
	}
	text, less := shown(text, previewMax)
	more = more || less
	return text, more, false
}

// settled returns v with all in it worked out.
func settled(v any) any {
	switch x := asked(v).(type) {
	case map[string]any:
		made := make(map[string]any, len(x))
		for k, e := range x {
			_, later := e.(func() (any, error))
			if now := settled(e); now != nil || !later {
				made[k] = now
			}
		}
		return made
	case []any:
		made := make([]any, len(x))
		for i, e := range x {
			made[i] = settled(e)
		}
		return made
	case veiled:
		return veil
	default:
		return x
	}
}
