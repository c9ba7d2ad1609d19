package draft

import (
	"slices"

	"stanok/engine"
)

// spot is what an edit of a field must know to be taken back: where among its
// siblings the key stood, and how many maps were made to hold it.
type spot struct {
	Index int `json:"index"`
	Made  int `json:"made"`
}

// field sets the value at a scope, or removes it if v is nil. A new key comes to
// at.Index, or to the end; after a removal the at.Made maps around it are taken
// away if they are empty.
func (d *Draft) field(s scope, v *tree, at spot) (*Draft, *engine.Edit, error) {
	s, v, err := d.reach(s, v)
	if err != nil {
		return d, nil, err
	}
	var made spot
	next, err := d.alter(func(t *tree) error {
		made, err = t.setAt(s, v, at)
		return err
	})
	if err != nil {
		return d, nil, err
	}
	return next, &engine.Edit{Scope: Scope(s...), Before: d.at(s).json(), After: next.at(s).json(), Place: quote(made)}, nil
}

// reach makes sure that a value can be set at a scope. Where nothing at all stands
// in place of a map around it, as in "with:", the change is one of that.
func (d *Draft) reach(s scope, v *tree) (scope, *tree, error) {
	from := 0
	if id, _, ok := s.action(); ok {
		if found, _ := d.root.seat(id); found == nil {
			return s, v, noPlace(Scope(s...))
		}
		from = 2
	}
	for i := from; i < len(s); i++ {
		switch around := d.at(s[:i]); {
		case i == 0 && !d.root.isMap:
			return s, v, noPlace(Scope(s...))
		case i == 0 || around == nil || around.isMap:
		case around.isNull() && i > from && v != nil:
			for _, key := range slices.Backward(s[i:]) {
				m := newMap()
				m.put(key, v)
				v = m
			}
			return s[:i], v, nil
		case around.isNull():
			return s, v, nil
		default:
			return s, v, noPlace(Scope(s...))
		}
	}
	return s, v, nil
}

// holders are the maps from the document or action of s down to the one that
// holds its last key, as many as there are.
func (t *tree) holders(s scope) (maps []*tree, keys []string) {
	keys = s
	if id, below, ok := s.action(); ok {
		t, _ = t.seat(id)
		keys = below
	}
	for i := 0; t != nil && t.isMap && i < len(keys); i++ {
		maps = append(maps, t)
		t = t.child(keys[i])
	}
	return maps, keys
}

func (t *tree) setAt(s scope, v *tree, at spot) (spot, error) {
	maps, keys := t.holders(s)
	if len(maps) == 0 {
		return spot{}, noPlace(Scope(s...))
	}
	if v == nil {
		return remove(maps, keys, at.Made), nil
	}
	made := 0
	for len(maps) < len(keys) {
		m := newMap()
		maps[len(maps)-1].put(keys[len(maps)-1], m)
		maps = append(maps, m)
		made++
	}
	holder, key := maps[len(maps)-1], keys[len(keys)-1]
	if i := holder.find(key); i >= 0 {
		holder.items[i] = v
		return spot{Index: i}, nil
	}
	holder.insert(at.Index, key, v)
	return spot{Index: holder.find(key), Made: made}, nil
}

// remove takes away the last of the keys, and of the maps around it the innermost
// made that are empty then.
func remove(maps []*tree, keys []string, made int) spot {
	if len(maps) < len(keys) {
		return spot{}
	}
	last := len(maps) - 1
	at := maps[last].find(keys[last])
	if at < 0 {
		return spot{}
	}
	maps[last].delete(at)
	for ; made > 0 && last > 0 && len(maps[last].items) == 0; made-- {
		last--
		maps[last].delete(maps[last].find(keys[last]))
	}
	return spot{Index: at}
}
