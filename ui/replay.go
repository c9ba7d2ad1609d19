package ui

import (
	"net/http"

	"stanok/engine"
)

// replayOperation repeats an operation as a new one.
func (u *UI) replayOperation(c *call) error {
	var in struct {
		From    string         `json:"from"`
		Version string         `json:"version"`
		Input   map[string]any `json:"input"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	how := engine.Replay{From: in.From}
	switch in.Version {
	case "", "current":
	case "original":
		how.Original = true
	default:
		return wrongParameter("version")
	}
	ctx, id := c.Request().Context(), engine.OperationID(c.Param("id"))
	if in.Input != nil {
		how.Event = func(s engine.PreparedSource) (engine.Event, error) { return u.NewEvent(s, in.Input, u.Clock.Now()) }
	}
	op, err := u.Engine.Replay(ctx, c.ws, id, how)
	if err != nil {
		return err
	}
	return u.answerOperation(c, http.StatusAccepted, op)
}

func (u *UI) cancelOperation(c *call) error {
	op, err := u.Engine.Cancel(c.Request().Context(), c.ws, engine.OperationID(c.Param("id")))
	if err != nil {
		return err
	}
	return u.answerOperation(c, http.StatusOK, op)
}

// resolveOperation records what became of an uncertain step.
func (u *UI) resolveOperation(c *call) error {
	var in struct {
		Outcome string `json:"outcome"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	if in.Outcome != "arrived" && in.Outcome != "not_arrived" {
		return wrongParameter("outcome")
	}
	op, err := u.Engine.Resolve(c.Request().Context(), c.ws, engine.OperationID(c.Param("id")), in.Outcome == "arrived")
	if err != nil {
		return err
	}
	return u.answerOperation(c, http.StatusOK, op)
}
