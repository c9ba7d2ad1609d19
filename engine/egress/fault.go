package egress

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

func blocked(host, reason string) *Error { return fail(CodeBlocked, host, "reason", reason) }

func badAddress(host, reason string) *Error { return fail(CodeAddress, host, "reason", reason) }

func unreadable(host, reason string, err error) *Error {
	e := fail(CodeEncoding, host, "reason", reason)
	e.Err = err
	return e
}

func unreachable(host, reason string, err error) *Error {
	e := fail(CodeUnreachable, host, "reason", reason)
	e.Transient, e.Err = true, loggable(err)
	return e
}

func tooLarge(host, reason string, limit int) *Error {
	return fail(CodeTooLarge, host, "reason", reason, "limit", strconv.Itoa(limit))
}

func untrusted(host string, err error) *Error {
	reason := "handshake"
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		reason = "certificate"
	}
	e := fail(CodeTLS, host, "reason", reason)
	e.Err = loggable(err)
	return e
}

// rests says that a host is left alone for d.
func rests(reason string, d time.Duration) *Error {
	e := fail(CodeBreaker, "", "reason", reason, "seconds", seconds(d))
	e.Transient, e.NotAnAttempt, e.After = true, true, d
	return e
}

// interrupted says that the caller's own context ended.
func interrupted(ctx context.Context, host string) *Error {
	code := CodeUnreachable
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		code = CodeTimeout
	}
	e := fail(code, host, "reason", "interrupted", "seconds", "0")
	e.Transient, e.blameless, e.Err = true, true, context.Cause(ctx)
	if !errors.Is(e.Err, ctx.Err()) {
		e.Err = fmt.Errorf("%w: %w", ctx.Err(), e.Err)
	}
	return e
}

// at names the host in an error that was made without knowing it.
func (e *Error) at(host string) *Error {
	e.Args["host"] = host
	return e
}

// outcomeOf tells what err says about the host: an answer is good, silence is
// bad, and what we refused or broke off ourselves is neither.
func outcomeOf(err *Error) outcome {
	switch {
	case err == nil:
		return good
	case err.blameless, err.NotAnAttempt:
		return neutral
	case err.Code == CodeUnreachable, err.Code == CodeTimeout, err.Code == CodeEncoding && err.Transient:
		return bad
	}
	return neutral
}

// ended explains a context that is over, or returns nil.
func ended(ctx context.Context, r *Request, t *target) *Error {
	switch {
	case ctx.Err() == nil:
		return nil
	case errors.Is(context.Cause(ctx), errTotal):
		return timedOut(t.label, "total", r.Timeout)
	}
	return interrupted(ctx, t.label)
}

// sendError explains why no answer began.
func (e *Egress) sendError(ctx context.Context, r *Request, t *target, w *wire, err error) *Error {
	if fault := ended(ctx, r, t); fault != nil {
		return fault
	}
	connected := w.conn != nil || w.wrote
	var own *Error
	var slow net.Error
	switch {
	case errors.As(err, &own):
		fault := *own
		return &fault
	case errors.As(err, &slow) && slow.Timeout() && connected:
		return timedOut(t.label, "answer", e.c.Timeouts.FirstByte)
	case errors.As(err, &slow) && slow.Timeout():
		return timedOut(t.label, "tls", e.c.Timeouts.TLS)
	case !connected && aboutTLS(err):
		return untrusted(t.label, err)
	case aboutHeaderSize(err):
		return tooLarge(t.label, "headers", maxHeaders)
	case malformed(err):
		return unreadable(t.label, "malformed", nil)
	}
	return unreachable(t.label, "cut", err)
}

// aboutTLS holds for every failed handshake that was not cut off.
func aboutTLS(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Op == "remote error" || op.Op == "local error" // alerts
	}
	return !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, net.ErrClosed)
}

// aboutCertificate holds for handshakes that failed on who the other side is.
func aboutCertificate(err error) bool {
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var op *net.OpError
	return errors.As(err, &cert) || errors.As(err, &record) ||
		errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error")
}

// net/http has no types for these two.
func aboutHeaderSize(err error) bool {
	return strings.Contains(err.Error(), "response headers exceeded") ||
		strings.Contains(err.Error(), "response header list larger")
}

func malformed(err error) bool {
	var proto textproto.ProtocolError
	s := err.Error()
	return errors.As(err, &proto) || strings.Contains(s, "malformed") ||
		strings.Contains(s, "invalid") || strings.Contains(s, "Content-Length") || strings.Contains(s, "unsupported transfer encoding") ||
		strings.Contains(s, "too many transfer encodings")
}

// readError explains why an answer that began did not end.
func readError(ctx context.Context, r *Request, t *target, err error) *Error {
	if fault := ended(ctx, r, t); fault != nil {
		return fault
	}
	var broken *brokenEncoding
	var op *net.OpError
	switch {
	case errors.Is(err, errTooLarge):
		return tooLarge(t.label, "body", r.MaxBody)
	case errors.As(err, &op):
		return unreachable(t.label, "cut", err)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		fault := unreadable(t.label, "length", io.ErrUnexpectedEOF)
		fault.Transient = true // it may have been cut off rather than wrong
		return fault
	case errors.As(err, &broken):
		return unreadable(t.label, broken.name, nil)
	}
	return unreadable(t.label, "chunk", nil)
}

// loggable returns err when its text is known to hold nothing of the request's
// address and nothing the other side chose freely, else nothing.
func loggable(err error) error {
	var op *net.OpError
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var authority x509.UnknownAuthorityError
	for _, known := range []any{&op, &dns, &cert, &record, &authority} {
		if errors.As(err, known) {
			return err
		}
	}
	for _, known := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return known
		}
	}
	return nil
}
