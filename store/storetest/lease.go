package storetest

import (
	"sync"
	"time"

	"stanok/engine"
)

var leases = []promise{
	{"a claim makes the operation running and gives all of it", func(g given) {
		want := operation("a")
		g.create(want, step("b", 2), step("a", 1))
		l, op, steps, err := g.Claim(g.Context(), ours, "a", want.WakeAt, want.WakeAt.Add(time.Minute))
		g.need(err)
		want.State, want.WakeAt = engine.Running, time.Time{}
		g.same(op, want, "claimed")
		g.same(steps, []engine.Step{step("a", 1), step("b", 2)}, "steps")
		g.same(g.operation("a"), want, "read")
		if l.Operation != "a" || l.Token == 0 || !l.Until.Equal(after(2*time.Minute)) {
			g.Errorf("lease %+v", l)
		}
	}},
	{"an operation is claimed by one", claimedByOne},
	{"an operation is not claimed before it is due", func(g given) {
		g.create(engine.Operation{ID: "a", WakeAt: after(time.Second)})
		_, _, _, err := g.Claim(g.Context(), ours, "a", after(time.Second-1), after(time.Minute))
		g.refused(err, engine.Conflict, "claiming early")
		g.same(g.operation("a").State, engine.Queued, "state")
		g.save(g.claim("a", after(time.Second)), engine.Progress{State: engine.Waiting, WakeAt: after(time.Hour)})
		_, _, _, err = g.Claim(g.Context(), ours, "a", after(time.Hour-1), after(2*time.Hour))
		g.refused(err, engine.Conflict, "claiming what waits")
		g.claim("a", after(time.Hour))
	}},
	{"an operation that is kept or has ended is not claimed", func(g given) {
		g.create(engine.Operation{ID: "kept", State: engine.Kept})
		all := []engine.OperationID{"kept"}
		for _, state := range engine.States {
			if state.Final() {
				g.ended(engine.OperationID(state), state, T0)
				all = append(all, engine.OperationID(state))
			}
		}
		for _, id := range all {
			_, _, _, err := g.Claim(g.Context(), ours, id, after(time.Hour), after(2*time.Hour))
			g.refused(err, engine.Conflict, "claiming what is "+string(id))
		}
	}},
	{"a lease that ran out passes on, with a greater token", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		_, _, _, err := g.Claim(g.Context(), ours, "a", l.Until.Add(-1), after(time.Hour))
		g.refused(err, engine.Conflict, "claiming while it is leased")
		if next := g.claim("a", l.Until); next.Token <= l.Token {
			g.Errorf("token %d after %d", next.Token, l.Token)
		}
	}},
	{"a lease that ran out is still held while nobody claims", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		g.save(l, engine.Progress{State: engine.Succeeded, At: l.Until.Add(time.Hour)})
	}},
	{"an extended lease keeps others away for longer", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		_, err := g.Extend(g.Context(), ours, l, after(time.Hour))
		g.need(err)
		_, _, _, err = g.Claim(g.Context(), ours, "a", after(time.Hour-1), after(2*time.Hour))
		g.refused(err, engine.Conflict, "claiming while it is leased")
		g.claim("a", after(time.Hour))
	}},
	{"who overslept the lease cannot write", func(g given) {
		g.create(engine.Operation{ID: "a"}, step("s", 1))
		old := g.claim("a", T0)
		next := g.claim("a", old.Until)
		g.leaseLost(g.Checkpoint(g.Context(), ours, old, engine.Progress{State: engine.Succeeded, Steps: []engine.Step{step("x", 2)}}), "a late checkpoint")
		_, err := g.Extend(g.Context(), ours, old, after(time.Hour))
		g.leaseLost(err, "a late extend")
		g.same(len(g.steps("a")), 1, "steps")
		g.same(g.operation("a").State, engine.Running, "state")
		g.save(next, engine.Progress{State: engine.Succeeded})
		g.leaseLost(g.Checkpoint(g.Context(), ours, next, engine.Progress{State: engine.Failed}), "a checkpoint after the end")
		g.same(g.operation("a").State, engine.Succeeded, "state at the end")
	}},
	{"a lease nobody gave is not held", func(g given) {
		g.create(engine.Operation{ID: "a"})
		for _, l := range []engine.Lease{{Operation: "a"}, {Operation: "a", Token: 1 << 60}, {Operation: "b", Token: 1}} {
			g.leaseLost(g.Checkpoint(g.Context(), ours, l, engine.Progress{State: engine.Succeeded}), "a checkpoint")
			_, err := g.Extend(g.Context(), ours, l, after(time.Hour))
			g.leaseLost(err, "an extend")
		}
	}},
	{"a lease given up can be taken again", func(g given) {
		g.create(engine.Operation{ID: "a"})
		l := g.claim("a", T0)
		g.save(l, engine.Progress{State: engine.Waiting, WakeAt: T0})
		g.leaseLost(g.Checkpoint(g.Context(), ours, l, engine.Progress{State: engine.Succeeded}), "a checkpoint after parking")
		if next := g.claim("a", T0); next.Token <= l.Token {
			g.Errorf("token %d after %d", next.Token, l.Token)
		}
	}},
}

func claimedByOne(g given) {
	g.create(engine.Operation{ID: "a"})
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		wins int
	)
	for range 20 {
		wg.Go(func() {
			_, _, _, err := g.Claim(g.Context(), ours, "a", T0, after(time.Minute))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				wins++
			} else {
				g.refused(err, engine.Conflict, "losing")
			}
		})
	}
	wg.Wait()
	g.same(wins, 1, "claims that succeeded")
}
