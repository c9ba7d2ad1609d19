package engine

import "time"

// Bare takes from an operation that has ended, and from its steps, what came from
// outside and what was made of it: the event's data, the draft of a test, the
// texts of the answer, what each step was given and gave. When it began and
// ended, which steps ran and how stays. at is when the data were given up.
func Bare(op *Operation, steps []Step, at time.Time) {
	op.Forgotten = at
	op.Event.Data, op.Draft, op.Trial = nil, nil, nil
	if op.Reply != nil {
		op.Reply = &Reply{Status: op.Reply.Status}
	}
	for i := range steps {
		s := &steps[i]
		s.Input, s.Output, s.Clipped = nil, nil, nil
		if s.Enter != nil {
			enter := *s.Enter
			enter.Items = nil
			s.Enter = &enter
		}
		if s.Failure != nil {
			failure := *s.Failure
			failure.Detail = ""
			s.Failure = &failure
		}
	}
}

// errForgotten refuses to repeat what nobody knows any more.
func errForgotten(op Operation) error {
	return &Error{Kind: Conflict, Code: "operation.forgotten", Args: map[string]string{"since": op.Forgotten.UTC().Format(time.DateOnly)}}
}
