package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Error is an error someone may have to act on. Its parts have different
// readers: Kind is for the engine, which decides whether to try again; Code and
// Args are for the person at the screen, for whom ui/text has a sentence and a
// hint under every code; Err is for the operator's log, and is never shown.
type Error struct {
	Kind   Kind
	Code   string            // "http.timeout"; names the sentence
	Field  string            // the config field at fault, as in "with.fields[2].path"
	Offset int               // byte in that field's text where it is about
	Args   map[string]string // what the sentence mentions; never secrets
	After  time.Duration     // the soonest a retry makes sense, if known
	Free   bool              // nothing was tried, so it does not count as an attempt
	Err    error
}

func (e *Error) Error() string {
	s := e.Kind.String() + ": " + e.Code
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Kind is what an error means to the engine. The zero Kind is Internal, so that
// an error nobody classified is treated as a fault of ours and not retried.
type Kind uint8

// The kinds there are.
const (
	Internal    Kind = iota // a bug, or a promise broken
	Invalid                 // asked wrongly; asking again will not help
	NotFound                // no such thing
	Conflict                // someone else was first
	Denied                  // not allowed; credentials missing or refused
	Unavailable             // the other side is down, slow or busy; try again
	Uncertain               // it may or may not have taken effect; never repeat it blindly
	Canceled                // told to stop
)

var kinds = [...]string{"internal", "invalid", "not found", "conflict", "denied", "unavailable", "uncertain", "canceled"}

func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Errors recognised by identity. The first two are also causes of a run's
// context ending; any other cause means the program is shutting down.
var (
	ErrCancelled = &Error{Kind: Canceled, Code: "operation.cancelled"}
	ErrLeaseLost = &Error{Kind: Conflict, Code: "operation.lease_lost"}
	ErrNoReply   = &Error{Kind: Unavailable, Code: "operation.no_reply"}
)

// coded is met by the errors of packages that cannot import this one.
type coded interface {
	error
	ErrorCode() string
	ErrorArgs() map[string]string
}

// KindOf returns the kind of the outermost Error in err's chain. Without one it
// is Unavailable for a leaf package's error that calls itself temporary, Invalid
// for its others, Canceled or Unavailable for the context errors, and Internal
// otherwise.
func KindOf(err error) Kind {
	var (
		e *Error
		c coded
	)
	switch {
	case err == nil:
		return Internal
	case errors.As(err, &e):
		return e.Kind
	case errors.As(err, &c):
		if t, ok := c.(interface{ Temporary() bool }); ok && t.Temporary() {
			return Unavailable
		}
		return Invalid
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return Unavailable
	}
	return Internal
}

// Failure is an Error as it is stored in history. Detail is what the log said,
// for the operator's view; the owner's view is made from Code and Args.
type Failure struct {
	Kind   Kind              `json:"kind"`
	Code   string            `json:"code"`
	Field  string            `json:"field,omitempty"`
	Args   map[string]string `json:"args,omitempty"`
	Node   NodeID            `json:"node,omitempty"` // whose step failed, on an operation
	Detail string            `json:"detail,omitempty"`
	At     time.Time         `json:"at"`
}

// Cause is what failures of one cause have in common: the code, and the status
// where there is one. It is "" for none.
func (f *Failure) Cause() string {
	if f == nil {
		return ""
	}
	if status := f.Args["status"]; status != "" {
		return f.Code + ":" + status
	}
	return f.Code
}

// Words are what people may look for of a failure.
func (f *Failure) Words() []string {
	if f == nil {
		return nil
	}
	words := []string{f.Code}
	for _, name := range slices.Sorted(maps.Keys(f.Args)) {
		words = append(words, f.Args[name])
	}
	return append(words, f.Detail)
}

// maxDetail bounds the technical text kept of one failure, in bytes.
const maxDetail = 4 << 10

// FailureOf returns err as it should be stored.
func FailureOf(err error, at time.Time) *Failure {
	f := &Failure{Kind: KindOf(err), Code: "internal", Detail: clip(err.Error(), maxDetail), At: at}
	var (
		e *Error
		c coded
	)
	switch {
	case errors.As(err, &e):
		f.Code, f.Field, f.Args = e.Code, e.Field, maps.Clone(e.Args)
	case errors.As(err, &c):
		f.Code, f.Args = c.ErrorCode(), maps.Clone(c.ErrorArgs())
	}
	return f
}

func afterOf(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.After
	}
	return 0
}

func freeOf(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Free
}

// clip cuts s to at most n bytes without splitting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
