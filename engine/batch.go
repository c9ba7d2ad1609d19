package engine

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// BatchID is the id of a batch; it sorts by time.
type BatchID string

// Batch repeats many operations, one after another, oldest first. Which they are
// was fixed when it was made: each has its Turn.
type Batch struct {
	ID         BatchID
	State      BatchState
	Processing ProcessingID  // whose operations they are; "" if of several
	From       string        // as Replay.From
	Original   bool          // as Replay.Original
	Every      time.Duration // between two beginnings; 0 for as fast as it goes
	By         string        // who asked for it
	Tell       PersonID      `json:",omitempty"` // who wants a letter of its result, if that takes long; "" for nobody

	Total     int // turns
	Started   int // turns taken, one after another from the first; the rest are left
	Succeeded int // of those, as they ended
	Failed    int // likewise, or could not be begun at all
	Causes    []BatchCause
	Others    int `json:",omitempty"` // of those that failed, for reasons beyond Causes

	Created  time.Time
	Since    time.Time // when it last began to run, and how many had ended then
	Base     int
	Finished time.Time // zero until all that was begun has ended
}

// BatchState says whether a batch goes on.
type BatchState string

// The states there are. They are stored, so never renamed.
const (
	BatchRunning   BatchState = "running"
	BatchPaused    BatchState = "paused"
	BatchCancelled BatchState = "cancelled" // nothing more is begun; what was ends by itself
	BatchDone      BatchState = "done"
)

// Left is how many have not been begun.
func (b Batch) Left() int { return b.Total - b.Started }

// Ended is how many were begun and are over.
func (b Batch) Ended() int { return b.Succeeded + b.Failed }

// Over reports whether nothing will be begun any more.
func (b Batch) Over() bool { return b.State == BatchCancelled || b.State == BatchDone }

// BatchCause is how many repetitions failed for one reason.
type BatchCause struct {
	Failure Failure // of the first of them, for its sentence
	State   State   // of that operation
	First   OperationID
	Count   int
}

// maxCauses is how many reasons a batch tells apart.
const maxCauses = 30

// blame counts a failure by its cause, the most frequent first.
func (b *Batch) blame(t Turn) {
	f := Failure{Code: "internal"}
	if t.Failure != nil {
		f = *t.Failure
	}
	i := slices.IndexFunc(b.Causes, func(c BatchCause) bool {
		return c.Failure.Cause() == f.Cause() && c.Failure.Node == f.Node
	})
	switch {
	case i >= 0:
		b.Causes[i].Count++
	case len(b.Causes) < maxCauses:
		b.Causes = append(b.Causes, BatchCause{Failure: f, State: t.State, First: cmp.Or(t.New, t.Old), Count: 1})
	default:
		b.Others++
	}
	slices.SortStableFunc(b.Causes, func(x, y BatchCause) int { return cmp.Compare(y.Count, x.Count) })
}

// Turn is one operation of a batch and what became of it.
type Turn struct {
	Number  int // from 0
	Old     OperationID
	Kept    bool        // it was kept, so it is itself begun
	New     OperationID // "" until begun
	State   State       // how it ended; "" until then, Failed if it could not be begun
	Failure *Failure
}

// Batches is the part of a store that remembers them.
type Batches interface {
	// AddBatch adds a batch with all its turns, in one step. It fails with
	// Conflict, code "batch.exists", if there is one with its ID.
	AddBatch(ctx context.Context, ws WorkspaceID, b Batch, turns []Turn) error

	// AmendBatch alters a batch and replaces turns of it, in one step. An error
	// of change is returned, and nothing is altered. change may be called more
	// than once and must not keep its argument; turns it puts are those it
	// returns.
	AmendBatch(ctx context.Context, ws WorkspaceID, id BatchID, change func(*Batch) ([]Turn, error)) (Batch, error)

	Batch(ctx context.Context, ws WorkspaceID, id BatchID) (Batch, error)
	ListBatches(ctx context.Context, ws WorkspaceID) ([]Batch, error) // newest first

	// ListTurns lists the turns of a batch from a number on, at most limit.
	ListTurns(ctx context.Context, ws WorkspaceID, id BatchID, from, limit int) ([]Turn, error)

	// DeleteBatch forgets a batch and its turns, not the operations.
	DeleteBatch(ctx context.Context, ws WorkspaceID, id BatchID) error
}
