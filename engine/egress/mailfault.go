package egress

import (
	"context"
	"errors"
	"net/textproto"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// mailFault makes an error of code; only CodeMailAway is worth another try.
func mailFault(code string, t *target, reason string) *Error {
	e := fail(code, t.label, "reason", reason)
	e.Transient = code == CodeMailAway
	return e
}

// mailError explains why a letter was not taken. A server's own words are left
// out: they may repeat addresses and subjects.
func mailError(ctx context.Context, t *target, err error) *Error {
	fault := mailReason(ctx, t, err)
	var sending *gomail.SendError
	if errors.As(err, &sending) && sending.ErrorCode() == 0 {
		fault.Sent = sending.Reason == gomail.ErrWriteContent || sending.Reason == gomail.ErrSMTPDataClose
	}
	return fault
}

func mailReason(ctx context.Context, t *target, err error) *Error {
	var own *Error
	switch code := replyCode(err); {
	case errors.As(err, &own):
		return asMailFault(own, t)
	case code >= 500 && loginReply(code):
		return withReply(mailFault(CodeMailRefused, t, "login"), code)
	case code >= 500:
		return withReply(mailFault(CodeMailRefused, t, "reply"), code)
	case code >= 400:
		return withReply(mailFault(CodeMailAway, t, "reply"), code)
	case errors.Is(err, errNoLogin):
		return withErr(mailFault(CodeMailRefused, t, "login"), errNoLogin)
	case strings.Contains(err.Error(), "does not support STARTTLS"): // the library has no type for it
		return mailFault(CodeMailRefused, t, "starttls")
	case ctx.Err() != nil && !errors.Is(context.Cause(ctx), errTotal):
		return withErr(mailFault(CodeMailAway, t, "interrupted"), context.Cause(ctx))
	case ctx.Err() != nil:
		return withErr(mailFault(CodeMailAway, t, "timeout"), context.DeadlineExceeded)
	case aboutCertificate(err):
		return withErr(mailFault(CodeMailRefused, t, "tls"), loggable(err))
	}
	return withErr(mailFault(CodeMailAway, t, "cut"), loggable(err))
}

// asMailFault turns an error of dialling into one of mail.
func asMailFault(e *Error, t *target) *Error {
	code := CodeMailRefused
	if e.Transient {
		code = CodeMailAway
	}
	reason := e.Args["reason"]
	if e.Code == CodeTimeout && !e.blameless {
		reason = "timeout"
	}
	return withErr(mailFault(code, t, reason), e.Err)
}

// replyCode returns the number of the server's refusal, or 0.
func replyCode(err error) int {
	var sending *gomail.SendError
	if errors.As(err, &sending) {
		return sending.ErrorCode()
	}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

// loginReply holds for refusals of a user or password.
func loginReply(code int) bool { return code == 530 || code == 534 || code == 535 || code == 538 }

func withReply(e *Error, code int) *Error {
	e.Args["reply"] = strconv.Itoa(code)
	return e
}

func withErr(e *Error, err error) *Error {
	e.Err = err
	return e
}
