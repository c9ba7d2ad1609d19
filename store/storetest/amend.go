package storetest

import (
	"encoding/json"
	"errors"
	"time"

	"stanok/engine"
)

var amending = []promise{
	{"an operation and its steps are altered in one step", func(g given) {
		op := operation("a")
		g.create(op, step("x", 1), step("y", 2))
		got, err := g.Amend(g.Context(), ours, "a", func(op *engine.Operation, steps *[]engine.Step) error {
			g.same(*steps, []engine.Step{step("x", 1), step("y", 2)}, "steps given")
			op.Lane, op.Version, op.Search, op.WakeAt = "other", 4, nil, after(time.Hour)
			op.Event.Data, op.Draft = json.RawMessage(`{"gone":true}`), nil
			op.Reply = &engine.Reply{Status: 204}
			*steps = []engine.Step{step("z", 3), step("y", 2)}
			return nil
		})
		g.need(err)
		op.State, op.Lane, op.Version, op.Search, op.WakeAt = engine.Queued, "other", 4, nil, after(time.Hour)
		op.Event.Data, op.Draft = json.RawMessage(`{"gone":true}`), nil
		op.Reply = &engine.Reply{Status: 204}
		g.same(got, op, "returned")
		g.same(g.operation("a"), op, "stored")
		g.same(g.steps("a"), []engine.Step{step("y", 2), step("z", 3)}, "steps")
	}},
	{"bodies can be forgotten without the operation", func(g given) {
		g.create(operation("a"), step("x", 1))
		g.save(g.claim("a", after(time.Hour)), engine.Progress{State: engine.Succeeded, Reply: &engine.Reply{Status: 200}})
		_, err := g.Amend(g.Context(), ours, "a", func(op *engine.Operation, steps *[]engine.Step) error {
			op.Event.Data, op.Reply, op.Draft = nil, nil, nil
			*steps = nil
			return nil
		})
		g.need(err)
		op := g.operation("a")
		g.same([]bool{op.Event.Data == nil, op.Reply == nil, op.Draft == nil}, []bool{true, true, true}, "forgotten")
		g.same(op.Event.Search, operation("a").Event.Search, "what it is found by")
		g.same(len(g.steps("a")), 0, "steps")
	}},
	{"every change of state is allowed that CanBecome allows, and no other", amendsStates},
	{"an error of change alters nothing", func(g given) {
		op := g.create(operation("a"), step("x", 1))
		mine := errors.New("mine")
		_, err := g.Amend(g.Context(), ours, "a", func(op *engine.Operation, steps *[]engine.Step) error {
			op.State, op.Lane, op.Event.Search[0], *steps = engine.Cancelled, "other", "other", nil
			return mine
		})
		if !errors.Is(err, mine) {
			g.Errorf("got %v", err)
		}
		g.same(g.operation("a"), op, "stored")
		g.same(g.steps("a"), []engine.Step{step("x", 1)}, "steps")
	}},
	{"a leased operation is not amended", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		called := false
		_, err := g.Amend(g.Context(), ours, "a", func(*engine.Operation, *[]engine.Step) error { called = true; return nil })
		g.refused(err, engine.Conflict, "amending")
		g.same(called, false, "change was called")
		g.save(l, engine.Progress{State: engine.Waiting, WakeAt: after(time.Hour)})
		_, err = g.Amend(g.Context(), ours, "a", func(op *engine.Operation, _ *[]engine.Step) error { op.WakeAt = T0; return nil })
		g.need(err)
		g.claim("a", T0)
	}},
	{"an operation stays itself", func(g given) {
		op := g.create(operation("a"))
		for _, change := range []func(op *engine.Operation){
			func(op *engine.Operation) { op.ID = "b" },
			func(op *engine.Operation) { op.Processing = "q" },
			func(op *engine.Operation) { op.Event.Key = "other" },
		} {
			_, err := g.Amend(g.Context(), ours, "a", func(op *engine.Operation, _ *[]engine.Step) error { change(op); return nil })
			g.refused(err, engine.Invalid, "amending what it is")
		}
		g.same(g.operation("a"), op, "stored")
	}},
	{"an event's key that was taken away still stands in the way of a repeat", func(g given) {
		op := operation("a")
		op.Event.Key = "k"
		g.create(op)
		_, err := g.Amend(g.Context(), ours, "a", func(op *engine.Operation, _ *[]engine.Step) error { op.Event.Key = ""; return nil })
		g.need(err)
		g.same(g.operation("a").Event.Key, "", "key")
		again := operation("b")
		again.Event.Key = "k"
		first, created, err := g.CreateOperation(g.Context(), ours, again)
		g.need(err)
		g.same(created, false, "created")
		g.same(first.ID, engine.OperationID("a"), "the first")
	}},
	{"an uncertain operation goes on when a person says so", func(g given) {
		g.ended("a", engine.UncertainState, T0)
		op, err := g.Amend(g.Context(), ours, "a", func(op *engine.Operation, steps *[]engine.Step) error {
			op.State, op.Failure = engine.Queued, nil
			*steps = append(*steps, step("x", 1))
			return nil
		})
		g.need(err)
		g.same(op.Finished.IsZero(), true, "no longer finished")
		l, _, steps, err := g.Claim(g.Context(), ours, "a", T0, after(time.Minute))
		g.need(err)
		g.same(steps, []engine.Step{step("x", 1)}, "steps")
		g.save(l, engine.Progress{State: engine.Succeeded, At: after(time.Hour)})
		g.same(g.operation("a").Finished, after(time.Hour), "finished")
	}},
}

func amendsStates(g given) {
	for _, from := range engine.States {
		if from == engine.Running {
			continue // leased
		}
		for _, to := range engine.States {
			id := engine.OperationID(from + " to " + to)
			switch {
			case from == engine.Kept || from == engine.Queued:
				g.create(engine.Operation{ID: id, Processing: "p", State: from})
			default:
				g.ended(id, from, T0)
			}
			_, err := g.Amend(g.Context(), ours, id, func(op *engine.Operation, _ *[]engine.Step) error {
				op.State = to
				if to.Final() {
					op.Finished = after(time.Minute)
				}
				return nil
			})
			want := to
			if from != to && !from.CanBecome(to) {
				g.refused(err, engine.Conflict, string(id))
				want = from
			} else if err != nil {
				g.Errorf("%s: %v", id, err)
			}
			g.same(g.operation(id).State, want, string(id))
		}
	}
}
