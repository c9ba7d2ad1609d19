package eval

import (
	"encoding/json"
	"strconv"
)

// predicate computes a list function with a body.
type predicate func(t *each, r *run, list []any) (any, error)

// The functions whose second argument is computed for each element.
var predicates = map[string]predicate{
	"all":           quantifier(false, false),
	"none":          quantifier(true, false),
	"any":           quantifier(true, true),
	"one":           onlyOne,
	"filter":        filtered,
	"map":           mapped,
	"count":         counted,
	"sum":           summed,
	"find":          finder(false, false),
	"findIndex":     finder(false, true),
	"findLast":      finder(true, false),
	"findLastIndex": finder(true, true),
	"groupBy":       grouped,
	"sortBy":        sortedBy,
	"reduce":        reduced,
}

// each runs a body for the elements of a list. A missing list has none.
type each struct {
	name              string
	apply             predicate
	list, body, extra term
	slot              int
	at                int
}

func (t *each) eval(r *run) (any, error) {
	v, err := value(t.list, r)
	if err != nil {
		return nil, err
	}
	list, ok := v.([]any)
	if !ok && v != nil {
		return nil, wrongKind(t.at, t.name, v, "list")
	}
	if err := r.spend(1); err != nil {
		return nil, placed(err, t.at)
	}
	v, err = t.apply(t, r, list)
	return v, explained(err, t.name, t.at)
}

// run computes the body for one element; without a body it is the element.
func (t *each) run(r *run, i int, element, acc any) (any, error) {
	if err := r.spend(1); err != nil {
		return nil, err
	}
	element, err := resolve(element)
	if err != nil || t.body == nil {
		return element, err
	}
	r.locals = append(r.locals[:t.slot], element, i, acc)
	return t.body.eval(r)
}

func (t *each) value(r *run, i int, element any) (any, error) {
	v, err := t.run(r, i, element, nil)
	if o, ok := v.(optional); ok {
		v = o.value
	}
	return v, err
}

func (t *each) truth(r *run, i int, element any) (bool, error) {
	v, err := t.value(r, i, element)
	if err != nil {
		return false, err
	}
	yes, ok := v.(bool)
	if !ok {
		return false, errKind{v, "boolean"}
	}
	return yes, nil
}

func (t *each) number(r *run, i int, element any) (json.Number, error) {
	v, err := t.value(r, i, element)
	if err != nil {
		return "", err
	}
	n, ok := v.(json.Number)
	if !ok {
		return "", errKind{v, "number"}
	}
	return n, nil
}

// quantifier stops at the first element whose body gives stop.
func quantifier(stop, answer bool) predicate {
	return func(t *each, r *run, list []any) (any, error) {
		for i, element := range list {
			yes, err := t.truth(r, i, element)
			if err != nil {
				return nil, err
			}
			if yes == stop {
				return answer, nil
			}
		}
		return !answer, nil
	}
}

func onlyOne(t *each, r *run, list []any) (any, error) {
	n, err := t.count(r, list)
	return n == 1, err
}

func counted(t *each, r *run, list []any) (any, error) {
	n, err := t.count(r, list)
	return json.Number(strconv.Itoa(n)), err
}

func (t *each) count(r *run, list []any) (n int, err error) {
	for i, element := range list {
		yes, err := t.truth(r, i, element)
		if err != nil {
			return 0, err
		}
		if yes {
			n++
		}
	}
	return n, nil
}

func filtered(t *each, r *run, list []any) (any, error) {
	out := []any{}
	for i, element := range list {
		yes, err := t.truth(r, i, element)
		if err != nil {
			return nil, err
		}
		if yes {
			out = append(out, element)
		}
	}
	return out, nil
}

func mapped(t *each, r *run, list []any) (any, error) {
	out := make([]any, 0, len(list))
	for i, element := range list {
		v, err := t.run(r, i, element, nil)
		if err != nil {
			return nil, err
		}
		out = appendPresent(out, v)
	}
	return out, nil
}

func summed(t *each, r *run, list []any) (any, error) {
	total := json.Number("0")
	for i, element := range list {
		n, err := t.number(r, i, element)
		if err != nil {
			return nil, err
		}
		if total, err = addNumbers(total, n); err != nil {
			return nil, err
		}
	}
	return total, nil
}

func finder(last, index bool) predicate {
	return func(t *each, r *run, list []any) (any, error) {
		for n := range list {
			i := n
			if last {
				i = len(list) - 1 - n
			}
			yes, err := t.truth(r, i, list[i])
			switch {
			case err != nil:
				return nil, err
			case yes && index:
				return json.Number(strconv.Itoa(i)), nil
			case yes:
				return resolve(list[i])
			}
		}
		return nil, nil
	}
}
