// Package storetest holds every store to the promises of engine.Store. A store
// is one when it passes; what is not tested here is not promised.
package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"stanok/engine"
)

// T0 is when the tests take place. Stores never look at a clock themselves.
var T0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// ours is the workspace of most tests, theirs the one whose things must not be
// seen from it.
const (
	ours   engine.WorkspaceID = "ours"
	theirs engine.WorkspaceID = "theirs"
)

// Test runs the suite. Open is called once per test for an empty store, which
// it arranges to have closed with t.Cleanup.
func Test(t *testing.T, open func(t *testing.T) engine.Store) {
	for _, part := range []struct {
		name     string
		promises []promise
	}{
		{"workspaces", workspaces},
		{"people", people},
		{"sessions", sessions},
		{"passes", passes},
		{"processings", processings},
		{"edits", edits},
		{"samples", samples},
		{"creating", creating},
		{"leases", leases},
		{"checkpoints", checkpoints},
		{"cancelling", cancelling},
		{"amending", amending},
		{"due", due},
		{"finding", finding},
		{"pruning", pruning},
		{"connections", connections},
		{"accesses", accesses},
		{"tables", tables},
		{"values", values},
		{"alerts", alerts},
		{"vigils", vigils},
		{"batches", batches},
		{"isolation", isolation},
		{"copies", copies},
	} {
		t.Run(part.name, func(t *testing.T) {
			for _, p := range part.promises {
				t.Run(p.name, func(t *testing.T) { p.keep(given{t, open(t)}) })
			}
		})
	}
	t.Run("like the model", func(t *testing.T) { likeModel(t, open) })
}

// promise is one sentence of the interface and the test of it.
type promise struct {
	name string
	keep func(given)
}

// given is a store under test.
type given struct {
	*testing.T
	engine.Store
}

// need ends the test if err is not nil.
func (g given) need(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

// refused reports it if err is not of the kind.
func (g given) refused(err error, kind engine.Kind, doing string) {
	g.Helper()
	if err == nil || engine.KindOf(err) != kind {
		g.Errorf("%s: got %v, want %s", doing, err, kind)
	}
}

// leaseLost reports it if err is not ErrLeaseLost.
func (g given) leaseLost(err error, doing string) {
	g.Helper()
	if !errors.Is(err, engine.ErrLeaseLost) {
		g.Errorf("%s: got %v, want the lease to be lost", doing, err)
	}
}

// same reports it if got is not what was wanted. Times that mean the same are,
// and so are an empty list and none.
func (g given) same(got, want any, what string) {
	g.Helper()
	if a, b := plain(got), plain(want); !reflect.DeepEqual(a, b) {
		g.Errorf("%s:\n got %s\nwant %s", what, a, b)
	}
}

// create adds an operation, created at T0 unless it says otherwise.
func (g given) create(op engine.Operation, steps ...engine.Step) engine.Operation {
	g.Helper()
	if op.Created.IsZero() {
		op.Created = T0
	}
	op, created, err := g.CreateOperation(g.Context(), ours, op, steps...)
	g.need(err)
	if !created {
		g.Fatalf("operation %s was taken for a repeat", op.ID)
	}
	return op
}

// claim leases an operation for a minute.
func (g given) claim(id engine.OperationID, now time.Time) engine.Lease {
	g.Helper()
	l, _, _, err := g.Claim(g.Context(), ours, id, now, now.Add(time.Minute))
	g.need(err)
	return l
}

// save makes a checkpoint at T0.
func (g given) save(l engine.Lease, p engine.Progress) {
	g.Helper()
	if p.At.IsZero() {
		p.At = T0
	}
	g.need(g.Checkpoint(g.Context(), ours, l, p))
}

// ended adds an operation and brings it to a state at a time.
func (g given) ended(id engine.OperationID, state engine.State, at time.Time) {
	g.Helper()
	g.create(engine.Operation{ID: id, Processing: "p"})
	g.save(g.claim(id, T0), engine.Progress{State: state, At: at})
}

// operation reads an operation.
func (g given) operation(id engine.OperationID) engine.Operation {
	g.Helper()
	op, err := g.Operation(g.Context(), ours, id)
	g.need(err)
	return op
}

// steps reads an operation's steps.
func (g given) steps(id engine.OperationID) []engine.Step {
	g.Helper()
	steps, err := g.Steps(g.Context(), ours, id)
	g.need(err)
	return steps
}

// processing adds a processing that has the given id for a name and a token.
func (g given) processing(id engine.ProcessingID) engine.Processing {
	g.Helper()
	p, err := g.PutProcessing(g.Context(), ours, engine.Processing{ID: id, Name: string(id), Token: "token of " + string(id)}, nil)
	g.need(err)
	return p
}

// ids lists operations by id.
func ids(ops []engine.Operation) string {
	all := make([]engine.OperationID, len(ops))
	for i, op := range ops {
		all[i] = op.ID
	}
	return fmt.Sprint(all)
}

func after(d time.Duration) time.Time { return T0.Add(d) }
