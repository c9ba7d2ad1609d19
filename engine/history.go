package engine

import (
	"context"
	"time"
)

// Steps returns the steps of an operation as people see them: once it is over,
// none of them is under way any more. On record they stay as the run left them,
// because a repetition goes on from there.
func (e *Engine) Steps(ctx context.Context, ws WorkspaceID, op Operation) ([]Step, error) {
	steps, err := e.cfg.Store.Steps(ctx, ws, op.ID)
	if err != nil {
		return nil, err
	}
	for i := range steps {
		steps[i] = steps[i].after(op)
	}
	return steps, nil
}

// after is what became of a step when its operation ended.
func (s Step) after(op Operation) Step {
	underWay := s.State == StepRunning || s.State == StepRetrying || s.State == StepWaiting
	switch {
	case op.State == Stopped && s.State == StepOpen:
		s.State, s.Finished = StepDone, op.Finished // what stopped the operation was inside it
	case op.State == Cancelled && (underWay || s.State == StepOpen):
		s.breakOff(ErrCancelled, op)
	case op.State == Failed && underWay:
		s.breakOff(errDeadline, op)
	}
	return s
}

// breakOff ends a step that was under way. What went wrong with it before stays
// for the operator to read.
func (s *Step) breakOff(why *Error, op Operation) {
	f := &Failure{Kind: why.Kind, Code: why.Code, At: op.Finished}
	if s.Failure != nil {
		f.Detail = clip(s.Failure.Code+": "+s.Failure.Detail, maxDetail)
	}
	s.State, s.WakeAt, s.Finished, s.Failure = StepFailed, time.Time{}, op.Finished, f
}
