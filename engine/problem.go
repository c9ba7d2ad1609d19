package engine

import (
	"errors"
	"fmt"
	"strings"
)

// Problem is one thing wrong with a document: what, and where.
type Problem struct {
	Node   NodeID            `json:"action,omitempty"` // "" for the document itself or its source
	Field  string            `json:"field,omitempty"`  // as in "with.fields[2].path" or "source.with.cron"
	Offset int               `json:"position"`         // byte in that field's text
	Line   int               `json:"line,omitempty"`   // in the document's text, from 1; 0 if it has none
	Column int               `json:"column,omitempty"` // in characters, from 1
	Code   string            `json:"code"`
	Args   map[string]string `json:"args,omitempty"`

	// Before is how many nodes with the id come before the one meant: more than
	// none only while an id is given twice.
	Before int `json:"-"`
}

func (p Problem) Error() string {
	where := string(p.Node)
	if p.Field != "" {
		where = strings.TrimPrefix(where+"."+p.Field, ".")
	}
	if len(p.Args) == 0 {
		return fmt.Sprintf("%s: %s", where, p.Code)
	}
	return fmt.Sprintf("%s: %s %v", where, p.Code, p.Args)
}

// Problems are all that is wrong with a document. They are an error.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].Error()
	}
	return strings.Join(lines, "\n")
}

// ProblemsOf lists what an error of Prepare says is wrong, as many as it joins.
// An error that is no Problem becomes one with its own code and place.
func ProblemsOf(err error) Problems {
	var (
		all    Problems
		one    Problem
		many   Problems
		e      *Error
		c      coded
		joined interface{ Unwrap() []error }
	)
	switch {
	case err == nil:
	case errors.As(err, &many):
		all = append(all, many...)
	case errors.As(err, &joined):
		for _, err := range joined.Unwrap() {
			all = append(all, ProblemsOf(err)...)
		}
	case errors.As(err, &one):
		all = append(all, one)
	case errors.As(err, &e):
		all = append(all, Problem{Field: e.Field, Offset: e.Offset, Code: e.Code, Args: e.Args})
	case errors.As(err, &c):
		p := Problem{Code: c.ErrorCode(), Args: c.ErrorArgs()}
		if o, ok := c.(interface{ ErrorOffset() int }); ok {
			p.Offset = max(0, o.ErrorOffset())
		}
		all = append(all, p)
	default:
		all = append(all, Problem{Code: "internal", Args: map[string]string{"detail": clip(err.Error(), 200)}})
	}
	return all
}

// And returns the problems of reading a document with what Compile says of what
// was read. A type that could not be read is a problem already, and not also one
// that nobody knows.
func (p Problems) And(compiled error) Problems {
	all := p
	for _, one := range ProblemsOf(compiled) {
		untyped := one.Code == "document.unknown_source" || one.Code == "document.unknown_action"
		if len(p) == 0 || !untyped || one.Args["type"] != "" {
			all = append(all, one)
		}
	}
	return all
}

// Under returns the problems with their fields moved under a name: "path" under
// "with.fields[2]" is "with.fields[2].path".
func (p Problems) Under(field string) Problems {
	moved := make(Problems, len(p))
	for i, one := range p {
		switch {
		case one.Field == "":
			one.Field = field
		case strings.HasPrefix(one.Field, "["):
			one.Field = field + one.Field
		default:
			one.Field = field + "." + one.Field
		}
		moved[i] = one
	}
	return moved
}
