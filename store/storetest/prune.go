package storetest

import (
	"fmt"
	"time"

	"stanok/engine"
)

var pruning = []promise{
	{"what finished before the time, in one of the states, is forgotten", func(g given) {
		g.ended("1", engine.Succeeded, T0)
		g.ended("2", engine.Failed, T0)
		g.ended("3", engine.Succeeded, after(time.Hour))
		g.create(engine.Operation{ID: "4"})
		g.create(engine.Operation{ID: "5", State: engine.Kept})
		g.create(engine.Operation{ID: "6"})
		g.claim("6", T0)
		n, err := g.Prune(g.Context(), ours, after(time.Hour), []engine.State{engine.Succeeded, engine.Queued, engine.Kept, engine.Running}, 99)
		g.need(err)
		g.same(n, 1, "pruned")
		g.same(ids(g.find(engine.OperationQuery{})), "[6 5 4 3 2]", "left")
		n, err = g.Prune(g.Context(), ours, after(2*time.Hour), []engine.State{engine.Succeeded, engine.Failed}, 99)
		g.need(err)
		g.same(n, 2, "pruned")
		n, err = g.Prune(g.Context(), ours, after(2*time.Hour), nil, 99)
		g.need(err)
		g.same(n, 0, "pruned of no state")
		g.same(ids(g.find(engine.OperationQuery{})), "[6 5 4]", "left at the end")
	}},
	{"nothing is left of what is forgotten", func(g given) {
		op := operation("a")
		op.Test = false
		g.create(op, step("x", 1), step("y", 2))
		g.save(g.claim("a", after(time.Hour)), engine.Progress{State: engine.Succeeded, Reply: &engine.Reply{Status: 200}})
		g.create(engine.Operation{ID: "ab", Processing: "p"}, step("x", 1))
		n, err := g.Prune(g.Context(), ours, after(day), []engine.State{engine.Succeeded}, 9)
		g.need(err)
		g.same(n, 1, "pruned")
		_, err = g.Operation(g.Context(), ours, "a")
		g.refused(err, engine.NotFound, "the operation")
		_, err = g.Steps(g.Context(), ours, "a")
		g.refused(err, engine.NotFound, "its steps")
		g.same(ids(g.find(engine.OperationQuery{Processing: "p"})), "[ab]", "history")
		g.same(len(g.steps("ab")), 1, "steps of another")
		op.ID = "c"
		g.create(op)
		g.same(len(g.steps("c")), 0, "steps of the next")
	}},
	{"an event key that begins a newer operation is not forgotten with the older", func(g given) {
		g.create(keyed("a", "p", T0, time.Hour))
		g.save(g.claim("a", T0), engine.Progress{State: engine.Succeeded})
		g.create(keyed("b", "p", after(time.Hour), time.Hour))
		_, err := g.Prune(g.Context(), ours, after(day), []engine.State{engine.Succeeded}, 9)
		g.need(err)
		again, created, err := g.CreateOperation(g.Context(), ours, keyed("c", "p", after(time.Hour), time.Hour))
		g.need(err)
		g.same(created, false, "created")
		g.same(again.ID, engine.OperationID("b"), "returned")
	}},
	{"no more than the limit is forgotten, oldest first", func(g given) {
		for i := range 7 {
			g.ended(engine.OperationID(fmt.Sprint(i)), engine.Succeeded, T0)
		}
		for _, want := range []struct {
			n    int
			left string
		}{{3, "[6 5 4 3]"}, {3, "[6]"}, {1, "[]"}, {0, "[]"}} {
			n, err := g.Prune(g.Context(), ours, after(1), []engine.State{engine.Succeeded}, 3)
			g.need(err)
			g.same(n, want.n, "pruned")
			g.same(ids(g.find(engine.OperationQuery{})), want.left, "left")
		}
	}},
	{"of what has its data given up, there is what happened and not what came", func(g given) {
		op := operation("a")
		op.Test = false
		g.create(op, step("x", 1), step("y", 2))
		g.save(g.claim("a", after(time.Hour)), engine.Progress{State: engine.Succeeded, At: after(time.Hour), Reply: &engine.Reply{Status: 200, Body: []byte("hello")}})
		g.ended("b", engine.Failed, T0)
		was, steps := g.operation("a"), g.steps("a")
		forget := func(before time.Time, limit int) int {
			g.Helper()
			n, err := g.ForgetData(g.Context(), ours, before, []engine.State{engine.Succeeded}, limit, after(day))
			g.need(err)
			return n
		}
		g.same(forget(after(time.Hour), 9), 0, "too young")
		g.same(forget(after(day), 0), 0, "none asked for")
		g.same(forget(after(day), 9), 1, "given up")
		g.same(forget(after(day), 9), 0, "given up again")
		engine.Bare(&was, steps, after(day))
		g.same(g.operation("a"), was, "the operation")
		g.same(g.steps("a"), steps, "its steps")
		g.same(g.operation("a").Forgotten, after(day), "since")
		g.same(string(g.operation("a").Event.Data), "", "what came")
		g.same(g.operation("b").Forgotten.IsZero(), true, "the failed one has its data")
		g.same(ids(g.find(engine.OperationQuery{})), "[b a]", "history")
		n, err := g.Prune(g.Context(), ours, after(day), []engine.State{engine.Succeeded}, 9)
		g.need(err)
		g.same(n, 1, "pruned afterwards")
	}},
	{"what ends late is found, though younger ones were given up before", func(g given) {
		g.create(engine.Operation{ID: "1", Processing: "p"})
		l := g.claim("1", T0)
		for i := range 3 {
			g.ended(engine.OperationID(fmt.Sprint(i+2)), engine.Succeeded, T0)
		}
		give := func(what func() (int, error), want int) {
			g.Helper()
			n, err := what()
			g.need(err)
			g.same(n, want, "given up")
		}
		data := func() (int, error) {
			return g.ForgetData(g.Context(), ours, after(day), []engine.State{engine.Succeeded}, 9, after(day))
		}
		all := func() (int, error) {
			return g.Prune(g.Context(), ours, after(day), []engine.State{engine.Succeeded}, 9)
		}
		give(data, 3)
		give(all, 3)
		g.save(l, engine.Progress{State: engine.Succeeded, At: after(time.Hour)})
		give(data, 1)
		give(all, 1)
	}},
	{"tests are forgotten too", func(g given) {
		g.create(engine.Operation{ID: "a", Processing: "p", Test: true})
		g.save(g.claim("a", T0), engine.Progress{State: engine.Succeeded})
		n, err := g.Prune(g.Context(), ours, after(1), []engine.State{engine.Succeeded}, 3)
		g.need(err)
		g.same(n, 1, "pruned")
	}},
}
