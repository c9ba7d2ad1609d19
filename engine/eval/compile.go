package eval

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// compiler turns expr's syntax tree into terms and collects every problem.
type compiler struct {
	src      string
	offset   int
	scope    Scope
	locals   []string
	refs     []Reference
	problems []error
}

// compileSource parses the whole source; after a problem the term is nil.
func (c *compiler) compileSource() term {
	if !utf8.ValidString(c.src) {
		c.syntax(c.offset, "text that is not UTF-8")
		return nil
	}
	node, err := c.parse()
	if err != nil {
		c.problems = append(c.problems, err)
		return nil
	}
	return c.compile(node)
}

// parse calls expr's parser; a panic in it is a syntax error.
func (c *compiler) parse() (node ast.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fail("expression.syntax", c.offset, "message", excerpt(fmt.Sprint(p), 80))
		}
	}()
	config := conf.CreateNew()
	config.MaxNodes = maxNodes
	tree, err := parser.ParseWithConfig(c.src, config)
	if err == nil {
		return tree.Node, nil
	}
	message, at := err.Error(), c.offset
	var positioned *file.Error
	if errors.As(err, &positioned) {
		message, at = positioned.Message, c.byteAt(positioned.From)
	}
	if strings.Contains(message, "maximum allowed nodes") {
		return nil, fail("expression.too_large", at, "limit", fmt.Sprint(maxNodes))
	}
	return nil, fail("expression.syntax", at, "message", excerpt(message, 80))
}

// compile makes the term of a node. It gives a term that is never run when
// there was a problem.
func (c *compiler) compile(node ast.Node) term {
	at := c.at(node)
	switch n := node.(type) {
	case *ast.NilNode:
		return constant{nil}
	case *ast.BoolNode:
		return constant{n.Value}
	case *ast.IntegerNode:
		return constant{c.literal(at, fmt.Sprint(n.Value))}
	case *ast.FloatNode:
		return constant{c.literal(at, fmt.Sprint(n.Value))}
	case *ast.StringNode:
		return c.text(n.Value, at)
	case *ast.IdentifierNode:
		if n.Value == "null" { // what people who know JSON write for nil
			return constant{nil}
		}
		return c.member(node)
	case *ast.MemberNode:
		return c.member(node)
	case *ast.PointerNode:
		return c.pointer(n)
	case *ast.ChainNode:
		return c.compile(n.Node)
	case *ast.SliceNode:
		return &sliced{c.compile(n.Node), c.maybe(n.From), c.maybe(n.To), at}
	case *ast.UnaryNode:
		return &unary{n.Operator, c.compile(n.Node), at}
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.ConditionalNode:
		return &conditional{c.compile(n.Cond), c.compile(n.Exp1), c.compile(n.Exp2), at}
	case *ast.ArrayNode:
		return &listOf{c.compileAll(n.Nodes)}
	case *ast.MapNode:
		return c.object(n)
	case *ast.BuiltinNode:
		return c.call(n.Name, n.Arguments, at)
	case *ast.CallNode:
		return c.called(n)
	case *ast.VariableDeclaratorNode:
		return c.declare(n)
	case *ast.SequenceNode:
		return &sequence{c.compileAll(n.Nodes)}
	}
	c.syntax(at, "this is not supported here")
	return nil
}

func (c *compiler) compileAll(nodes []ast.Node) []term {
	terms := make([]term, len(nodes))
	for i, node := range nodes {
		terms[i] = c.compile(node)
	}
	return terms
}

// maybe compiles a node that may be missing.
func (c *compiler) maybe(node ast.Node) term {
	if node == nil {
		return nil
	}
	return c.compile(node)
}

func (c *compiler) text(s string, at int) term {
	if !utf8.ValidString(s) {
		c.syntax(at, "text that is not UTF-8")
	}
	return constant{s}
}

func (c *compiler) object(n *ast.MapNode) term {
	o := &objectOf{at: c.at(n)}
	for _, node := range n.Pairs {
		pair := node.(*ast.PairNode)
		o.keys = append(o.keys, c.compile(pair.Key))
		o.values = append(o.values, c.compile(pair.Value))
	}
	return o
}

// declare gives let variables the next slot. They may not hide other names.
func (c *compiler) declare(n *ast.VariableDeclaratorNode) term {
	if _, taken := c.scope[n.Name]; taken || slices.Contains(c.locals, n.Name) {
		c.syntax(c.at(n), "the name "+excerpt(n.Name, 40)+" is taken")
	}
	l := &let{slot: len(c.locals), value: c.compile(n.Value)}
	c.locals = append(c.locals, n.Name)
	l.body = c.compile(n.Expr)
	c.locals = c.locals[:l.slot]
	return l
}

func (c *compiler) syntax(at int, message string) {
	c.problems = append(c.problems, fail("expression.syntax", at, "message", message))
}

// at gives the byte of a node in the whole template.
func (c *compiler) at(node ast.Node) int { return c.byteAt(node.Location().From) }

// byteAt turns expr's count of runes into a byte in the whole template.
func (c *compiler) byteAt(runes int) int {
	for i := range c.src {
		if runes == 0 {
			return c.offset + i
		}
		runes--
	}
	return c.offset + len(c.src)
}

// names gives every name an expression may use here.
func (c *compiler) names() []string {
	names := slices.Collect(maps.Keys(c.scope))
	for _, name := range c.locals {
		if !strings.HasPrefix(name, "#") {
			names = append(names, name)
		}
	}
	return names
}
