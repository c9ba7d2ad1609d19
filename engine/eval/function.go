package eval

import (
	"encoding/json"
	"maps"
	"math"
	"slices"
)

const anyNumber = math.MaxInt

// function is one function of expressions and how many values it takes.
type function struct {
	least, most int
	do          func(c *arguments) (any, error)
}

// FunctionNames gives the names of all functions, sorted. No action may have
// one of them as its id.
func FunctionNames() []string {
	names := slices.Collect(maps.Keys(functions))
	return slices.Sorted(slices.Values(slices.AppendSeq(names, maps.Keys(predicates))))
}

// call computes the values and then the function.
type call struct {
	name string
	f    function
	args []term
	at   int
}

func (t *call) eval(r *run) (any, error) {
	if err := r.spend(1); err != nil {
		return nil, placed(err, t.at)
	}
	values := make([]any, len(t.args))
	for i, arg := range t.args {
		v, err := value(arg, r)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	v, err := t.f.do(&arguments{r: r, values: values})
	return v, explained(err, t.name, t.at)
}

// arguments are the values of one call; the methods read them as the kind the
// function needs.
type arguments struct {
	r      *run
	values []any
}

// has says whether there is an argument i that is not empty.
func (c *arguments) has(i int) bool { return i < len(c.values) && c.values[i] != nil }

// text reads a text, the digits of a number, or true and false. Missing is "".
func (c *arguments) text(i int) (string, error) {
	if i >= len(c.values) {
		return "", nil
	}
	s, ok := scalarText(c.values[i])
	if !ok {
		return "", errKind{c.values[i], "text"}
	}
	return s, c.r.read(len(s))
}

// texts reads all arguments as texts.
func (c *arguments) texts() ([]string, error) {
	all := make([]string, len(c.values))
	for i := range all {
		s, err := c.text(i)
		if err != nil {
			return nil, err
		}
		all[i] = s
	}
	return all, nil
}

// number reads a number, or a text that is one.
func (c *arguments) number(i int) (json.Number, error) {
	switch x := c.values[i].(type) {
	case json.Number:
		return x, nil
	case string:
		if n, ok := readNumber(x); ok {
			return n, nil
		}
	}
	return "", errKind{c.values[i], "number"}
}

// whole reads a number without a fraction.
func (c *arguments) whole(i int) (int, error) {
	n, err := c.number(i)
	if err != nil {
		return 0, err
	}
	whole, ok := wholeNumber(n)
	if !ok {
		return 0, errKind{c.values[i], "whole number"}
	}
	return whole, nil
}

// list reads a list and resolves its elements. Missing is an empty list.
func (c *arguments) list(i int) ([]any, error) {
	switch x := c.values[i].(type) {
	case nil:
		return nil, nil
	case []any:
		return x, c.r.spend(len(x))
	}
	return nil, errKind{c.values[i], "list"}
}

// object reads an object. Missing is an empty one.
func (c *arguments) object(i int) (map[string]any, error) {
	switch x := c.values[i].(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return x, c.r.spend(len(x))
	}
	return nil, errKind{c.values[i], "object"}
}

// give pays for a text that has been made.
func (c *arguments) give(s string) (any, error) {
	if err := c.r.grow(len(s)); err != nil {
		return nil, err
	}
	return s, nil
}

// giveList makes a list of texts.
func (c *arguments) giveList(texts []string) (any, error) {
	list := make([]any, len(texts))
	for i, s := range texts {
		list[i] = s
	}
	return list, c.r.spend(len(list))
}
