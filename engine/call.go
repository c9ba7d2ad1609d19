package engine

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// CallSource is the type of the source that other processings call.
const CallSource = "call"

// Callable is set for a source that other processings call.
type Callable struct {
	// Event makes what a call with an input begins. Its error is of kind Invalid
	// and names a parameter in Field.
	Event func(input map[string]any, at time.Time) (Event, error)

	// Answer is what a caller gets of an operation that has ended well. Its error
	// says what is wrong with the answer, as Event's does.
	Answer func(op Operation) (any, error)

	// Sample is an answer made of examples, for rehearsals.
	Sample func() any
}

// How soon a caller looks whether the operation it waits for has ended, should
// nobody tell it: after half the time it has waited already, within these.
const (
	soonestLook = 15 * time.Second
	latestLook  = 10 * time.Minute
)

// callPrefix begins the key of an event that is a call; the caller's step follows.
const callPrefix = "call:"

// Caller is the operation whose step began this one, and that step.
func (op Operation) Caller() (id OperationID, step StepKey, ok bool) {
	key, ok := strings.CutPrefix(op.Event.Key, callPrefix)
	caller, at, found := strings.Cut(key, "/")
	if !ok || !found || op.Event.Source != CallSource {
		return "", "", false
	}
	return OperationID(caller), StepKey(at), true
}

// Called is the operation that a step has begun in another processing, as its
// input says; "" if it is no call or has begun none.
func (s Step) Called() OperationID {
	var input struct {
		Operation OperationID `json:"operation"`
	}
	_ = json.Unmarshal(s.Input, &input) // what is no object names none
	return input.Operation
}

// answered reports whether a caller may go on after an operation. One that is
// uncertain goes on itself, once a person has said what happened.
func (s State) answered() bool { return s.Final() && s != UncertainState }

// beginCall begins an operation of another processing for a caller's step. A step
// begins one, however often this is called.
func (e *Engine) beginCall(ctx context.Context, ws WorkspaceID, caller Operation, key StepKey, c Call) (Operation, error) {
	flow, err := e.callable(ctx, ws, c.Processing)
	if err != nil {
		return Operation{}, err
	}
	if !flow.Running {
		return Operation{}, &Error{Kind: Unavailable, Code: "processing.stopped", Args: map[string]string{"name": flow.Name}, Field: "with.processing"}
	}
	ev, err := flow.Source.Callable.Event(c.With, e.cfg.Clock.Now())
	if err != nil {
		return Operation{}, inCall(err)
	}
	ev.Key, ev.KeyFor, ev.Depth = callPrefix+string(caller.ID)+"/"+string(key), 2*maxLife, caller.Event.Depth+1
	op, err := e.operationFor(flow, ev)
	if err != nil {
		return op, err
	}
	if op.Test = caller.Test; op.Test {
		op.Lane = ""
	}
	if c.Wait {
		if err := e.freeOfCallers(ctx, ws, op, caller); err != nil {
			return op, err
		}
	}
	if op, _, err = e.create(ctx, flow, op); err != nil && KindOf(err) != Unavailable {
		return op, abandoned{err} // it may have landed
	}
	return op, err
}

// callable is the flow of a processing that may be called.
func (e *Engine) callable(ctx context.Context, ws WorkspaceID, named string) (Flow, error) {
	p, err := e.processingNamed(ctx, ws, named)
	if err != nil {
		return Flow{}, err
	}
	flow, err := e.Flow(ctx, ws, p)
	if err != nil {
		return flow, err
	}
	if flow.Source.Callable == nil {
		return flow, notCallable(p.Name)
	}
	return flow, nil
}

// inCall names the field of the caller's config that an event's error is about.
func inCall(err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Field == "" {
		return err
	}
	own := *e
	own.Field = "with.with." + e.Field
	return &own
}

func notCallable(name string) *Error {
	return &Error{Kind: Invalid, Code: "call.not_callable", Args: map[string]string{"name": name}, Field: "with.processing"}
}

// freeOfCallers refuses an operation that would wait in its lane for those that
// wait for it.
func (e *Engine) freeOfCallers(ctx context.Context, ws WorkspaceID, op, caller Operation) error {
	for range maxDepth {
		if op.Lane == "" {
			return nil
		}
		if caller.Processing == op.Processing && mainLane(caller.Lane) == op.Lane {
			return &Error{Kind: Invalid, Code: "call.lane", Field: "with.processing"}
		}
		id, _, ok := caller.Caller()
		if !ok {
			return nil
		}
		var err error
		if caller, err = e.cfg.Store.Operation(ctx, ws, id); err != nil {
			return absent(err)
		}
	}
	return nil
}

// sampleAnswer is what a rehearsal gets for a call.
func (e *Engine) sampleAnswer(ctx context.Context, ws WorkspaceID, c Call) (any, error) {
	flow, err := e.callable(ctx, ws, c.Processing)
	if err != nil {
		return nil, err
	}
	if _, err := flow.Source.Callable.Event(c.With, e.cfg.Clock.Now()); err != nil {
		return nil, inCall(err)
	}
	if !c.Wait {
		return map[string]any{"operation": ""}, nil
	}
	return flow.Source.Callable.Sample(), nil
}

// answerOf is what a called operation gave. ended is false while it goes on; the
// error is then the store's.
func (e *Engine) answerOf(ctx context.Context, ws WorkspaceID, id OperationID) (answer any, ended bool, err error) {
	op, err := e.cfg.Store.Operation(ctx, ws, id)
	switch {
	case KindOf(err) == NotFound:
		return nil, true, callFailed(id, "", "gone")
	case err != nil:
		return nil, false, err
	case !op.State.answered():
		return nil, false, nil
	}
	name := ""
	if p, err := e.cfg.Store.Processing(ctx, ws, op.Processing); err == nil {
		name = p.Name
	}
	switch op.State {
	case Failed:
		return nil, true, callFailed(id, name, "")
	case Cancelled:
		return nil, true, callFailed(id, name, "cancelled")
	}
	plan, err := e.PlanOf(ctx, ws, op)
	if err != nil {
		return nil, true, err
	}
	if plan.Source.Callable == nil {
		return nil, true, notCallable(name)
	}
	if answer, err = plan.Source.Callable.Answer(op); err != nil {
		f := FailureOf(err, op.Finished)
		return nil, true, &Error{Kind: Invalid, Code: "call.answer", Err: err, Args: map[string]string{
			"name": name, "operation": string(id), "field": f.Field, "want": f.Args["want"],
		}}
	}
	return answer, true, nil
}

// callFailed is the failure of a step whose call came to nothing.
func callFailed(id OperationID, name, reason string) *Error {
	e := &Error{Kind: Invalid, Code: "call.failed", Args: map[string]string{"operation": string(id)}}
	if name != "" {
		e.Args["name"] = name
	}
	if reason != "" {
		e.Args["reason"] = reason
	}
	return e
}

// wakeCaller lets the operation go on that waits for one that has ended. One that
// cannot be told now will look by itself.
func (e *Engine) wakeCaller(ctx context.Context, ws WorkspaceID, op Operation) {
	id, step, ok := op.Caller()
	if !ok || !op.State.answered() {
		return
	}
	now := e.cfg.Clock.Now()
	caller, err := e.cfg.Store.Amend(ctx, ws, id, func(caller *Operation, steps *[]Step) error {
		for _, s := range *steps {
			if s.Key == step && s.State == StepWaiting && caller.State == Waiting {
				caller.WakeAt = now
				return nil
			}
		}
		return errNotWaiting
	})
	switch {
	case err == nil:
		e.ring(ws, caller)
	case KindOf(err) != Conflict && KindOf(err) != NotFound:
		e.cfg.Log.Warn("caller not woken", "operation", id, "err", err)
	}
}

// errNotWaiting leaves an operation as it is that does not wait for the one that
// has ended.
var errNotWaiting = &Error{Kind: Conflict, Code: "operation.state"}

// parkedOn wakes a caller that has just been parked if what it waits for ended
// before anybody could tell it.
func (e *Engine) parkedOn(ctx context.Context, ws WorkspaceID, callee OperationID) {
	if op, err := e.cfg.Store.Operation(ctx, ws, callee); err == nil {
		e.wakeCaller(ctx, ws, op)
	}
}
