package egress

import (
	"context"
	"fmt"
	"time"
)

// Codes of what can go wrong. Each names a sentence for the person concerned.
const (
	CodeUnreachable = "http.unreachable"     // no such name, nobody there, cut off
	CodeTimeout     = "http.timeout"         // args: seconds, reason (dns connect tls answer total wait)
	CodeTLS         = "http.tls"             // not to be trusted; args: reason (certificate handshake)
	CodeTooLarge    = "http.too_large"       // args: limit, reason (body headers)
	CodeBlocked     = "http.blocked_address" // args: reason (own address port)
	CodeRedirect    = "http.redirect"        // args: reason (method credentials count downgrade scheme location)
	CodeHeader      = "http.header"          // a header to send that cannot be one; args: header
	CodeEncoding    = "http.encoding"        // an answer that cannot be read; args: reason
	CodeBreaker     = "http.breaker"         // the host rests; args: seconds, reason (rest budget)
	CodeAddress     = "http.address"         // not an address of the web; args: reason
	CodeMailHeader  = "mail.header"          // args: field
	CodeMailRefused = "mail.refused"         // for good; args: reason
	CodeMailAway    = "mail.unreachable"     // for now; args: reason
)

// Error is why a request or a letter did not get its answer. Nothing in it
// holds the path, query or user of an address, or a header's value.
type Error struct {
	Code string
	Args map[string]string // what the sentence mentions; "host" is always there

	// Sent is false only when it is certain that no byte of the request
	// reached the other side; of a letter, that it was not taken.
	Sent bool
	// Transient says that the same request may succeed later.
	Transient bool
	// NotAnAttempt says that nothing was tried: the host rests, or had no room.
	NotAnAttempt bool
	// After is how long to wait before the next try makes sense; 0: unknown.
	After time.Duration

	Err error // for the log

	blameless bool // says nothing about the host
}

func (e *Error) Error() string {
	s := e.Code
	if h := e.Args["host"]; h != "" {
		s += " (" + h + ")"
	}
	if r := e.Args["reason"]; r != "" {
		s += ": " + r
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// ErrorCode names the sentence for the person concerned.
func (e *Error) ErrorCode() string { return e.Code }

// ErrorArgs are what the sentence mentions. The caller must not change them.
func (e *Error) ErrorArgs() map[string]string { return e.Args }

// Temporary reports whether the same request may succeed later.
func (e *Error) Temporary() bool { return e.Transient }

func fail(code, host string, args ...string) *Error {
	m := make(map[string]string, 1+len(args)/2)
	m["host"] = host
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return &Error{Code: code, Args: m}
}

func timedOut(host, reason string, limit time.Duration) *Error {
	e := fail(CodeTimeout, host, "reason", reason, "seconds", seconds(limit))
	e.Transient, e.Err = true, context.DeadlineExceeded
	return e
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3g", d.Seconds()) }
