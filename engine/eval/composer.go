package eval

// Composer is a JSON template, parsed once into a tree. Whatever the data, what
// it writes is JSON and equals the tree it stands for.
type Composer struct {
	root node
	refs []Reference
}

// node is a part of a composed value. kept is false when an optional value is
// empty and its key or element is left out.
type node interface {
	append(dst []byte, r *run) (out []byte, kept bool, err error)
	value(r *run) (v any, kept bool, err error)
}

// ParseJSON parses JSON in which {{ }} may stand as a whole value, inside a
// string and inside a key. As a whole value it keeps its type; optional(v)
// leaves its key or element out when v is empty. An element of a list
//
//	{"$each": "{{ list }}", "$as": "row", "$item": …}
//
// stands for as many elements as the list has; row and index can be used in
// $item. Of equal keys the last one stays. All problems inside {{ }} are
// joined; a problem with the JSON itself is reported alone.
func ParseJSON(template string, scope Scope) (*Composer, error) {
	p := &composeParser{s: template, scope: scope}
	root, err := p.document()
	if err != nil {
		return nil, err
	}
	return &Composer{root: root, refs: p.refs}, nil
}

// Value gives the composed value. A left out root is nil.
func (c *Composer) Value(env Env) (any, error) {
	r := newComposeRun(env)
	v, _, err := c.root.value(r)
	return v, r.composeLimit(err, 0)
}

// Append writes the composed value behind dst as compact JSON, keys in the
// order they are written in. At most 10 MiB are written.
func (c *Composer) Append(dst []byte, env Env) ([]byte, error) {
	r := newComposeRun(env)
	r.composed = len(dst)
	out, kept, err := c.root.append(dst, r)
	if err != nil {
		return dst, r.composeLimit(err, 0)
	}
	if !kept {
		out = append(out, "null"...)
	}
	return out, nil
}

// References gives the variables the template reads, in order. Rows of $each
// are not among them.
func (c *Composer) References() []Reference { return c.refs }

// newComposeRun has a greater budget for the whole; every expression in it has
// the usual one.
func newComposeRun(env Env) *run {
	return &run{env: env, total: MaxComposeSteps, time: maxComposeTime}
}

// compute computes one expression of a template with its own budget of steps.
func (r *run) compute(e *Expression) (v any, kept bool, err error) {
	if err := r.account(1); err != nil {
		return nil, false, err
	}
	r.texts = 0
	before := r.steps
	v, err = e.term.eval(r)
	if err != nil {
		return nil, false, r.composeLimit(err, before)
	}
	r.total -= before - r.steps
	if o, ok := v.(optional); ok {
		return o.value, !isEmpty(o.value), nil
	}
	return v, true, nil
}

// account pays for one written node and looks at the total.
func (r *run) account(n int) error {
	if r.total -= n; r.total <= 0 {
		return fail("compose.limit", -1, "limit", "steps")
	}
	r.steps = min(MaxSteps, r.total)
	return r.clock(n)
}

// fits checks the size of what has been written.
func (r *run) fits(size int) error {
	if size-r.composed > MaxComposed {
		return fail("compose.limit", -1, "limit", "10 MiB")
	}
	return nil
}

// composeLimit names the limit of the whole when that is what ran out in an
// expression which began with so many steps.
func (r *run) composeLimit(err error, steps int) error {
	e, ok := err.(*Error)
	if !ok || e.Code != "value.limit" {
		return err
	}
	if limit := e.Args["limit"]; limit == "time" || limit == "steps" && steps < MaxSteps {
		return fail("compose.limit", e.Offset, "limit", limit)
	}
	return err
}
