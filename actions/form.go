package actions

import (
	"encoding/json"
	"maps"
	"slices"

	"stanok/engine"
	"stanok/engine/eval"
)

// form is one node's config being prepared: it compiles the config's templates
// and collects all that is wrong with them, each under its field.
type form struct {
	scope    eval.Scope
	problems engine.Problems
}

// readForm decodes a config by its Spec and begins its check.
func readForm(fields []engine.Field, with json.RawMessage, scope engine.Scope, into any) *form {
	return &form{scope: eval.Scope(scope), problems: decode(fields, with, into)}
}

// also adds names to those the templates may refer to.
func (f *form) also(names ...string) {
	f.scope = maps.Clone(f.scope)
	if f.scope == nil {
		f.scope = eval.Scope{}
	}
	for _, n := range names {
		f.scope[n] = nil
	}
}

// err returns the problems found, or nil.
func (f *form) err() error {
	if len(f.problems) == 0 {
		return nil
	}
	return f.problems
}

// wrong records a problem of the action's own.
func (f *form) wrong(field, code string, args ...string) {
	d := decoder{}
	d.problem(field, code, args...)
	f.problems = append(f.problems, d.problems...)
}

// fails records what a part of eval said about a field.
func (f *form) fails(field string, err error) {
	f.problems = append(f.problems, engine.ProblemsOf(err).Under(field)...)
}

// text compiles a template that stands at a place; nil if it is no template.
func (f *form) text(field, src string, place eval.Place) *eval.Text {
	t, err := eval.ParseText(src, place, f.scope)
	if err != nil {
		f.fails(field, err)
		return nil
	}
	return t
}

func (f *form) condition(field, src string) *eval.Condition {
	if src == "" {
		return nil
	}
	c, err := eval.ParseCondition(src, f.scope)
	if err != nil {
		f.fails(field, err)
		return nil
	}
	return c
}

// pair is one named template of a config, such as a header.
type pair struct {
	name  string
	value value
}

// pairs compiles named templates, in the order of their names: the order they
// were written in is not stored.
func (f *form) pairs(field string, given map[string]json.RawMessage, place eval.Place) []pair {
	all := make([]pair, 0, len(given))
	for _, name := range slices.Sorted(maps.Keys(given)) {
		all = append(all, pair{name, f.value(join(field, name), given[name], place)})
	}
	return all
}
