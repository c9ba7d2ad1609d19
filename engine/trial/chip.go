package trial

import (
	"errors"
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/engine/eval"
)

// JSONPlace is a composer's template, where {{ }} stands among JSON.
const JSONPlace Place = "json"

// Chip is one reference in a field's text.
type Chip struct {
	Ref     string          // as expressions say it: request.json.request[0].id
	Name    string          // what it begins with: source, a node's id, item …
	Path    string          // below that, as trees name it: ["json"]["request"][0]["id"]
	Offset  int             // of Name, in bytes of the text
	Problem *engine.Problem // why it may not stand here; nil if it may
	Closest []string        // at most three references that may be meant instead

	Found   bool // the sample has it
	Kind    Kind
	Count   int
	Preview string
	Cut     bool
	Secret  bool
}

// maxChips is how many references of one text are looked at.
const maxChips = 500

// Chips lists the references in the text of a node's field, in order. Of a text
// that cannot be read there are none.
func (k *Known) Chips(at engine.NodeID, field string, place Place, text string) []Chip {
	if len(text) > maxField {
		return nil
	}
	scope := k.scope(at, field)
	refs := loose(place, text, scope)
	vars := k.vars(at, scope)
	chips := make([]Chip, 0, len(refs))
	for _, r := range refs[:min(len(refs), maxChips)] {
		chips = append(chips, k.chip(at, field, r, scope, vars))
	}
	return chips
}

// loose finds the references of a text, whatever they lead to.
func loose(place Place, text string, scope engine.Scope) []eval.Reference {
	open := make(eval.Scope, len(scope))
	for name := range scope {
		open[name] = nil
	}
	for range 3 { // all unknown names are told at once
		refs, err := referencesOf(place, text, open)
		if err == nil {
			return refs
		}
		for _, e := range eval.Problems(err) {
			if e.Code == "expression.unknown_name" {
				open[e.Args["name"]] = nil
			}
		}
	}
	return nil
}

func referencesOf(place Place, text string, scope eval.Scope) ([]eval.Reference, error) {
	switch place {
	case Condition:
		c, err := eval.ParseCondition(text, scope)
		if err != nil {
			return nil, err
		}
		return c.References(), nil
	case JSONPlace:
		c, err := eval.ParseJSON(text, scope)
		if err != nil {
			return nil, err
		}
		return c.References(), nil
	}
	t, err := eval.ParseText(text, eval.Plain, scope)
	if err != nil {
		return nil, err
	}
	return t.References(), nil
}

func (k *Known) chip(at engine.NodeID, field string, r eval.Reference, scope engine.Scope, vars map[string]any) Chip {
	steps := stepsOf(r.Path)
	c := Chip{Name: r.Name, Offset: r.Offset, Ref: eval.ReferenceOf(r.Name, steps...), Path: eval.PathOf(steps...), Kind: Null}
	if err := allowed(r, scope); err != nil {
		c.Problem = k.problem(at, field, err)
		c.Closest = k.instead(r, scope, vars)
		return c
	}
	v := asked(vars[r.Name])
	secret := false
	for i, s := range steps {
		next, ok := below(v, s)
		if !ok {
			c.Closest = beside(r.Name, steps, i, v)
			return c
		}
		key, _ := s.(string)
		v, secret = next, secret || isSecret(key)
	}
	_, c.Found = vars[r.Name]
	c.Kind, c.Count = KindOf(v), count(v)
	c.Preview, c.Cut, c.Secret = preview(v, secret, false)
	return c
}

// stepsOf reads a reference's path: digits are an index.
func stepsOf(path []string) []any {
	steps := make([]any, len(path))
	for i, s := range path {
		steps[i] = s
		if n, err := strconv.Atoi(s); err == nil && strconv.Itoa(n) == s && len(s) < 10 {
			steps[i] = n
		}
	}
	return steps
}

// allowed says what eval would say of a reference.
func allowed(r eval.Reference, scope engine.Scope) error {
	_, err := eval.ParseExpression(eval.ReferenceOf(r.Name, stepsOf(r.Path)...), eval.Scope(scope))
	var e *eval.Error
	if errors.As(err, &e) {
		moved := *e
		moved.Offset = r.Offset
		return &moved
	}
	return err
}

// closestMost is how many references are offered instead of a broken one.
const closestMost = 3

// instead are the references that one that may not stand here may mean: the same
// path below another name, if the sample has that, then names like it.
func (k *Known) instead(r eval.Reference, scope engine.Scope, vars map[string]any) []string {
	fields, known := scope[r.Name]
	if known && len(r.Path) > 0 {
		var all []string
		for _, name := range eval.Closest(r.Path[0], fields, closestMost) {
			all = append(all, eval.ReferenceOf(r.Name, append([]any{name}, stepsOf(r.Path[1:])...)...))
		}
		return all
	}
	steps := stepsOf(r.Path)
	names := keysOf(scope)
	var all []string
	for _, name := range append(slices.Clone(names), eval.Closest(r.Name, names, closestMost)...) {
		ref := eval.ReferenceOf(name, steps...)
		like := len(eval.Closest(r.Name, []string{name}, 1)) > 0
		if len(all) < closestMost && !slices.Contains(all, ref) && (like || len(steps) > 0 && reaches(vars[name], steps)) {
			all = append(all, ref)
		}
	}
	return all
}

// reaches reports whether a value has something at the end of a path.
func reaches(v any, steps []any) bool {
	v = asked(v)
	for _, s := range steps {
		var ok bool
		if v, ok = below(v, s); !ok {
			return false
		}
	}
	return true
}

// beside are references to what stands where step i of a path finds nothing.
func beside(name string, steps []any, i int, v any) []string {
	object, ok := v.(map[string]any)
	key, isKey := steps[i].(string)
	if !ok || !isKey {
		return nil
	}
	var all []string
	for _, like := range eval.Closest(key, keysOf(object), closestMost) {
		all = append(all, eval.ReferenceOf(name, slices.Concat(steps[:i], []any{like}, steps[i+1:])...))
	}
	return all
}

// Broken is a reference of the draft that leads nowhere.
type Broken struct {
	engine.Problem          // where it stands, and why
	Closest        []string // at most three names that may be meant instead
}

// Broken lists the references of the draft that lead nowhere.
func (k *Known) Broken() []Broken {
	var all []Broken
	for _, p := range k.Problems {
		b := Broken{Problem: p}
		scope := k.scope(p.Node, p.Field)
		switch p.Code {
		case "expression.unknown_field":
			for _, name := range eval.Closest(p.Args["field"], scope[p.Args["name"]], closestMost) {
				b.Closest = append(b.Closest, eval.ReferenceOf(p.Args["name"], name))
			}
		case "expression.unknown_name", "document.reference_later", "document.reference_inside":
			b.Closest = eval.Closest(p.Args["name"], keysOf(scope), closestMost)
		default:
			continue
		}
		all = append(all, b)
	}
	return all
}
