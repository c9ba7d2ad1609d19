package eval

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Error is what every function of this package fails with. Code and Args are
// for the person, Err is for the log. Args never hold more of the data than
// short excerpts of names and paths.
type Error struct {
	Code string
	Args map[string]string
	// Offset is the byte in the source text the error is about, -1 when unknown.
	Offset int
	Err    error
}

// Error gives the code and its arguments in one line, for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	for i, name := range slices.Sorted(maps.Keys(e.Args)) {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(name + "=" + e.Args[name])
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause, or nil.
func (e *Error) Unwrap() error { return e.Err }

// ErrorCode gives the stable code of the sentence to show.
func (e *Error) ErrorCode() string { return e.Code }

// ErrorArgs gives the words that go into that sentence.
func (e *Error) ErrorArgs() map[string]string { return e.Args }

// ErrorOffset gives the byte in the source text, -1 when unknown.
func (e *Error) ErrorOffset() int { return e.Offset }

// Problems gives the errors of this package that are joined in err, in order.
// An error of another kind becomes one with the code internal.
func Problems(err error) []*Error {
	switch e := err.(type) {
	case nil:
		return nil
	case *Error:
		return []*Error{e}
	case interface{ Unwrap() []error }:
		var all []*Error
		for _, one := range e.Unwrap() {
			all = append(all, Problems(one)...)
		}
		return all
	}
	return []*Error{{Code: "internal", Offset: -1, Err: err}}
}

// fail builds an error from pairs of argument names and values.
func fail(code string, offset int, pairs ...string) *Error {
	e := &Error{Code: code, Offset: offset}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if e.Args == nil {
			e.Args = make(map[string]string, len(pairs)/2)
		}
		e.Args[pairs[i]] = pairs[i+1]
	}
	return e
}

// wrongKind says that name was one kind of value where another is needed.
func wrongKind(offset int, name string, value any, want string) *Error {
	return fail("value.kind", offset, "name", excerpt(name, 80), "kind", kindOf(value), "want", want)
}

// placed moves an error to an offset when it has none yet.
func placed(err error, offset int) error {
	e, ok := err.(*Error)
	if !ok || e.Offset >= 0 {
		return err
	}
	moved := *e
	moved.Offset = offset
	return &moved
}

// shifted adds a distance to the offset of every error in err.
func shifted(err error, distance int) error {
	if err == nil || distance == 0 {
		return err
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range many.Unwrap() {
			all = append(all, shifted(one, distance))
		}
		return errors.Join(all...)
	}
	e, ok := err.(*Error)
	if !ok || e.Offset < 0 {
		return err
	}
	moved := *e
	moved.Offset += distance
	return &moved
}

// excerpt cuts a name to at most n runes.
func excerpt(s string, n int) string {
	if len(s) <= n {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	s = strings.ToValidUTF8(s[:min(len(s), 4*n+4)], "\uFFFD")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return string(runes[:n-1]) + "…"
}
