package storetest

import (
	"time"

	"stanok/engine"
)

var checkpoints = []promise{
	{"steps are added, or replaced where the key is known", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		x, y := step("x", 1), step("y", 2)
		g.save(l, engine.Progress{State: engine.Running, Steps: []engine.Step{x, y}})
		x.State, x.Output, x.Failure, x.Enter, x.Clipped = engine.StepDone, nil, nil, nil, nil
		z := engine.Step{Key: "x#10/z", Node: "z", Seq: 3, State: engine.StepSkipped}
		g.save(l, engine.Progress{State: engine.Running, Steps: []engine.Step{z, x}})
		g.same(g.steps("a"), []engine.Step{x, y, z}, "steps")
	}},
	{"steps are by seq, not by key", func(g given) {
		g.create(engine.Operation{ID: "a"})
		var steps, want []engine.Step
		for i, key := range []engine.StepKey{"n", "c", "z", "a", "n#2/a", "n#10/a"} {
			s := engine.Step{Key: key, Seq: i + 1}
			steps, want = append([]engine.Step{s}, steps...), append(want, s)
		}
		g.save(g.claim("a", T0), engine.Progress{State: engine.Running, Steps: steps})
		g.same(g.steps("a"), want, "steps")
	}},
	{"the steps of one operation are not another's", func(g given) {
		for _, id := range []engine.OperationID{"a", "ab", "b"} {
			g.create(engine.Operation{ID: id}, engine.Step{Key: engine.StepKey("of " + id), Seq: 1})
		}
		for _, id := range []engine.OperationID{"a", "ab", "b"} {
			g.same(g.steps(id), []engine.Step{{Key: engine.StepKey("of " + id), Seq: 1}}, "steps")
		}
	}},
	{"progress is on record whatever state it leads to", func(g given) {
		failure := &engine.Failure{Kind: engine.Denied, Code: "http.denied", Node: "send", At: T0}
		for _, state := range engine.States {
			if !engine.Running.CanBecome(state) {
				continue
			}
			id := engine.OperationID(state)
			op := g.create(engine.Operation{ID: id, Processing: "p", Search: []string{"one"}})
			g.save(g.claim(id, T0), engine.Progress{
				State: state, At: after(time.Minute), WakeAt: after(time.Hour), Active: time.Second, Failure: failure,
				Reply: &engine.Reply{Status: 201, Header: map[string]string{"A": "b"}, Body: []byte{0, 255}}, Search: []string{"two"},
			})
			op.State, op.Active, op.Search = state, time.Second, []string{"one", "two"}
			op.Reply = &engine.Reply{Status: 201, Header: map[string]string{"A": "b"}, Body: []byte{0, 255}}
			if state == engine.Waiting {
				op.WakeAt = after(time.Hour)
			}
			if state == engine.Failed || state == engine.UncertainState {
				op.Failure = failure
			}
			if state.Final() {
				op.Finished = after(time.Minute)
			}
			g.same(g.operation(id), op, string(state))
		}
	}},
	{"a state that running cannot become is refused, and nothing is recorded", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		for _, state := range []engine.State{engine.Kept, engine.Queued, "", "asleep"} {
			err := g.Checkpoint(g.Context(), ours, l, engine.Progress{State: state, Steps: []engine.Step{step("x", 1)}, Active: time.Hour})
			g.refused(err, engine.Invalid, "becoming "+string(state))
		}
		g.same(len(g.steps("a")), 0, "steps")
		g.same(g.operation("a").Active, time.Duration(0), "active")
		g.save(l, engine.Progress{State: engine.Succeeded})
	}},
	{"the first reply stays", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		g.save(l, engine.Progress{State: engine.Running, Reply: &engine.Reply{Status: 200}})
		g.save(l, engine.Progress{State: engine.Succeeded, Reply: &engine.Reply{Status: 500}})
		g.same(g.operation("a").Reply, &engine.Reply{Status: 200}, "reply")
	}},
	{"only running keeps the lease", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		g.save(l, engine.Progress{State: engine.Running})
		g.save(l, engine.Progress{State: engine.Running})
		g.save(l, engine.Progress{State: engine.Stopped})
		_, err := g.Extend(g.Context(), ours, l, after(time.Hour))
		g.leaseLost(err, "extending after the end")
	}},
	{"an operation being cancelled does not park", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		_, err := g.Cancel(g.Context(), ours, "a", T0)
		g.need(err)
		g.save(l, engine.Progress{State: engine.Waiting, At: after(time.Second), WakeAt: after(time.Hour)})
		op := g.operation("a")
		if op.State != engine.Cancelled || !op.Finished.Equal(after(time.Second)) || !op.WakeAt.IsZero() || op.Cancelling {
			g.Errorf("became %+v", op)
		}
	}},
	{"an operation being cancelled may still succeed", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		_, err := g.Cancel(g.Context(), ours, "a", T0)
		g.need(err)
		g.save(l, engine.Progress{State: engine.Running})
		g.save(l, engine.Progress{State: engine.Succeeded})
		g.same(g.operation("a").State, engine.Succeeded, "state")
	}},
	{"what others wrote meanwhile is not undone", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		_, err := g.Cancel(g.Context(), ours, "a", T0)
		g.need(err)
		g.create(engine.Operation{ID: "b", ReplayOf: "a"})
		g.save(l, engine.Progress{State: engine.Running})
		op := g.operation("a")
		g.same(op.Cancelling, true, "cancelling")
		g.same(op.Replays, []engine.OperationID{"b"}, "replays")
	}},
	{"a value to be found is kept once", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		g.save(l, engine.Progress{State: engine.Running, Search: []string{"x", "y"}})
		g.save(l, engine.Progress{State: engine.Running, Search: []string{"y", "z"}})
		g.save(l, engine.Progress{State: engine.Running})
		g.same(g.operation("a").Search, []string{"x", "y", "z"}, "search")
	}},
}
