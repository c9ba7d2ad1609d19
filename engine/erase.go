package engine

import "context"

// Erase takes from an operation for good what tells whom it was about: its data, as
// Bare does, what it could be found by, its lane, and what its failures quote. What
// happened and when stays. Samples that repeat its event or were made of it go, too.
// One that is kept or uncertain is given up with it; one that goes on is Conflict,
// code "operation.running". Those behind one that holds its lane go on.
//
// What its event began is still known for as long as a repetition would be, so that
// the same event begins nothing anew. Backups made before have all of it.
func (e *Engine) Erase(ctx context.Context, ws WorkspaceID, id OperationID) (Operation, error) {
	now := e.cfg.Clock.Now()
	before, err := e.cfg.Store.Operation(ctx, ws, id)
	if err != nil {
		return before, err
	}
	if before.State.Final() || before.State == Kept || before.State == UncertainState {
		// Before its data go, by which samples are known that do not say whose they are.
		if err := e.cfg.Store.DropSamples(ctx, ws, before.Processing, func(s Sample) bool { return s.tells(before) }); err != nil {
			return before, err
		}
	}
	op, err := e.cfg.Store.Amend(ctx, ws, id, func(op *Operation, steps *[]Step) error {
		switch {
		case op.State == Kept || op.State == UncertainState:
			op.State, op.Finished = Cancelled, now
		case !op.State.Final():
			return &Error{Kind: Conflict, Code: "operation.running"}
		}
		at := now
		if !op.Forgotten.IsZero() {
			at = op.Forgotten
		}
		Bare(op, *steps, at)
		op.Event.Key, op.Event.Search, op.Search, op.Lane = "", nil, nil, ""
		op.Failure = op.Failure.wordless()
		for i := range *steps {
			(*steps)[i].Failure = (*steps)[i].Failure.wordless()
		}
		return nil
	})
	if err == nil {
		e.wakeLane(ws, before) // which it may have held
	}
	return op, err
}

// wordless is a failure without what it quotes.
func (f *Failure) wordless() *Failure {
	if f == nil {
		return nil
	}
	silent := *f
	silent.Args, silent.Detail = nil, ""
	return &silent
}
