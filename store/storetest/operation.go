package storetest

import (
	"encoding/json"
	"strings"
	"time"

	"stanok/engine"
)

const day = 24 * time.Hour

var creating = []promise{
	{"an operation is read as it was created, queued", func(g given) {
		op := operation("a")
		want := op
		want.State = engine.Queued
		g.same(g.create(op), want, "returned")
		g.same(g.operation("a"), want, "stored")
		g.same(len(g.steps("a")), 0, "steps")
	}},
	{"an operation is queued whatever state it comes in, but for kept", func(g given) {
		for _, state := range engine.States {
			id := engine.OperationID(state)
			want := engine.Queued
			if state == engine.Kept {
				want = engine.Kept
			}
			g.same(g.create(engine.Operation{ID: id, State: state}).State, want, "returned")
			g.same(g.operation(id).State, want, "stored")
		}
	}},
	{"steps taken before come with it", func(g given) {
		steps := []engine.Step{step("b", 2), step("a", 1)}
		g.create(engine.Operation{ID: "a"}, steps...)
		g.same(g.steps("a"), []engine.Step{steps[1], steps[0]}, "steps")
	}},
	{"an id is never used twice", func(g given) {
		g.create(engine.Operation{ID: "a", Lane: "first"})
		_, _, err := g.CreateOperation(g.Context(), ours, engine.Operation{ID: "a", Lane: "second"})
		g.refused(err, engine.Conflict, "the second")
		g.ended("b", engine.Succeeded, T0)
		_, _, err = g.CreateOperation(g.Context(), ours, engine.Operation{ID: "b"})
		g.refused(err, engine.Conflict, "one that is final")
		g.same(g.operation("a").Lane, "first", "stored")
	}},
	{"an event key begins one operation of a processing", func(g given) {
		first := g.create(keyed("a", "p", T0, 0))
		again, created, err := g.CreateOperation(g.Context(), ours, keyed("b", "p", after(time.Hour), 0))
		g.need(err)
		g.same(created, false, "created")
		g.same(again, first, "returned")
		_, err = g.Operation(g.Context(), ours, "b")
		g.refused(err, engine.NotFound, "the repeat")
		g.create(keyed("c", "q", T0, 0))
		_, created, err = g.CreateOperation(g.Context(), theirs, keyed("d", "p", T0, 0))
		g.need(err)
		g.same(created, true, "created in another workspace")
	}},
	{"a repeat gets the operation as it is now", func(g given) {
		op := keyed("a", "p", T0, 0)
		op.Event.Data = json.RawMessage(`{"n":1}`)
		g.create(op)
		g.save(g.claim("a", T0), engine.Progress{State: engine.Succeeded, Reply: &engine.Reply{Status: 200, Body: []byte("hi")}})
		again, created, err := g.CreateOperation(g.Context(), ours, keyed("b", "p", T0, 0))
		g.need(err)
		g.same(created, false, "created")
		g.same(again, g.operation("a"), "returned")
		if again.Reply == nil || string(again.Event.Data) != `{"n":1}` {
			g.Errorf("returned %+v", again)
		}
	}},
	{"an empty event key is never a repeat", func(g given) {
		g.create(engine.Operation{ID: "a", Processing: "p"})
		g.create(engine.Operation{ID: "b", Processing: "p"})
	}},
	{"an event key is remembered for as long as the first one said", func(g given) {
		g.create(keyed("a", "p", T0, time.Hour))
		_, created, err := g.CreateOperation(g.Context(), ours, keyed("b", "p", after(time.Hour-1), time.Second))
		g.need(err)
		g.same(created, false, "created just before")
		g.create(keyed("c", "p", after(time.Hour), time.Hour))
		again, created, err := g.CreateOperation(g.Context(), ours, keyed("d", "p", after(2*time.Hour-1), time.Hour))
		g.need(err)
		g.same(created, false, "created again")
		g.same(again.ID, engine.OperationID("c"), "the newer one stands in the way")
	}},
	{"an event key is remembered for 7 days", func(g given) {
		g.create(keyed("a", "p", T0, 0))
		_, created, err := g.CreateOperation(g.Context(), ours, keyed("b", "p", after(7*day-1), 0))
		g.need(err)
		g.same(created, false, "created just before")
		g.create(keyed("c", "p", after(7*day), 0))
	}},
	{"an event without a time was received when its operation was created", func(g given) {
		key := engine.Event{Key: "k", KeyFor: time.Hour}
		g.create(engine.Operation{ID: "a", Processing: "p", Event: key, Created: T0})
		_, created, err := g.CreateOperation(g.Context(), ours, engine.Operation{ID: "b", Processing: "p", Event: key, Created: after(time.Minute)})
		g.need(err)
		g.same(created, false, "created just before")
		g.create(engine.Operation{ID: "c", Processing: "p", Event: key, Created: after(time.Hour)})
	}},
	{"a long event key is as good as a short one", func(g given) {
		long := strings.Repeat("k", 40_000)
		g.create(engine.Operation{ID: "a", Processing: "p", Event: engine.Event{Key: long}})
		g.create(engine.Operation{ID: "b", Processing: "p", Event: engine.Event{Key: long + "x"}})
		_, created, err := g.CreateOperation(g.Context(), ours, engine.Operation{ID: "c", Processing: "p", Event: engine.Event{Key: long}})
		g.need(err)
		g.same(created, false, "created")
	}},
	{"an operation knows those that repeat it", func(g given) {
		g.ended("a", engine.Failed, T0)
		g.create(engine.Operation{ID: "b", Root: "a", ReplayOf: "a"}, step("x", 1))
		g.create(engine.Operation{ID: "c", Root: "a", ReplayOf: "a"})
		g.same(g.operation("a").Replays, []engine.OperationID{"b", "c"}, "replays")
		g.same(g.operation("a").State, engine.Failed, "the repeated one")
		b := g.operation("b")
		g.same([]engine.OperationID{b.Root, b.ReplayOf}, []engine.OperationID{"a", "a"}, "the repeat")
	}},
	{"an operation under way can be repeated too", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		g.create(engine.Operation{ID: "b", ReplayOf: "a"})
		g.save(l, engine.Progress{State: engine.Succeeded})
		g.same(g.operation("a").Replays, []engine.OperationID{"b"}, "replays")
	}},
	{"what is not there cannot be repeated", func(g given) {
		_, _, err := g.CreateOperation(g.Context(), ours, engine.Operation{ID: "b", ReplayOf: "a"})
		g.refused(err, engine.NotFound, "repeating")
		_, err = g.Operation(g.Context(), ours, "b")
		g.refused(err, engine.NotFound, "the repeat")
	}},
	{"an unknown operation is not found", func(g given) {
		_, err := g.Operation(g.Context(), ours, "a")
		g.refused(err, engine.NotFound, "reading")
		_, err = g.Steps(g.Context(), ours, "a")
		g.refused(err, engine.NotFound, "its steps")
		_, err = g.Cancel(g.Context(), ours, "a", T0)
		g.refused(err, engine.NotFound, "cancelling")
		_, err = g.Amend(g.Context(), ours, "a", func(*engine.Operation, *[]engine.Step) error { return nil })
		g.refused(err, engine.NotFound, "amending")
		_, _, _, err = g.Claim(g.Context(), ours, "a", T0, T0)
		g.refused(err, engine.NotFound, "claiming")
	}},
}

var cancelling = []promise{
	{"an operation that nobody works on is cancelled at once", func(g given) {
		g.create(engine.Operation{ID: "kept", State: engine.Kept, Later: true})
		g.create(engine.Operation{ID: "queued", WakeAt: after(time.Hour)})
		g.create(engine.Operation{ID: "waiting"})
		g.save(g.claim("waiting", T0), engine.Progress{State: engine.Waiting, WakeAt: after(time.Hour)})
		g.ended("uncertain", engine.UncertainState, T0)
		for _, id := range []engine.OperationID{"kept", "queued", "waiting", "uncertain"} {
			op, err := g.Cancel(g.Context(), ours, id, after(time.Minute))
			g.need(err)
			if op.State != engine.Cancelled || !op.Finished.Equal(after(time.Minute)) || op.Cancelling || !op.WakeAt.IsZero() {
				g.Errorf("%s became %+v", id, op)
			}
			g.same(g.operation(id), op, "stored")
		}
		all, err := g.Due(g.Context(), engine.Due{}, after(2*time.Hour), 9)
		g.need(err)
		g.same(len(all), 0, "due")
	}},
	{"a running operation is told on extend", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		told, err := g.Extend(g.Context(), ours, l, after(time.Hour))
		g.need(err)
		g.same(told, false, "told before")
		op, err := g.Cancel(g.Context(), ours, "a", T0)
		g.need(err)
		if op.State != engine.Running || !op.Cancelling || !op.Finished.IsZero() {
			g.Errorf("became %+v", op)
		}
		told, err = g.Extend(g.Context(), ours, l, after(time.Hour))
		g.need(err)
		g.same(told, true, "told after")
		g.save(l, engine.Progress{State: engine.Cancelled})
		g.same(g.operation("a").Cancelling, false, "still being cancelled")
	}},
	{"whoever claims next is told too", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		_, err := g.Cancel(g.Context(), ours, "a", T0)
		g.need(err)
		_, op, _, err := g.Claim(g.Context(), ours, "a", l.Until, l.Until.Add(time.Minute))
		g.need(err)
		g.same(op.Cancelling, true, "told")
	}},
	{"an operation that ended is left be", func(g given) {
		for _, state := range []engine.State{engine.Succeeded, engine.Stopped, engine.Failed, engine.Cancelled} {
			id := engine.OperationID(state)
			g.ended(id, state, T0)
			before := g.operation(id)
			op, err := g.Cancel(g.Context(), ours, id, after(time.Hour))
			g.need(err)
			g.same(op, before, "returned")
			g.same(g.operation(id), before, "stored")
		}
	}},
}

// operation returns an operation in which every field that may be set at its
// creation is.
func operation(id engine.OperationID) engine.Operation {
	d := definition(0)
	return engine.Operation{
		ID: id, Processing: "p", Version: 3, WakeAt: after(time.Minute), Lane: "lane 1", Search: []string{"Alpha", "бета"},
		Event: engine.Event{
			Source: "webhook", Key: "key", KeyFor: 3 * time.Hour, At: after(-time.Second), Depth: 2,
			Data: json.RawMessage(`{"body":"Ünïcode \u0000 and 12345678901234567890"}`), Search: []string{"+7 999", "A@example.com", "low"},
		},
		Created: T0, Test: true, Pretend: true, Draft: &d,
		Trial: &engine.Trial{Only: "send", Until: "last", Pretend: []engine.NodeID{"a", "b"}, Turns: map[engine.NodeID]int{"each": 2}},
	}
}

func keyed(id engine.OperationID, p engine.ProcessingID, at time.Time, keyFor time.Duration) engine.Operation {
	return engine.Operation{ID: id, Processing: p, Created: at, Event: engine.Event{Key: "k", KeyFor: keyFor, At: at}}
}

// step returns a step in which every field means something.
func step(key engine.StepKey, seq int) engine.Step {
	return engine.Step{
		Key: key, Node: "send", Seq: seq, State: engine.StepRetrying, Attempt: 2, WakeAt: after(time.Minute),
		Input:   json.RawMessage(`{"url":"https://example.com","body":"` + strings.Repeat("abc ", 200) + `"}`),
		Output:  json.RawMessage(`{"status":200}`),
		Clipped: &engine.Clipped{Size: 5000, SHA256: "ab12"},
		Enter:   &engine.Entered{Branch: "body", As: "item", Items: []json.RawMessage{json.RawMessage(`1`), json.RawMessage(`"x"`)}, Loop: true, Skip: true},
		Failure: &engine.Failure{Kind: engine.Unavailable, Code: "http.timeout", Field: "with.url", Args: map[string]string{"host": "example.com"}, Node: "send", Detail: "d", At: T0},
		Started: T0, Finished: after(time.Second), Began: after(time.Millisecond),
		Tries: []engine.Try{{Began: T0, Ended: after(time.Microsecond), Code: "http.status", Status: "503"}, {Began: T0, Ended: T0, Code: "http.timeout"}},
	}
}
