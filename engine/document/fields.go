package document

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine"
)

// place is how problems name a part of the document.
type place struct {
	node  engine.NodeID
	field string // "" for the document or the action itself
}

func (p place) below(key string) place {
	if p.field != "" {
		key = p.field + "." + key
	}
	return place{p.node, key}
}

// fields reads the known keys of one map. Every method says what is wrong with its
// key and then gives the zero value.
type fields struct {
	*definer
	node  *node
	place place
	role  role
}

// fields opens a map; a value of another kind is a problem.
func (r *definer) fields(n *node, p place, role role) (fields, bool) {
	f := fields{r, n, p, role}
	if n.kind == mapping {
		return f, true
	}
	f.add("document.kind", p, n.start(), "want", mapping.String(), "given", n.kind.String())
	return f, false
}

// inside opens the map under a key, if there is one.
func (f fields) inside(key string, role role) (fields, bool) {
	n := f.node.child(key)
	if n == nil {
		return fields{}, false
	}
	return f.fields(n, f.place.below(key), role)
}

// unknown says which keys the map should not have.
func (f fields) unknown() {
	known := f.role.keys()
	for _, k := range f.node.keys {
		if !slices.Contains(known, k.name) {
			f.problem("document.unknown_key", clip(k.name), k.at, "key", clip(k.name), "closest", closest(k.name, known))
		}
	}
}

// required says that a key is missing.
func (f fields) required(key string) {
	if f.node.child(key) == nil {
		f.problem("document.required", key, f.node.start(), "key", key)
	}
}

// of returns the value under a key if it is of a kind.
func (f fields) of(key string, k kind) (*node, bool) {
	n := f.node.child(key)
	if n == nil {
		return nil, false
	}
	if n.kind != k {
		f.wrongKind(key, n, k.String())
		return nil, false
	}
	return n, true
}

func (f fields) text(key string) (string, bool) {
	n, ok := f.of(key, text)
	if !ok {
		return "", false
	}
	return n.text, true
}

// requiredText reads a text that must be there and say something.
func (f fields) requiredText(key string) string {
	f.required(key)
	s, ok := f.text(key)
	if ok && strings.TrimSpace(s) == "" {
		f.problem("document.required", key, f.node.child(key).start(), "key", key)
	}
	return s
}

func (f fields) choice(key string, choices ...string) string {
	s, ok := f.text(key)
	if !ok || slices.Contains(choices, s) {
		return s
	}
	f.problem("document.choice", key, f.node.child(key).start(),
		"given", clip(s), "known", strings.Join(choices, ", "), "closest", closest(s, choices))
	return ""
}

func (f fields) boolean(key string) bool {
	n, ok := f.of(key, boolean)
	return ok && n.text == "true"
}

// whole reads a whole number between two bounds.
func (f fields) whole(key string, from, to int) int {
	n, ok := f.of(key, number)
	if !ok {
		return 0
	}
	v, err := strconv.Atoi(n.text)
	if err != nil || v < from || v > to {
		f.problem("document.range", key, n.start(), "given", clip(n.text), "min", strconv.Itoa(from), "max", strconv.Itoa(to))
		return 0
	}
	return v
}

// duration reads a duration longer than nothing.
func (f fields) duration(key string) time.Duration {
	n := f.node.child(key)
	switch {
	case n == nil:
		return 0
	case n.kind != text && n.kind != number:
		f.wrongKind(key, n, "duration")
		return 0
	}
	d, err := ParseDuration(n.text)
	if err != nil || d <= 0 {
		f.problem("document.duration", key, n.start(), "given", clip(n.text))
		return 0
	}
	return d
}

func (f fields) wrongKind(key string, n *node, want string) {
	f.problem("document.kind", key, n.start(), "want", want, "given", n.kind.String())
}

// problem adds a problem with a key of this map.
func (f fields) problem(code, key string, at int32, args ...string) {
	f.add(code, f.place.below(key), at, args...)
}

// add adds a problem; args are names and values in turn, and an empty value is
// left out.
func (r *definer) add(code string, p place, at int32, args ...string) {
	if len(r.problems) > maxProblems {
		return
	}
	if len(r.problems) == maxProblems {
		code, p, args = "document.limit", place{}, []string{"what", "problems", "max", strconv.Itoa(maxProblems)}
	}
	one := engine.Problem{Node: p.node, Field: p.field, Code: code, Args: map[string]string{}}
	for i := 0; i < len(args); i += 2 {
		if args[i+1] != "" {
			one.Args[args[i]] = args[i+1]
		}
	}
	one.Line, one.Column = r.source.position(at)
	r.problems = append(r.problems, one)
}
