package bolt

import (
	"errors"

	"stanok/engine"
)

// A damaged row stands in a list as one that failed for that reason, and the rows
// beside it as they are: else one bad record would hide a whole history. Its glance
// names no processing, as no other's does. The sieve knows it as it was: a list of
// those that failed may be without it.

// sick is the glance of a row that cannot be read, or the error if that says nothing
// of the row itself.
func (f *finder) sick(w *walk, err error) (g glance, matched bool, _ error) {
	if errors.Is(err, errSealed) {
		return g, false, err
	}
	g = glance{state: engine.Failed, created: max(stamp(engine.TimeOfID(string(w.id()))), f.oldest), finished: never}
	known := f.q.Processing == "" || w.in == ofBucket // the index tells whose it is
	return g, known && f.suits(&g) && len(f.text) == 0, nil
}

// isSick reports whether a glance is of a row that cannot be read.
func (g *glance) isSick() bool { return len(g.processing) == 0 }

// sickOperation is what can be told of an operation whose row cannot be read.
func (f *finder) sickOperation(id engine.OperationID) engine.Operation {
	at := engine.TimeOfID(string(id))
	return engine.Operation{
		ID: id, Processing: f.q.Processing, State: engine.Failed, Created: at, Finished: at,
		Failure: &engine.Failure{Kind: engine.Internal, Code: "storage.damaged", At: at},
	}
}
