package actions

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/engine/egress"
)

// unsent turns what egress failed with into an error of the engine, by whether
// the request may be sent again.
func unsent(ctx context.Context, err error, effect engine.Effect) *engine.Error {
	var own *engine.Error // what AllowOrigin refused, or why there is no token
	if errors.As(err, &own) {
		return own
	}
	var fault *egress.Error
	if !errors.As(err, &fault) {
		return &engine.Error{Kind: engine.Internal, Code: "internal", Err: err}
	}
	e := &engine.Error{
		Kind: engine.Invalid, Code: fault.Code, Args: fault.Args,
		After: fault.After, Free: fault.NotAnAttempt, Err: err,
	}
	switch {
	case fault.Transient && fault.Sent && effect == engine.Once:
		e.Kind, e.Code = engine.Uncertain, "http.uncertain"
	case errors.Is(ctx.Err(), context.Canceled):
		e.Kind = engine.Canceled
	case fault.Transient:
		e.Kind = engine.Unavailable
	case fault.Code == egress.CodeBlocked:
		e.Kind = engine.Denied
	}
	return e
}

// badStatus is the failure of an answer whose status is not a welcome one. Whoever
// was asked too much has done nothing, so that even what must not happen twice is
// asked again then.
func badStatus(a *egress.Answer, host string, effect engine.Effect, now time.Time) *engine.Error {
	e := &engine.Error{
		Kind: engine.Invalid, Code: "http.status",
		Args: map[string]string{"status": strconv.Itoa(a.Status), "host": host},
	}
	if inCircle(a) { // to ask again would only go round again
		e.Code = "operation.depth"
		return e
	}
	if a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden {
		e.Kind = engine.Denied
	}
	if a.Status == http.StatusTooManyRequests || comesAndGoes(a.Status) && effect != engine.Once {
		e.Kind = engine.Unavailable
		e.After = askedToWait(a, now)
	}
	return e
}

// inCircle reports whether an answer is one of our own links', which was asked in
// a chain of too many processings, or started an operation that was.
func inCircle(a *egress.Answer) bool {
	var body struct{ Error struct{ Code string } }
	return a.Status >= 500 && len(a.Body) <= 64<<10 && json.Unmarshal(a.Body, &body) == nil && body.Error.Code == "operation.depth"
}

// askedToWait returns how long the answer asks to leave its sender alone: by the
// header Retry-After, or by a value retry_after in seconds in its JSON.
func askedToWait(a *egress.Answer, now time.Time) time.Duration {
	if d, ok := egress.RetryAfter(a.Header, now); ok {
		return d
	}
	type wait struct {
		RetryAfter any `json:"retry_after"`
	}
	var body struct {
		wait
		Parameters wait `json:"parameters"`
		Error      any  `json:"error"`
	}
	if len(a.Body) > 64<<10 {
		return 0
	}
	_ = json.Unmarshal(a.Body, &body) // what it cannot take stays zero
	longest := max(secondsOf(body.RetryAfter), secondsOf(body.Parameters.RetryAfter))
	if nested, ok := body.Error.(map[string]any); ok {
		longest = max(longest, secondsOf(nested["retry_after"]))
	}
	return longest
}

// secondsOf reads a number of seconds, also one written as text, up to a year.
func secondsOf(v any) time.Duration {
	n, ok := v.(float64)
	if s, text := v.(string); text {
		f, err := strconv.ParseFloat(s, 64)
		n, ok = f, err == nil
	}
	const year = 365 * 24 * 3600
	if !ok || math.IsNaN(n) || n <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(min(n, year)*1000)) * time.Millisecond
}
