package eval

import (
	"slices"
	"strconv"

	"github.com/expr-lang/expr/ast"
)

// member compiles a chain such as a.b[0].c. A chain of written names becomes
// one reference; the rest is computed level by level.
func (c *compiler) member(node ast.Node) term {
	if f, ok := c.chain(node); ok {
		c.bindReference(f)
		return f
	}
	n, ok := node.(*ast.MemberNode)
	if !ok {
		c.syntax(c.at(node), "this is not supported here")
		return nil
	}
	base := c.compile(n.Node)
	if s, ok := writtenStep(n.Property); ok {
		return &memberOf{base: base, step: s, at: c.at(n)}
	}
	return &memberAt{base: base, key: c.compile(n.Property), at: c.at(n)}
}

// chain reads a chain of written names down to a name or #.
func (c *compiler) chain(node ast.Node) (*reference, bool) {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return &reference{name: n.Value, slot: -1, at: c.at(n)}, true
	case *ast.PointerNode:
		return &reference{name: pointerName(n), slot: -1, at: c.at(n)}, true
	case *ast.ChainNode:
		return c.chain(n.Node)
	case *ast.MemberNode:
		f, ok := c.chain(n.Node)
		if !ok {
			return nil, false
		}
		s, ok := writtenStep(n.Property)
		if ok {
			f.steps = append(f.steps, s)
		}
		return f, ok
	}
	return nil, false
}

func (c *compiler) pointer(n *ast.PointerNode) term {
	f := &reference{name: pointerName(n), slot: -1, at: c.at(n)}
	c.bindReference(f)
	return f
}

// pointerName gives the local name of #, #index and #acc.
func pointerName(n *ast.PointerNode) string { return "#" + n.Name }

// writtenStep reads a property that is written as text or a whole number.
func writtenStep(node ast.Node) (step, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return step{key: n.Value}, true
	case *ast.IntegerNode:
		return step{index: n.Value, isIndex: true}, true
	case *ast.UnaryNode:
		if i, ok := n.Node.(*ast.IntegerNode); ok && n.Operator == "-" {
			return step{index: -i.Value, isIndex: true}, true
		}
	}
	return step{}, false
}

// bindReference finds what a name means, innermost first, and notes the use.
func (c *compiler) bindReference(f *reference) {
	for slot, name := range slices.Backward(c.locals) {
		if name == f.name {
			f.slot = slot
			return
		}
	}
	if f.name[0] == '#' {
		c.syntax(f.at, excerpt(f.name, 40)+" has no meaning here")
		return
	}
	fields, known := c.scope[f.name]
	if !known {
		c.problems = append(c.problems, fail("expression.unknown_name", f.at,
			"name", excerpt(f.name, 80), "closest", closest(f.name, c.names())))
		return
	}
	c.refs = append(c.refs, f.asReference())
	if fields == nil || len(f.steps) == 0 || f.steps[0].isIndex {
		return
	}
	if field := f.steps[0].key; !slices.Contains(fields, field) {
		c.problems = append(c.problems, fail("expression.unknown_field", f.at,
			"name", excerpt(f.name, 80), "field", excerpt(field, 80), "closest", closest(field, fields)))
	}
}

// called compiles a call of a function that is not expr's own.
func (c *compiler) called(n *ast.CallNode) term {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		name := "()"
		if m, isMember := n.Callee.(*ast.MemberNode); isMember {
			if s, written := writtenStep(m.Property); written {
				name = s.String()
			}
		}
		c.unknownFunction(name, c.at(n))
		return nil
	}
	return c.call(callee.Value, n.Arguments, c.at(n))
}

// call compiles a call by name, with one function or with a predicate.
func (c *compiler) call(name string, arguments []ast.Node, at int) term {
	if p, ok := predicates[name]; ok {
		return c.predicate(name, p, arguments, at)
	}
	f, ok := functions[name]
	if !ok {
		c.unknownFunction(name, at)
		c.compileAll(arguments) // for their own problems
		return nil
	}
	if len(arguments) < f.least || len(arguments) > f.most {
		c.syntax(at, name+" takes "+count(f.least, f.most)+", not "+strconv.Itoa(len(arguments)))
	}
	args := c.compileAll(arguments)
	if check := checks[name]; check != nil {
		if err := check(args); err != nil {
			c.problems = append(c.problems, placed(err, at))
		}
	}
	return &call{name: name, f: f, args: args, at: at}
}

// elsewhere are functions of the language whose values are no plain ones. Ours
// do their work on texts and seconds.
var elsewhere = []string{"date", "duration", "timezone"}

func (c *compiler) unknownFunction(name string, at int) {
	if slices.Contains(elsewhere, name) {
		c.problems = append(c.problems, fail("expression.unknown_function", at, "name", name, "what", name))
		return
	}
	c.problems = append(c.problems, fail("expression.unknown_function", at,
		"name", excerpt(name, 80), "closest", closest(name, FunctionNames())))
}

func count(least, most int) string {
	switch {
	case least == most && least == 1:
		return "1 value"
	case least == most:
		return strconv.Itoa(least) + " values"
	case most == anyNumber:
		return strconv.Itoa(least) + " or more values"
	}
	return strconv.Itoa(least) + " to " + strconv.Itoa(most) + " values"
}

// predicate compiles list functions such as filter. Its body sees the element,
// its index and what reduce has gathered as #, #index and #acc.
func (c *compiler) predicate(name string, p predicate, arguments []ast.Node, at int) term {
	if len(arguments) == 0 {
		c.syntax(at, name+" needs a list")
		return nil
	}
	e := &each{name: name, apply: p, list: c.compile(arguments[0]), slot: len(c.locals), at: at}
	if len(arguments) > 1 {
		body, ok := arguments[1].(*ast.PredicateNode)
		if !ok {
			c.syntax(at, name+" needs a list and a condition")
			return nil
		}
		acc := "#none"
		if name == "reduce" {
			acc = "#acc"
		}
		c.locals = append(c.locals, "#", "#index", acc)
		e.body = c.compile(body.Node)
		c.locals = c.locals[:e.slot]
	}
	if len(arguments) > 2 {
		e.extra = c.compile(arguments[2])
	}
	return e
}
