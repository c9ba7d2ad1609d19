package eval

import "time"

// query finds a list of values. Objects are walked by sorted keys, so the
// answer is always the same; nesting, visited values and time are bounded.
type query struct {
	steps     []step
	selectors []selector
	// script is a path only the library understands.
	script *script
}

// selector is one part of a path.
type selector struct {
	kind selectKind
	deep bool // ..: everything below as well
	step step
	more *selection
}

// selection is what only some kinds of selectors have.
type selection struct {
	union []step
	slice [3]*int
	where *filter
}

type selectKind byte

const (
	selectStep selectKind = iota
	selectAll
	selectUnion
	selectSlice
	selectWhere
)

const (
	maxQueryDepth = 64
	maxQueryNodes = 1_000_000
)

// walk is one run of a query.
type walk struct {
	nodes int
	start time.Time
}

func (q *query) find(v any) (any, bool, error) {
	w := &walk{start: time.Now()}
	if err := w.checkDepth(v, 0); err != nil {
		return nil, false, err
	}
	if q.script != nil {
		return q.script.find(v)
	}
	for i := range q.steps {
		var ok bool
		if v, ok, _ = child(v, &q.steps[i]); !ok {
			return []any{}, false, nil
		}
	}
	found := []any{v}
	for i := range q.selectors {
		var next []any
		for _, candidate := range found {
			var err error
			if next, err = w.apply(next, candidate, &q.selectors[i]); err != nil {
				return nil, false, err
			}
		}
		found = next
	}
	if len(found) == 0 {
		return []any{}, false, nil
	}
	return found, true, nil
}

// visit pays for one value.
func (w *walk) visit() error {
	w.nodes++
	if w.nodes > maxQueryNodes {
		return fail("parse.limit", -1, "limit", "nodes")
	}
	if w.nodes%1024 == 0 && time.Since(w.start) > MaxTime {
		return fail("parse.limit", -1, "limit", "time")
	}
	return nil
}

func (w *walk) checkDepth(v any, depth int) error {
	if depth > maxQueryDepth {
		return fail("parse.limit", -1, "limit", "depth")
	}
	for _, below := range children(v) {
		if err := w.visit(); err != nil {
			return err
		}
		if err := w.checkDepth(below, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// apply adds what a selector finds in one value, and with .. in all below it.
func (w *walk) apply(found []any, v any, s *selector) ([]any, error) {
	found, err := w.applyHere(found, v, s)
	if err != nil || !s.deep {
		return found, err
	}
	for _, below := range children(v) {
		if found, err = w.apply(found, below, s); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (w *walk) applyHere(found []any, v any, s *selector) ([]any, error) {
	if err := w.visit(); err != nil {
		return nil, err
	}
	switch s.kind {
	case selectStep:
		return appendChild(found, v, &s.step), nil
	case selectUnion:
		for i := range s.more.union {
			found = appendChild(found, v, &s.more.union[i])
		}
		return found, nil
	case selectSlice:
		list, _ := v.([]any)
		return appendSlice(found, list, s.more.slice), nil
	}
	for _, below := range children(v) {
		if err := w.visit(); err != nil {
			return nil, err
		}
		if s.kind == selectWhere {
			holds, err := s.more.where.holds(w, below)
			if err != nil {
				return nil, err
			}
			if !holds {
				continue
			}
		}
		found = append(found, below)
	}
	return found, nil
}

func appendChild(found []any, v any, s *step) []any {
	if below, ok, _ := child(v, s); ok {
		return append(found, below)
	}
	return found
}

// appendSlice follows the slices of Python and of RFC 9535.
func appendSlice(found, list []any, slice [3]*int) []any {
	by := 1
	if slice[2] != nil {
		by = *slice[2]
	}
	if by == 0 {
		return found
	}
	from, to := 0, len(list)
	if by < 0 {
		from, to = len(list)-1, -1
	}
	low, high := 0, len(list)
	if by < 0 {
		low, high = -1, len(list)-1
	}
	if slice[0] != nil {
		from = inside(*slice[0], len(list), low, high)
	}
	if slice[1] != nil {
		to = inside(*slice[1], len(list), low, high)
	}
	for i := from; by > 0 && i < to || by < 0 && i > to; i += by {
		found = append(found, list[i])
	}
	return found
}

func inside(n, length, low, high int) int {
	if n < 0 {
		n += length
	}
	return min(max(n, low), high)
}

// children gives the elements of a list, or the values of an object by sorted
// keys.
func children(v any) []any {
	switch x := v.(type) {
	case []any:
		return x
	case map[string]any:
		all := make([]any, 0, len(x))
		for _, key := range keysOf(x) {
			all = append(all, x[key])
		}
		return all
	}
	return nil
}
