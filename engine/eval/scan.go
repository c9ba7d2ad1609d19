package eval

import (
	"errors"
	"strings"
)

// piece is a part of a template: text as it stands, or the source of an
// expression between braces. offset is where text or source begins.
type piece struct {
	text   string
	insert bool
	offset int
}

// scan cuts a template at its {{ }} in one pass. Braces inside the string
// literals of an expression and those of its maps do not end it. All problems
// are joined.
func scan(src string) ([]piece, error) {
	var pieces []piece
	var problems []error
	for at := 0; ; {
		open := strings.Index(src[at:], "{{")
		if open < 0 {
			if at < len(src) || len(pieces) == 0 {
				pieces = append(pieces, piece{text: src[at:], offset: at})
			}
			return pieces, errors.Join(problems...)
		}
		open += at
		if open > at {
			pieces = append(pieces, piece{text: src[at:open], offset: at})
		}
		end := insertEnd(src, open+2)
		if end < 0 {
			return nil, errors.Join(append(problems, fail("template.unclosed", open))...)
		}
		inside := src[open+2 : end]
		if strings.TrimSpace(inside) == "" {
			problems = append(problems, fail("template.empty", open))
		}
		pieces = append(pieces, piece{text: inside, insert: true, offset: open + 2})
		at = end + 2
		if at == len(src) {
			return pieces, errors.Join(problems...)
		}
	}
}

// insertEnd gives the place of the }} that ends the expression at i, or -1.
func insertEnd(src string, i int) int {
	depth := 0
	for i < len(src) {
		switch c := src[i]; c {
		case '"', '\'', '`':
			end := literalEnd(src, i)
			if end < 0 {
				return -1
			}
			i = end
			continue
		case '{':
			depth++
		case '}':
			if depth == 0 {
				if strings.HasPrefix(src[i:], "}}") {
					return i
				}
				i++
				continue
			}
			depth--
		}
		i++
	}
	return -1
}

// literalEnd gives the byte behind the string literal that begins at i.
func literalEnd(src string, i int) int {
	quote := src[i]
	for i++; i < len(src); i++ {
		switch {
		case src[i] == quote:
			return i + 1
		case src[i] == '\\' && quote != '`':
			i++
		}
	}
	return -1
}
