package eval

import (
	"errors"
	"strings"
)

// Expression is one parsed expression.
type Expression struct {
	src  string
	term term
	// plain is set when the expression is nothing but a reference.
	plain *reference
	refs  []Reference
}

// term is a part of an expression that can be computed.
type term interface {
	eval(r *run) (any, error)
}

// ParseExpression parses an expression without braces. All problems with
// names are reported at once, each with the place it stands at.
func ParseExpression(src string, scope Scope) (*Expression, error) {
	return parseExpression(src, 0, scope, nil)
}

// ParseCondition parses an expression that must give true or false. One {{ }}
// around it is accepted.
func ParseCondition(src string, scope Scope) (*Condition, error) {
	offset := 0
	if trimmed := strings.TrimSpace(src); strings.HasPrefix(trimmed, "{{") {
		pieces, err := scan(trimmed)
		if err != nil {
			return nil, shifted(err, strings.Index(src, "{{"))
		}
		if len(pieces) == 1 {
			offset = strings.Index(src, "{{") + 2
			src = pieces[0].text
		}
	}
	e, err := parseExpression(src, offset, scope, nil)
	if err != nil {
		return nil, err
	}
	return &Condition{e}, nil
}

// parseExpression parses src, which stands at offset in its template. Locals
// are the names of slots that are already filled when it runs.
func parseExpression(src string, offset int, scope Scope, locals []string) (*Expression, error) {
	if len(src) > maxSource {
		return nil, fail("expression.too_large", offset, "limit", "64 KiB")
	}
	c := &compiler{src: src, offset: offset, scope: scope, locals: locals}
	e := &Expression{src: src}
	if f, ok := parseReference(src, offset); ok {
		e.plain = f
		c.bindReference(f)
		e.term = f
	} else {
		e.term = c.compileSource()
	}
	e.refs = c.refs
	if len(c.problems) > 0 {
		return nil, errors.Join(c.problems...)
	}
	return e, nil
}

// Value computes the expression and gives a plain value.
func (e *Expression) Value(env Env) (any, error) {
	v, _, err := e.Present(env)
	return v, err
}

// Present computes the expression. present is false when it is optional(v)
// and v is empty: whoever builds an object or a list leaves it out then.
func (e *Expression) Present(env Env) (value any, present bool, err error) {
	if e.plain != nil {
		v, err := e.plain.find(&env, nil)
		if err != nil {
			return nil, false, err
		}
		v, err = (*run)(nil).settle(v)
		return v, true, placed(err, e.plain.at)
	}
	return e.present(newRun(env))
}

// present computes the expression with what a run has left.
func (e *Expression) present(r *run) (value any, present bool, err error) {
	v, err := e.term.eval(r)
	if err != nil {
		return nil, false, err
	}
	if o, ok := v.(optional); ok {
		if isEmpty(o.value) {
			return nil, false, nil
		}
		v = o.value
	}
	v, err = r.settle(v)
	return v, true, err
}

// References gives the variables the expression reads, in order.
func (e *Expression) References() []Reference { return e.refs }

// String gives the source.
func (e *Expression) String() string { return e.src }

// Condition is an expression that says true or false.
type Condition struct{ e *Expression }

// Holds computes the condition. Anything but true or false is value.kind.
func (c *Condition) Holds(env Env) (bool, error) {
	v, err := c.e.Value(env)
	if err != nil {
		return false, err
	}
	yes, ok := v.(bool)
	if !ok {
		return false, wrongKind(0, strings.TrimSpace(c.e.src), v, "boolean")
	}
	return yes, nil
}

// References gives the variables the condition reads, in order.
func (c *Condition) References() []Reference { return c.e.refs }

// String gives the source.
func (c *Condition) String() string { return c.e.src }
