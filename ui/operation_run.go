package ui

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"stanok/engine"
)

// runProcessing begins an operation with the body as its parameters.
func (u *UI) runProcessing(c *call) error {
	ctx := c.Request().Context()
	how, err := c.how()
	if err != nil {
		return err
	}
	wait, err := patience(c.QueryParam("wait"))
	if err != nil {
		return err
	}
	input, err := c.parameters()
	if err != nil {
		return err
	}
	op, err := u.Engine.Do(ctx, c.ws, engine.ProcessingID(c.Param("id")), how, func(s engine.PreparedSource) (engine.Event, error) {
		return u.NewEvent(s, input, u.Clock.Now())
	})
	if how.Draft && err != nil {
		return u.refusal(c, err)
	}
	if err != nil {
		return err
	}
	if wait == 0 {
		return u.answerOperation(c, http.StatusAccepted, op)
	}
	done, err := u.Engine.Await(ctx, c.ws, op.ID, wait)
	if errors.Is(err, engine.ErrNoReply) {
		return u.answerOperation(c, http.StatusAccepted, done)
	}
	if err != nil {
		return err
	}
	return u.answerOperation(c, http.StatusOK, done)
}

// refusal is why a draft was not rehearsed: its problems where they stand in its
// text, if it has any.
func (u *UI) refusal(c *call, err error) error {
	var problems engine.Problems
	if !asProblems(err, &problems) {
		return err
	}
	p, missing := u.Store.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
	if missing != nil {
		return err
	}
	if placed, unread := u.check(c, p.Draft); unread == nil && len(placed) > 0 {
		return placed
	}
	return err
}

// parameters reads the body of a run: a JSON object, or nothing.
func (c *call) parameters() (map[string]any, error) {
	var raw json.RawMessage
	if err := c.decode(&raw); err != nil {
		return nil, err
	}
	input, ok := engine.Decode(raw).(map[string]any)
	if !ok && engine.Decode(raw) != nil {
		return nil, &engine.Error{Kind: engine.Invalid, Code: "request.object"}
	}
	return input, nil
}

// how reads in which way an operation is to be begun.
func (c *call) how() (how engine.Run, err error) {
	for name, on := range map[string]*bool{"draft": &how.Draft, "pretend": &how.Pretend, "test": &how.Test} {
		if *on, err = c.flag(name); err != nil {
			return engine.Run{}, err
		}
	}
	return how, nil
}

// maxWait is how long one request may wait for an operation.
const maxWait = 5 * time.Minute

func patience(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, wrongParameter("wait")
	}
	return min(d, maxWait), nil
}
