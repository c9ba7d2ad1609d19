package eval

import (
	"encoding/json"
	"strconv"
	"strings"
)

// operation computes an operator of two values.
type operation func(r *run, left, right any) (any, error)

// errKind is the answer of an operation that does not fit its values; which
// one is at fault is found by the caller.
type errKind struct {
	value any
	want  string
}

func (e errKind) Error() string { return "value.kind" }

var operators = map[string]operation{
	"+":  add,
	"-":  arithmetic(subtractNumbers),
	"*":  arithmetic(multiplyNumbers),
	"/":  arithmetic(divideNumbers),
	"%":  arithmetic(remainderOf),
	"**": arithmetic(powerOf),
	"^":  arithmetic(powerOf),
	"==": func(r *run, a, b any) (any, error) { return equal(r, a, b, 0) },
	"!=": func(r *run, a, b any) (any, error) { same, err := equal(r, a, b, 0); return !same, err },
	"<":  ordered(func(c int) bool { return c < 0 }),
	">":  ordered(func(c int) bool { return c > 0 }),
	"<=": ordered(func(c int) bool { return c <= 0 }),
	">=": ordered(func(c int) bool { return c >= 0 }),
	"in": contained,
	"..": rangeOf,

	"contains":   textual(strings.Contains),
	"startsWith": textual(strings.HasPrefix),
	"endsWith":   textual(strings.HasSuffix),
}

// binary computes both sides and then the operator.
type binary struct {
	name        string
	left, right term
	operate     operation
	at          int
}

func (t *binary) sides(r *run) (left, right any, err error) {
	if err := r.spend(1); err != nil {
		return nil, nil, err
	}
	if left, err = value(t.left, r); err != nil {
		return nil, nil, err
	}
	right, err = value(t.right, r)
	return left, right, err
}

func (t *binary) eval(r *run) (any, error) {
	left, right, err := t.sides(r)
	if err != nil {
		return nil, err
	}
	v, err := t.operate(r, left, right)
	return v, explained(err, t.name, t.at)
}

// explained gives an operator's or a function's error its name and place.
func explained(err error, name string, at int) error {
	if k, ok := err.(errKind); ok {
		return wrongKind(at, name, k.value, k.want)
	}
	return placed(err, at)
}

// logical is && and ||; the right side is computed only when it decides.
type logical struct {
	*binary
	or bool
}

func (t *logical) eval(r *run) (any, error) {
	left, err := truth(t.left, r, t.name, t.at)
	if err != nil || left == t.or {
		return left, err
	}
	right, err := truth(t.right, r, t.name, t.at)
	if err != nil {
		return nil, err
	}
	return right, r.spend(1)
}

// coalesce is ??: the right side stands in for an empty left one.
type coalesce struct{ *binary }

func (t *coalesce) eval(r *run) (any, error) {
	left, err := t.left.eval(r)
	if err != nil {
		return nil, err
	}
	if o, ok := left.(optional); left != nil && !(ok && o.value == nil) {
		return left, r.spend(1)
	}
	return t.right.eval(r)
}

// unary is !, not, - and +.
type unary struct {
	name string
	term term
	at   int
}

func (t *unary) eval(r *run) (any, error) {
	if err := r.spend(1); err != nil {
		return nil, err
	}
	if t.name == "!" || t.name == "not" {
		yes, err := truth(t.term, r, t.name, t.at)
		return !yes, err
	}
	v, err := value(t.term, r)
	if err != nil {
		return nil, err
	}
	n, ok := v.(json.Number)
	if !ok {
		return nil, wrongKind(t.at, t.name, v, "number")
	}
	if t.name == "-" {
		return negate(n), nil
	}
	return n, nil
}

// add adds numbers; with a text on either side it writes one behind the other.
func add(r *run, a, b any) (any, error) {
	x, xn := a.(json.Number)
	y, yn := b.(json.Number)
	if xn && yn {
		return addNumbers(x, y)
	}
	if !isText(a) && !isText(b) {
		if xn || a == nil && !yn {
			return nil, errKind{b, "number"}
		}
		return nil, errKind{a, "number"}
	}
	s, ok := scalarText(a)
	if !ok {
		return nil, errKind{a, "text"}
	}
	t, ok := scalarText(b)
	if !ok {
		return nil, errKind{b, "text"}
	}
	if err := r.grow(len(s) + len(t)); err != nil {
		return nil, err
	}
	return s + t, nil
}

func isText(v any) bool {
	switch v.(type) {
	case string, secret:
		return true
	}
	return false
}

func arithmetic(compute func(a, b json.Number) (json.Number, error)) operation {
	return func(r *run, a, b any) (any, error) {
		x, ok := a.(json.Number)
		if !ok {
			return nil, errKind{a, "number"}
		}
		y, ok := b.(json.Number)
		if !ok {
			return nil, errKind{b, "number"}
		}
		n, err := compute(x, y)
		if err != nil {
			return nil, err
		}
		return n, r.spend(len(n) / 8)
	}
}

// textual compares two texts; numbers count by their digits.
func textual(compare func(s, part string) bool) operation {
	return func(r *run, a, b any) (any, error) {
		s, ok := scalarText(a)
		if !ok {
			return nil, errKind{a, "text"}
		}
		part, ok := scalarText(b)
		if !ok {
			return nil, errKind{b, "text"}
		}
		return compare(s, part), r.read(len(s) + len(part))
	}
}

// rangeOf lists the whole numbers from a to b.
func rangeOf(r *run, a, b any) (any, error) {
	from, ok := wholeNumber(a)
	if !ok {
		return nil, errKind{a, "number"}
	}
	to, ok := wholeNumber(b)
	if !ok {
		return nil, errKind{b, "number"}
	}
	n := max(0, to-from+1)
	if n > MaxSteps {
		return nil, fail("value.limit", -1, "limit", "steps")
	}
	if err := r.spend(n); err != nil {
		return nil, err
	}
	list := make([]any, n)
	for i := range list {
		list[i] = json.Number(strconv.Itoa(from + i))
	}
	return list, nil
}
