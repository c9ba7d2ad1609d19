package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"stanok/engine"
)

// maxBody bounds what the API reads of one request, in bytes.
const maxBody = 2 << 20

// bodyTime is how long a caller may take to send a body.
const bodyTime = 30 * time.Second

// object is a JSON object in the order its keys are to be read.
type object = map[string]any

// json writes v with a status.
func (c *call) json(status int, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return c.Blob(status, "application/json; charset=utf-8", b.Bytes())
}

// list writes items as all lists are written.
func (c *call) list(items any, next string) error {
	return c.json(http.StatusOK, object{"items": items, "next_cursor": next})
}

// read returns the request's body, at most maxBody of it.
func (c *call) read() ([]byte, error) { return c.readUpTo(maxBody) }

// readUpTo is read with another bound, in bytes.
func (c *call) readUpTo(most int64) ([]byte, error) {
	r := c.Request()
	b, err := io.ReadAll(http.MaxBytesReader(c.Response(), r.Body, most))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.Response().Header().Set("Connection", "close")
		return nil, &engine.Error{Kind: engine.Invalid, Code: "request.slow", Args: map[string]string{"seconds": strconv.Itoa(int(bodyTime.Seconds()))}}
	}
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Time{}) // a waiting caller would seem gone
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, echo.NewHTTPError(http.StatusRequestEntityTooLarge)
	}
	if err != nil {
		return nil, &engine.Error{Kind: engine.Invalid, Code: "request.body", Err: err}
	}
	return b, nil
}

// decode reads the request's body into v: JSON without unknown keys. An empty
// body leaves v as it is.
func (c *call) decode(v any) error { return c.decodeUpTo(v, maxBody) }

// decodeUpTo is decode with another bound, in bytes.
func (c *call) decodeUpTo(v any, most int64) error {
	b, err := c.readUpTo(most)
	if err != nil || len(bytes.TrimSpace(b)) == 0 {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return &engine.Error{Kind: engine.Invalid, Code: "request.json", Args: map[string]string{"detail": err.Error()}, Err: err}
	}
	if d.More() {
		return &engine.Error{Kind: engine.Invalid, Code: "request.json", Args: map[string]string{"detail": "more than one value"}}
	}
	return nil
}

// fail answers a program with an error: a status that fits, and the sentence for
// it.
func (u *UI) fail(c *call, err error) {
	if c.Response().Committed {
		return
	}
	status, code, args := u.verdict(c, err)
	body := object{}
	var problems engine.Problems
	if unread := (unreadable{}); errors.As(err, &unread) {
		problems = unread.problems
	}
	if len(problems) > 0 || errors.As(err, &problems) {
		body["problems"] = u.problems(c.lang, problems)
	}
	field := ""
	if e := (*engine.Error)(nil); errors.As(err, &e) {
		field = e.Field
	}
	if status == http.StatusUnauthorized {
		c.Response().Header().Set("WWW-Authenticate", "Bearer")
	}
	say, try := u.Texts.Say(c.lang, code, args)
	body["error"] = object{"code": code, "message": say, "field": field, "hint": try, "operation": ""}
	_ = c.json(status, body)
}

// verdict is what an error means for whoever asked: a status, and what to say.
// Errors of ours are logged here.
func (u *UI) verdict(c *call, err error) (status int, code string, args map[string]string) {
	var (
		problems engine.Problems
		unread   unreadable
		fromEcho *echo.HTTPError
		e        *engine.Error
	)
	status, code = http.StatusInternalServerError, "internal"
	switch {
	case errors.As(err, &unread):
		status, code = http.StatusUnprocessableEntity, "processing.unreadable"
		if first := unread.problems[0]; first.Line > 0 {
			args = map[string]string{"line": strconv.Itoa(first.Line)}
		}
	case errors.As(err, &problems):
		status, code = http.StatusUnprocessableEntity, "processing.problems"
		args = map[string]string{"count": strconv.Itoa(len(problems))}
	case errors.As(err, &fromEcho):
		status, code = fromEcho.Code, codeOfStatus(fromEcho.Code)
	case errors.As(err, &e):
		status, code, args = statusOf(e), e.Code, e.Args
		if e.Kind == engine.Unavailable || e.After > 0 {
			c.Response().Header().Set("Retry-After", strconv.Itoa(max(1, seconds(e.After))))
		}
	default:
		if f := engine.FailureOf(err, time.Time{}); f.Kind == engine.Invalid {
			status, code, args = http.StatusUnprocessableEntity, f.Code, f.Args
		}
	}
	if status >= http.StatusInternalServerError {
		u.Log.Error("request failed", "method", c.Request().Method, "route", c.Path(), "err", err)
	}
	return status, code, args
}

// seconds are the whole ones that a time lasts at most.
func seconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func statusOf(e *engine.Error) int {
	switch e.Code {
	case "auth.required", "auth.refused":
		return http.StatusUnauthorized
	case "auth.wait":
		return http.StatusTooManyRequests
	case "processing.changed", "processing.revision", "table.version":
		return http.StatusPreconditionFailed
	case "queue.full":
		return http.StatusTooManyRequests
	case "request.slow":
		return http.StatusRequestTimeout
	}
	switch e.Kind {
	case engine.Invalid:
		return http.StatusUnprocessableEntity
	case engine.NotFound:
		return http.StatusNotFound
	case engine.Conflict, engine.Uncertain:
		return http.StatusConflict
	case engine.Denied:
		return http.StatusForbidden
	case engine.Unavailable, engine.Canceled:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func codeOfStatus(status int) string {
	switch status {
	case http.StatusNotFound:
		return "request.no_route"
	case http.StatusMethodNotAllowed:
		return "request.method"
	case http.StatusRequestEntityTooLarge:
		return "request.too_large"
	}
	return "internal"
}

// problems are a document's problems as the API shows them.
func (u *UI) problems(lang string, all engine.Problems) []object {
	shown := make([]object, len(all))
	for i, p := range all {
		say, try := u.Texts.Say(lang, p.Code, p.Args)
		shown[i] = object{
			"action": p.Node, "field": p.Field, "position": p.Offset, "line": p.Line, "column": p.Column,
			"code": p.Code, "message": say, "hint": try,
		}
	}
	return shown
}
