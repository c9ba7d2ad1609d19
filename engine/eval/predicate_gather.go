package eval

import "slices"

// grouped gives an object: the text of each key, and the elements that have it.
func grouped(t *each, r *run, list []any) (any, error) {
	groups := map[string]any{}
	for i, element := range list {
		v, err := t.value(r, i, element)
		if err != nil {
			return nil, err
		}
		key, ok := scalarText(v)
		if !ok {
			return nil, errKind{v, "text"}
		}
		group, _ := groups[key].([]any)
		groups[key] = append(group, element)
	}
	return groups, nil
}

// sortedBy keeps the order of equal elements.
func sortedBy(t *each, r *run, list []any) (any, error) {
	direction := 1
	if t.extra != nil {
		v, err := value(t.extra, r)
		if err != nil {
			return nil, err
		}
		switch v {
		case "desc":
			direction = -1
		case "asc":
		default:
			return nil, errKind{v, "asc, desc"}
		}
	}
	type pair struct{ key, element any }
	pairs := make([]pair, len(list))
	for i, element := range list {
		key, err := t.value(r, i, element)
		if err != nil {
			return nil, err
		}
		pairs[i] = pair{key, element}
	}
	var failed error
	slices.SortStableFunc(pairs, func(a, b pair) int {
		c, err := order(r, a.key, b.key)
		if err == nil {
			err = r.spend(1)
		}
		if failed == nil {
			failed = err
		}
		return c * direction
	})
	out := make([]any, len(list))
	for i, p := range pairs {
		out[i] = p.element
	}
	return out, failed
}

// reduced gathers a list into one value; without a first value it begins with
// the first element, and an empty list gives nothing.
func reduced(t *each, r *run, list []any) (acc any, err error) {
	from := 0
	if t.extra != nil {
		acc, err = value(t.extra, r)
	} else if len(list) > 0 {
		acc, err = resolve(list[0])
		from = 1
	}
	for i := from; i < len(list) && err == nil; i++ {
		acc, err = t.run(r, i, list[i], acc)
		if o, ok := acc.(optional); ok {
			acc = o.value
		}
	}
	return acc, err
}
