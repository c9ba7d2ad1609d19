package egress

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// errTotal is the cause of a request's context when its own time ran out.
var errTotal = errors.New("the request's time ran out")

// Do sends r and returns the whole answer, of whatever status. Its error is an
// *Error, or what r.AllowOrigin returned.
func (e *Egress) Do(ctx context.Context, r Request) (*Answer, error) {
	t, err := e.prepare(&r)
	if err != nil {
		return nil, err
	}
	began := e.now()
	left := r.Timeout
	for followed := 0; ; followed++ {
		if r.AllowOrigin != nil {
			if err := r.AllowOrigin(t.url); err != nil {
				return nil, err
			}
		}
		answer, took, err := e.exchange(ctx, &r, t, left)
		if err != nil {
			err.Sent = err.Sent || followed > 0
			return nil, err
		}
		if !r.Follow || !redirects(answer.Status) {
			answer.Duration = e.now() - began
			return answer, nil
		}
		if t, err = next(&r, t, answer, followed); err != nil {
			return nil, err
		}
		left = max(left-took, 1)
	}
}

// exchange sends one request to t and reads its answer, as the host permits. It
// returns how much time that took, without the wait for room.
func (e *Egress) exchange(ctx context.Context, r *Request, t *target, left time.Duration) (_ *Answer, took time.Duration, _ *Error) {
	if e.rules.portClosed(t.port) {
		return nil, 0, blocked(t.label, reasonPort)
	}
	p, err := e.place(ctx, t)
	if err != nil {
		return nil, 0, err
	}
	p.host.hold(r.AtOnce)
	pass, err := p.host.enter(ctx, e.now, r.Attempt > 1, left)
	if err != nil {
		return nil, 0, err.at(t.label)
	}
	o, rest := neutral, time.Duration(0)
	defer func() { p.host.leave(pass, e.now(), o, rest) }()

	began := e.now()
	within, cancel := context.WithTimeoutCause(ctx, left, errTotal)
	defer cancel()
	answer, err := e.send(within, r, t)
	if o = outcomeOf(err); err != nil {
		return nil, 0, err
	}
	switch {
	case answer.Status >= 500:
		o = bad
	case answer.Status < 400:
		o = worked
	}
	if answer.Status == http.StatusTooManyRequests || answer.Status == http.StatusServiceUnavailable {
		rest, _ = RetryAfter(answer.Header, e.c.Now())
	}
	return answer, e.now() - began, nil
}
