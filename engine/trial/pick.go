package trial

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"stanok/engine/eval"
)

// Field is one value of an object that a parser can take out.
type Field struct {
	Name    string // unique among those given, and fit to stand behind a dot
	Path    string // from the tree's root
	Kind    Kind
	Preview string
	Cut     bool
	Secret  bool
}

// Bounds of what is picked at once.
const (
	maxPicked  = 200
	pickDepth  = 8 // objects inside one another
	fieldName  = 64
	listsTried = 50 // objects looked at to find the one worth picking from
)

// Fields lists the values of the object at a path and of the objects in it, at
// most 200: those to be added as rows at once. A key with null is one of them, a
// list is none. Names are made unique among themselves and those taken: id, id_2.
// It is false if there is no object at the path.
func (t Tree) Fields(path string, taken []string) ([]Field, bool) {
	v, steps, secret, ok := t.find(path)
	object, isObject := v.(map[string]any)
	if !ok || !isObject {
		return nil, false
	}
	p := picker{tree: t, taken: map[string]bool{}}
	for _, name := range taken {
		p.taken[name] = true
	}
	p.object(object, steps, secret, 0)
	return p.fields, true
}

type picker struct {
	tree   Tree
	taken  map[string]bool
	fields []Field
}

func (p *picker) object(object map[string]any, steps []any, secret bool, depth int) {
	var inner []string
	for _, key := range p.tree.order.Keys(object, steps...) {
		v := asked(object[key])
		switch {
		case len(p.fields) == maxPicked:
			return
		case KindOf(v) == Object:
			inner = append(inner, key)
		case KindOf(v) != List:
			p.add(key, v, append(slices.Clip(steps), key), secret || isSecret(key))
		}
	}
	for _, key := range inner { // its own values first
		if below, _ := asked(object[key]).(map[string]any); depth < pickDepth {
			p.object(below, append(slices.Clip(steps), key), secret || isSecret(key), depth+1)
		}
	}
}

func (p *picker) add(key string, v any, steps []any, secret bool) {
	path := eval.PathOf(steps...)
	if len(path) > pathMax {
		return
	}
	f := Field{Name: p.unique(Identifier(key)), Path: path, Kind: KindOf(v)}
	f.Preview, f.Cut, f.Secret = preview(v, secret, p.tree.Reveal)
	p.fields = append(p.fields, f)
}

func (p *picker) unique(name string) string {
	made := name
	for n := 2; p.taken[made]; n++ {
		made = name + "_" + strconv.Itoa(n)
	}
	p.taken[made] = true
	return made
}

// Identifier makes of any key a name that expressions can write behind a dot:
// letters, digits and _, at most 60 of them, no digit first.
func Identifier(key string) string {
	var b strings.Builder
	n := 0
	for _, r := range key {
		switch {
		case n == fieldName-4: // room for what makes it unique
			return b.String()
		case unicode.IsLetter(r) || r == '_' || n > 0 && unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.IsDigit(r):
			b.WriteByte('_')
			b.WriteRune(r)
			n++
		case n == 0 || strings.HasSuffix(b.String(), "_"):
			continue
		default:
			b.WriteByte('_')
		}
		n++
	}
	if name := strings.TrimRight(b.String(), "_"); name != "" {
		return name
	}
	return "field"
}

// Worth is the path of the object that is most worth picking fields from: the
// one with the most values of its own among those nearest the root, into lists
// by their first item. It is false if there is none.
func (t Tree) Worth() (path string, ok bool) {
	type place struct {
		v     any
		steps []any
	}
	best, most := place{}, 0
	queue := []place{{v: asked(t.Root)}}
	for looked := 0; len(queue) > 0 && looked < listsTried; looked++ {
		at := queue[0]
		queue = queue[1:]
		switch v := at.v.(type) {
		case []any:
			if len(v) > 0 {
				queue = append(queue, place{asked(v[0]), append(slices.Clip(at.steps), 0)})
			}
		case map[string]any:
			own := 0
			for _, key := range t.order.Keys(v, at.steps...) {
				e := asked(v[key])
				if k := KindOf(e); k == List || k == Object {
					queue = append(queue, place{e, append(slices.Clip(at.steps), key)})
				} else {
					own++
				}
			}
			if own > most {
				best, most = at, own
			}
		}
	}
	return eval.PathOf(best.steps...), most > 0
}
