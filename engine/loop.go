package engine

import (
	"context"
	"errors"
	"maps"
)

// inside runs the branch an open step chose: once, or once per item.
func (r *run) inside(ctx context.Context, n *planned, s *Step, vars map[string]any) (any, error) {
	body := n.branches[s.Enter.Branch]
	if !s.Enter.Loop {
		if _, err := r.chain(ctx, body, s.Key, vars); err != nil {
			return nil, err
		}
		return r.done(n, s, Decode(s.Output)), nil
	}
	items := make([]any, 0, len(s.Enter.Items))
	for i, item := range s.Enter.Items {
		if r.aim.skips(n.ID, i, len(s.Enter.Items)) {
			continue
		}
		if r.turns++; r.turns > maxTurns {
			return nil, &Error{Kind: Invalid, Code: "operation.steps", Args: map[string]string{"limit": number(maxTurns).String()}}
		}
		turn := maps.Clone(vars) // what is set in a turn is not seen outside it
		turn[s.Enter.as()], turn["index"] = Decode(item), number(i)
		last, err := r.chain(ctx, body, s.Key.Turn(i), turn)
		switch {
		case err == nil:
			items = append(items, last)
		case s.Enter.Skip && r.ended(ctx, err):
			items = append(items, r.excused(ctx, FailureOf(err, r.clock.Now())))
			r.failed = nil
		default:
			return nil, err
		}
	}
	return r.done(n, s, map[string]any{"items": items}), nil
}

func (e *Entered) as() string {
	if e.As == "" {
		return "item"
	}
	return e.As
}

// ended reports whether err is a step's own failure, and not a reason for the
// whole operation to pause, stop or end.
func (r *run) ended(ctx context.Context, err error) bool {
	var (
		park parked
		lost abandoned
	)
	return ctx.Err() == nil && !errors.As(err, &park) && !errors.As(err, &lost) &&
		!errors.Is(err, errStopped) && !errors.Is(err, ErrOffRecord) && !errors.Is(err, errReached) && KindOf(err) != Uncertain
}
