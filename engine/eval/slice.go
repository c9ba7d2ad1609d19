package eval

import (
	"encoding/json"
	"unicode/utf8"
)

// sliced is a[from:to] of a list, or of the letters of a text.
type sliced struct {
	base, from, to term
	at             int
}

func (t *sliced) eval(r *run) (any, error) {
	base, err := value(t.base, r)
	if err != nil || base == nil {
		return nil, err
	}
	list, isList := base.([]any)
	s, isString := scalarText(base)
	length := len(list)
	if !isList {
		if _, number := base.(json.Number); !isString || !isText(base) && !number {
			return nil, wrongKind(t.at, "[ : ]", base, "list")
		}
		length = utf8.RuneCountInString(s)
	}
	from, err := t.bound(r, t.from, 0, length)
	if err != nil {
		return nil, err
	}
	to, err := t.bound(r, t.to, length, length)
	if err != nil {
		return nil, err
	}
	to = max(from, to)
	if isList {
		return list[from:to:to], r.spend(1)
	}
	return cutRunes(s, from, to), r.read(len(s))
}

// bound computes one end and keeps it inside.
func (t *sliced) bound(r *run, end term, missing, length int) (int, error) {
	if end == nil {
		return missing, nil
	}
	v, err := value(end, r)
	if err != nil {
		return 0, err
	}
	n, ok := wholeNumber(v)
	if !ok {
		return 0, wrongKind(t.at, "[ : ]", v, "number")
	}
	if n < 0 {
		n += length
	}
	return min(max(n, 0), length), nil
}

// cutRunes gives the letters from and up to, not including, to.
func cutRunes(s string, from, to int) string {
	start, end, n := len(s), len(s), 0
	for i := range s {
		if n == from {
			start = i
		}
		if n == to {
			end = i
			break
		}
		n++
	}
	if from >= to {
		return ""
	}
	return s[start:end]
}
