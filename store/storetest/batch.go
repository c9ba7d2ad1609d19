package storetest

import (
	"errors"
	"time"

	"stanok/engine"
)

var batches = []promise{
	{"a batch is read as it was added, with its turns", func(g given) {
		b, turns := batchOf("b", 3)
		g.need(g.AddBatch(g.Context(), ours, b, turns))
		g.refused(g.AddBatch(g.Context(), ours, b, nil), engine.Conflict, "adding it again")
		got, err := g.Batch(g.Context(), ours, "b")
		g.need(err)
		g.same(got, b, "batch")
		g.same(g.turns("b", 0, 9), turns, "turns")
		g.same(g.turns("b", 1, 1), turns[1:2], "one turn")
		g.same(g.turns("b", 3, 9), []engine.Turn(nil), "behind the last")
	}},
	{"batches are listed newest first", func(g given) {
		for _, id := range []engine.BatchID{"1", "3", "2"} {
			b, turns := batchOf(id, 1)
			g.need(g.AddBatch(g.Context(), ours, b, turns))
		}
		all, err := g.ListBatches(g.Context(), ours)
		g.need(err)
		var got string
		for _, b := range all {
			got += string(b.ID)
		}
		g.same(got, "321", "batches")
	}},
	{"a batch and turns of it are altered in one step", func(g given) {
		b, turns := batchOf("b", 3)
		g.need(g.AddBatch(g.Context(), ours, b, turns))
		turns[1].New, turns[1].State, turns[1].Failure = "x", engine.Failed, &engine.Failure{Code: "http.status", Args: map[string]string{"status": "500"}, At: T0}
		got, err := g.AmendBatch(g.Context(), ours, "b", func(b *engine.Batch) ([]engine.Turn, error) {
			b.ID, b.Started, b.State = "other", 2, engine.BatchPaused
			return turns[1:2], nil
		})
		g.need(err)
		b.Started, b.State = 2, engine.BatchPaused
		g.same(got, b, "returned")
		got, err = g.Batch(g.Context(), ours, "b")
		g.need(err)
		g.same(got, b, "stored")
		g.same(g.turns("b", 0, 9), turns, "turns")
	}},
	{"an error of the change alters nothing", func(g given) {
		b, turns := batchOf("b", 1)
		g.need(g.AddBatch(g.Context(), ours, b, turns))
		no := errors.New("no")
		_, err := g.AmendBatch(g.Context(), ours, "b", func(b *engine.Batch) ([]engine.Turn, error) {
			b.Started = 1
			return []engine.Turn{{New: "x"}}, no
		})
		g.same(errors.Is(err, no), true, "the error is returned")
		got, err := g.Batch(g.Context(), ours, "b")
		g.need(err)
		g.same(got, b, "stored")
		g.same(g.turns("b", 0, 9), turns, "turns")
	}},
	{"a batch is deleted with its turns", func(g given) {
		b, turns := batchOf("b", 2)
		g.need(g.AddBatch(g.Context(), ours, b, turns))
		other, others := batchOf("bb", 2)
		g.need(g.AddBatch(g.Context(), ours, other, others))
		g.need(g.DeleteBatch(g.Context(), ours, "b"))
		_, err := g.Batch(g.Context(), ours, "b")
		g.refused(err, engine.NotFound, "reading it")
		g.refused(g.DeleteBatch(g.Context(), ours, "b"), engine.NotFound, "deleting it again")
		g.need(g.AddBatch(g.Context(), ours, b, nil))
		g.same(g.turns("b", 0, 9), []engine.Turn(nil), "turns of one of its name")
		g.same(g.turns("bb", 0, 9), others, "turns of the other")
	}},
}

func batchOf(id engine.BatchID, n int) (engine.Batch, []engine.Turn) {
	turns := make([]engine.Turn, n)
	for i := range turns {
		turns[i] = engine.Turn{Number: i, Old: engine.OperationID(rune('a' + i))}
	}
	return engine.Batch{
		ID: id, State: engine.BatchRunning, Processing: "p", From: engine.FromFailed, Original: true, Every: 5 * time.Second, By: "me", Total: n,
		Causes:  []engine.BatchCause{{Failure: engine.Failure{Code: "http.status", At: T0}, State: engine.Failed, First: "x", Count: 2}},
		Created: T0, Since: T0, Base: 1, Finished: after(time.Hour),
	}, turns
}

// turns lists turns of a batch.
func (g given) turns(id engine.BatchID, from, limit int) []engine.Turn {
	g.Helper()
	turns, err := g.ListTurns(g.Context(), ours, id, from, limit)
	g.need(err)
	return turns
}

func nothing(*engine.Batch) ([]engine.Turn, error) { return nil, nil }
