package engine

import (
	"context"
	"errors"
	"time"
)

// calls is how a run reaches other processings; an Engine is.
type calls interface {
	beginCall(ctx context.Context, ws WorkspaceID, caller Operation, key StepKey, c Call) (Operation, error)
	answerOf(ctx context.Context, ws WorkspaceID, id OperationID) (answer any, ended bool, err error)
	sampleAnswer(ctx context.Context, ws WorkspaceID, c Call) (any, error)
}

// callOut begins the operation that a step asks for, and parks until it has ended.
func (r *run) callOut(ctx context.Context, n *planned, s *Step, c Call) (any, error) {
	if r.record != nil {
		return r.recallCall(ctx, n, s, c)
	}
	if r.pretends(n.ID) {
		answer, err := r.calls.sampleAnswer(ctx, r.ws, c)
		if err != nil {
			return r.giveUp(ctx, n, s, err)
		}
		return r.done(n, s, answer), nil
	}
	op, err := r.calls.beginCall(ctx, r.ws, r.op, s.Key, c)
	if lost := (abandoned{}); errors.As(err, &lost) {
		return nil, lost
	}
	if err != nil {
		return r.trouble(ctx, n, s, err)
	}
	input, _ := Decode(s.Input).(map[string]any)
	if input == nil {
		input = map[string]any{}
	}
	input["operation"] = string(op.ID) // see Step.Called
	s.Input = r.encode.raw(input)
	if !c.Wait {
		return r.done(n, s, map[string]any{"operation": string(op.ID)}), nil
	}
	until := r.op.Created.Add(maxLife)
	if c.Within > 0 && r.clock.Now().Add(c.Within).Before(until) {
		until = r.clock.Now().Add(c.Within)
	}
	s.State, s.Output = StepWaiting, r.encode.raw(map[string]any{"until": until.UTC().Format(time.RFC3339Nano)})
	return r.hear(ctx, n, s)
}

// hear takes the answer of the operation that a step waits for, or waits on.
func (r *run) hear(ctx context.Context, n *planned, s *Step) (any, error) {
	answer, ended, err := r.calls.answerOf(ctx, r.ws, s.Called())
	switch {
	case !ended && err != nil:
		return nil, abandoned{err}
	case err != nil:
		return r.giveUp(ctx, n, s, err)
	case ended:
		return r.done(n, s, answer), nil
	}
	now, until := r.clock.Now(), s.until()
	if !now.Before(until) {
		return r.giveUp(ctx, n, s, callFailed(s.Called(), "", "late"))
	}
	look := min(max(now.Sub(s.Started)/2, soonestLook), latestLook)
	if s.WakeAt = now.Add(look); s.WakeAt.After(until) {
		s.WakeAt = until
	}
	r.touch(s)
	r.waits = s.Called()
	return nil, parked{s.WakeAt, true}
}

// until is how long a call is waited for.
func (s *Step) until() time.Time {
	fields, _ := Decode(s.Output).(map[string]any)
	text, _ := fields["until"].(string)
	at, _ := time.Parse(time.RFC3339Nano, text) // our own text
	return at
}

func (r *run) pretends(id NodeID) bool { return r.op.Pretend || r.op.Trial.pretends(id) }
