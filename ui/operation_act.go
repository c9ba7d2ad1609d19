package ui

import (
	"net/http"

	"stanok/engine"
)

// actOnOperation does what a person decided about an operation, and shows what
// came of it.
func (u *UI) actOnOperation(c *call) error {
	ctx, id := c.Request().Context(), engine.OperationID(c.Param("id"))
	var err error
	op := engine.Operation{ID: id}
	switch c.FormValue("do") {
	case "replay-start", "begin":
		op, err = u.Engine.Replay(ctx, c.ws, id, engine.Replay{From: engine.FromStart})
	case "replay-failed":
		op, err = u.Engine.Replay(ctx, c.ws, id, engine.Replay{From: engine.FromFailed, Original: c.FormValue("version") == "original"})
	case "let-go":
		op, err = u.Engine.LetGo(ctx, c.ws, id)
	case "cancel", "resolve-give-up":
		op, err = u.Engine.Cancel(ctx, c.ws, id)
	case "resolve-arrived":
		op, err = u.Engine.Resolve(ctx, c.ws, id, true)
	case "resolve-not-arrived":
		op, err = u.Engine.Resolve(ctx, c.ws, id, false)
	default:
		err = &engine.Error{Kind: engine.Invalid, Code: "request.parameter", Field: "do", Args: map[string]string{"name": "do"}}
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/ops/"+string(op.ID))
}
