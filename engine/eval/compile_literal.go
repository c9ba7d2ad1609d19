package eval

import (
	"encoding/json"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// literal gives a number the digits it is written with in the source; parsed
// is what expr made of it and is used for other notations, such as 0x1F.
func (c *compiler) literal(at int, parsed string) json.Number {
	src := c.src[at-c.offset:]
	end := 0
	for end < len(src) && (isDigit(src[end]) || src[end] == '_') {
		end++
	}
	if end < len(src) && src[end] == '.' && !strings.HasPrefix(src[end:], "..") {
		for end++; end < len(src) && (isDigit(src[end]) || src[end] == '_'); {
			end++
		}
	}
	if end < len(src) && (src[end] == 'e' || src[end] == 'E') {
		mark := end + 1
		if mark < len(src) && (src[mark] == '+' || src[mark] == '-') {
			mark++
		}
		end = digitsEnd(src, mark)
	}
	if end < len(src) && strings.IndexByte("xXoObB", src[end]) >= 0 {
		return json.Number(parsed)
	}
	if digits, ok := readNumber(strings.ReplaceAll(src[:end], "_", "")); ok {
		return digits
	}
	return json.Number(parsed)
}

// binary compiles an operator. A written pattern is compiled here, once.
func (c *compiler) binary(n *ast.BinaryNode) term {
	at := c.at(n)
	b := &binary{name: n.Operator, left: c.compile(n.Left), right: c.compile(n.Right), at: at}
	switch n.Operator {
	case "and", "&&", "or", "||":
		return &logical{b, n.Operator == "or" || n.Operator == "||"}
	case "??":
		return &coalesce{b}
	case "matches":
		m := &matches{binary: b}
		if written, ok := n.Right.(*ast.StringNode); ok {
			re, err := compilePattern(written.Value)
			if err != nil {
				c.patternProblem(err, at)
			}
			m.pattern = re
		}
		return m
	}
	operate, ok := operators[n.Operator]
	if !ok {
		c.syntax(at, "the operator "+n.Operator+" is not supported")
	}
	b.operate = operate
	return b
}

func (c *compiler) patternProblem(err error, at int) {
	if _, long := err.(*Error); long {
		c.problems = append(c.problems, fail("expression.too_large", at, "limit", "1 KiB"))
		return
	}
	c.syntax(at, excerpt(err.Error(), 80))
}
