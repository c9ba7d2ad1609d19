package sources

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"stanok/engine"
)

// acceptance is the answer to an event that began op, or that repeats one which
// did.
func (x *exchange) acceptance(op engine.Operation) engine.Reply {
	if r, ok := x.given(x.link.answer.given); ok {
		return r
	}
	return accepted(op.ID)
}

// given is an answer of the document's own, if it has one and it can be made.
// The event has been accepted: a template that fails must not hide that.
func (x *exchange) given(s *said) (engine.Reply, bool) {
	if s == nil {
		return engine.Reply{}, false
	}
	r, ok := s.reply(x.source(), x.now)
	if !ok {
		x.h.cfg.Log.Warn("answer of a webhook could not be made", "processing", x.flow.Processing)
	}
	return r, ok
}

// call gives the event to the engine and answers with what comes of it.
func (x *exchange) call() error {
	within := x.link.answer.within
	control := http.NewResponseController(x.w)
	_ = control.SetWriteDeadline(x.h.cfg.Clock.Now().Add(within + time.Minute)) // or as the server has it
	op, repeated, err := x.h.cfg.Intake.Call(x.r.Context(), x.flow, x.event, within)
	late := errors.Is(err, engine.ErrNoReply) && op.ID != ""
	if err != nil && !late {
		return err
	}
	if repeated {
		x.sample(refuse("webhook.repeat"), op.ID)
	}
	switch {
	case op.Reply != nil:
		give(x.w, *op.Reply)
	case op.State == engine.Kept:
		give(x.w, accepted(op.ID))
	case op.State == engine.Succeeded, op.State == engine.Stopped:
		give(x.w, x.success(op))
	case late || !op.State.Final():
		give(x.w, x.late(op))
	default:
		x.failure(op)
	}
	return nil
}

func (x *exchange) success(op engine.Operation) engine.Reply {
	if r, ok := x.given(x.link.answer.given); ok {
		return r
	}
	return plain(http.StatusOK, string(op.State), op.ID)
}

// late is the answer when the time is up: the operation goes on.
func (x *exchange) late(op engine.Operation) engine.Reply {
	if r, ok := x.given(x.link.answer.otherwise); ok {
		return r
	}
	return plain(http.StatusAccepted, "accepted", op.ID)
}

// failure answers for an operation that failed.
func (x *exchange) failure(op engine.Operation) {
	if r, ok := x.given(x.link.answer.otherwise); ok {
		give(x.w, r)
		return
	}
	e := &engine.Error{Code: "operation.failed"}
	if f := op.Failure; f != nil {
		e.Code, e.Args = cmp.Or(f.Code, e.Code), f.Args
	}
	if op.State == engine.Cancelled {
		e.Code, e.Args = engine.ErrCancelled.Code, nil
	}
	x.h.tell(x.w, x.r, http.StatusBadGateway, e, op.ID)
}
