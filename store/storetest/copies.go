package storetest

import (
	"time"

	"stanok/engine"
)

var copies = []promise{
	{"what is passed in is copied", func(g given) {
		op, s := operation("a"), step("x", 1)
		g.create(op, s)
		p := engine.Progress{State: engine.Running, Reply: &engine.Reply{Status: 200, Body: []byte("body")}, Steps: []engine.Step{step("y", 2)}}
		g.save(g.claim("a", op.WakeAt), p)
		op.Event.Data[0], op.Event.Search[0], op.Search[0], op.Draft.Name, op.Draft.Nodes[0].Title = 'X', "X", "X", "X", "X"
		s.Input[0], s.Failure.Args["host"], s.Enter.Items[0][0] = 'X', "X", 'X'
		p.Reply.Body[0], p.Steps[0].Output[0] = 'X', 'X'
		want := operation("a")
		want.State, want.WakeAt, want.Reply, want.Retries = engine.Running, time.Time{}, &engine.Reply{Status: 200, Body: []byte("body")}, 1
		g.same(g.operation("a"), want, "stored")
		g.same(g.steps("a"), []engine.Step{step("x", 1), step("y", 2)}, "steps")
	}},
	{"what is returned belongs to the caller", func(g given) {
		g.create(operation("a"), step("x", 1))
		spoil := func(op engine.Operation, steps []engine.Step) {
			op.Event.Data[0], op.Event.Search[0], op.Draft.Nodes[0].Title = 'X', "X", "X"
			for _, s := range steps {
				s.Input[0], s.Failure.Args["host"], s.Enter.Items[0][0] = 'X', "X", 'X'
			}
		}
		_, op, steps, err := g.Claim(g.Context(), ours, "a", after(time.Hour), after(2*time.Hour))
		g.need(err)
		spoil(op, steps)
		spoil(g.operation("a"), g.steps("a"))
		want := operation("a")
		want.State, want.WakeAt = engine.Running, time.Time{}
		g.same(g.operation("a"), want, "stored")
		g.same(g.steps("a"), []engine.Step{step("x", 1)}, "steps")
	}},
	{"what a change was given cannot be changed later", func(g given) {
		g.create(operation("a"), step("x", 1))
		var (
			kept  *engine.Operation
			steps []engine.Step
		)
		_, err := g.Amend(g.Context(), ours, "a", func(op *engine.Operation, s *[]engine.Step) error { kept, steps = op, *s; return nil })
		g.need(err)
		kept.Event.Search[0], steps[0].Input[0] = "X", 'X'
		want := operation("a")
		want.State = engine.Queued
		g.same(g.operation("a"), want, "stored")
		g.same(g.steps("a"), []engine.Step{step("x", 1)}, "steps")
	}},
}
