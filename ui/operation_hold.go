package ui

import (
	"net/http"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/page/history"
	"stanok/ui/part"
	"stanok/ui/words"
)

// holdView says who waits behind an operation that has failed, or behind which
// one it waits itself; nil for neither.
func (u *UI) holdView(c *call, v words.Voice, o opened) *history.HoldView {
	if o.State != engine.Queued && o.State != engine.Failed && o.State != engine.UncertainState {
		return nil
	}
	ctx := c.Request().Context()
	hold, held, err := u.Engine.Held(ctx, c.ws, o.Operation)
	if err != nil || !held {
		return nil // the page is there without it
	}
	if hold.Operation == o.ID {
		return holds(c, v, o, hold.Waiting)
	}
	by, err := u.Store.Operation(ctx, c.ws, hold.Operation)
	if err != nil || o.State != engine.Queued {
		return nil
	}
	view := &history.HoldView{Text: v.T("op.waits.text"), Holder: "/ops/" + string(by.ID)}
	switch when := v.Moment(by.Created.In(c.zone), u.now(c)); by.State {
	case engine.Failed:
		view.Title = v.T("op.waits", "when", when)
	case engine.UncertainState:
		view.Title = v.T("op.waits.unsure", "when", when)
	default: // it goes on
		return nil
	}
	return view
}

// holds is of the one that the others wait for.
func holds(c *call, v words.Voice, o opened, waiting int) *history.HoldView {
	if o.State == engine.Queued { // it goes on, and they after it
		return nil
	}
	view := &history.HoldView{Title: v.T("op.holds", "n", waiting), Text: v.T("op.holds.text")}
	if waiting == 0 {
		view.Title = v.T("op.holds.none")
	}
	if c.role.Includes(engine.Operator) {
		view.Ask = v.T("op.let_go.text")
		view.LetGo = part.ButtonView{
			Text: v.T("op.let_go"), Submit: true, Name: "do", Value: "let-go", TestID: "let-go", More: templ.Attributes{"form": "act", "data-opens": "let-go"},
		}
	}
	return view
}

// releaseOperation lets those go on who wait behind a failed operation.
func (u *UI) releaseOperation(c *call) error {
	op, err := u.Engine.LetGo(c.Request().Context(), c.ws, engine.OperationID(c.Param("id")))
	if err != nil {
		return err
	}
	return u.answerOperation(c, http.StatusOK, op)
}
