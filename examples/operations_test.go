package examples_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

// operations are all of a processing, oldest first, each as it ends or begins to
// wait.
func (w *world) operations(p engine.Processing) []engine.Operation {
	w.Helper()
	page, err := w.store.FindOperations(w.Context(), ws, engine.OperationQuery{Processing: p.ID, Limit: 100})
	w.need(err)
	all := make([]engine.Operation, 0, len(page.Operations))
	for _, op := range slices.Backward(page.Operations) {
		all = append(all, w.settled(op.ID))
	}
	return all
}

// settled waits until an operation has ended, or waits for a time to come.
func (w *world) settled(id engine.OperationID) engine.Operation {
	w.Helper()
	ctx, done := context.WithTimeout(w.Context(), 10*time.Second)
	defer done()
	changes, quiet := w.engine.Listen()
	defer quiet()
	for {
		op, err := w.store.Operation(ctx, ws, id)
		w.need(err)
		if op.State.Final() || op.State == engine.Waiting && op.WakeAt.After(w.clock.Now()) {
			return op
		}
		select {
		case <-changes:
		case <-time.After(20 * time.Millisecond): // a change may be told before it is written
		case <-ctx.Done():
			w.Fatalf("operation %s stays %s", id, op.State)
		}
	}
}

// last is the latest operation of a processing, at rest.
func (w *world) last(p engine.Processing) engine.Operation {
	w.Helper()
	all := w.operations(p)
	if len(all) == 0 {
		w.Fatal("there is no operation")
	}
	return all[len(all)-1]
}

// succeeds fails the test unless the latest operation did.
func (w *world) succeeds(p engine.Processing) engine.Operation {
	w.Helper()
	op := w.last(p)
	if op.State != engine.Succeeded {
		w.Fatalf("%s %+v\n%s", op.State, op.Failure, w.steps(op))
	}
	return op
}

// fails fails the test unless the latest operation failed at an action with this
// message of the service.
func (w *world) fails(p engine.Processing, action, message string) {
	w.Helper()
	op := w.last(p)
	if op.State != engine.Failed || op.Failure == nil || string(op.Failure.Node) != action || op.Failure.Args["message"] != message {
		w.Errorf("%s %+v, want %q at %s", op.State, op.Failure, message, action)
	}
}

// waits fails the test unless the latest operation waits so long, lets the time
// pass, and returns it as it is then.
func (w *world) waits(p engine.Processing, d time.Duration) engine.Operation {
	w.Helper()
	op := w.last(p)
	if got := op.WakeAt.Sub(w.clock.Now()); op.State != engine.Waiting || got != d {
		w.Fatalf("%s for %v, want %v: %+v\n%s", op.State, got, d, op.Failure, w.steps(op))
	}
	w.clock.pass(d)
	return w.settled(op.ID)
}

func (w *world) steps(op engine.Operation) string {
	w.Helper()
	steps, err := w.engine.Steps(w.Context(), ws, op)
	w.need(err)
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%s %s in %s out %s %+v\n", s.Key, s.State, s.Input, s.Output, s.Failure)
	}
	return b.String()
}

// hides fails the test if a secret is anywhere in the history of a processing.
func (w *world) hides(p engine.Processing, secrets ...string) {
	w.Helper()
	for _, op := range w.operations(p) {
		raw, err := json.Marshal(op)
		w.need(err)
		for _, s := range secrets {
			if strings.Contains(w.steps(op)+string(raw), s) {
				w.Errorf("%s is in the history", s)
			}
		}
	}
}
