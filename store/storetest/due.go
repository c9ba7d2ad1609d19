package storetest

import (
	"fmt"
	"strings"
	"time"

	"stanok/engine"
)

var due = []promise{
	{"due are the queued and waiting by WakeAt, and the leased by their lease", func(g given) {
		g.create(engine.Operation{ID: "queued", Processing: "p"})
		g.create(engine.Operation{ID: "later", Processing: "p", WakeAt: after(3 * time.Hour)})
		g.create(engine.Operation{ID: "leased", Processing: "q"})
		l := g.claim("leased", T0)
		_, err := g.Extend(g.Context(), ours, l, after(2*time.Hour))
		g.need(err)
		g.create(engine.Operation{ID: "waiting", Processing: "q"})
		g.save(g.claim("waiting", T0), engine.Progress{State: engine.Waiting, WakeAt: after(time.Hour)})
		g.create(engine.Operation{ID: "kept", State: engine.Kept})
		for _, state := range engine.States {
			if state.Final() {
				g.ended(engine.OperationID(state), state, T0)
			}
		}
		all, err := g.Due(g.Context(), engine.Due{}, after(9*time.Hour), 99)
		g.need(err)
		g.same(all, []engine.Due{
			{Workspace: ours, Processing: "p", Operation: "queued"},
			{Workspace: ours, Processing: "q", Operation: "waiting", At: after(time.Hour)},
			{Workspace: ours, Processing: "q", Operation: "leased", At: after(2 * time.Hour)},
			{Workspace: ours, Processing: "p", Operation: "later", At: after(3 * time.Hour)},
		}, "due")
	}},
	{"due names the lane", func(g given) {
		g.create(engine.Operation{ID: "queued", Lane: "=4821"})
		g.create(engine.Operation{ID: "leased", Lane: "=4822"})
		g.claim("leased", after(time.Hour))
		all, err := g.Due(g.Context(), engine.Due{}, after(2*time.Hour), 9)
		g.need(err)
		lanes := map[engine.OperationID]string{}
		for _, d := range all {
			lanes[d.Operation] = d.Lane
		}
		g.same(lanes, map[engine.OperationID]string{"queued": "=4821", "leased": "=4822"}, "lanes")
	}},
	{"due ends at those due later than until", func(g given) {
		for i := range 3 {
			g.create(engine.Operation{ID: engine.OperationID(fmt.Sprint(i)), WakeAt: after(time.Duration(i) * time.Second)})
		}
		for until, want := range map[time.Duration]int{-1: 0, 0: 1, time.Second - 1: 1, time.Second: 2, time.Hour: 3} {
			all, err := g.Due(g.Context(), engine.Due{}, after(until), 9)
			g.need(err)
			g.same(len(all), want, fmt.Sprint("due until ", until))
		}
	}},
	{"due pages meet without gap or overlap", func(g given) {
		want := 0
		for i := range 40 {
			for _, ws := range []engine.WorkspaceID{ours, theirs} {
				op := engine.Operation{ID: engine.OperationID(fmt.Sprintf("%02d", i)), Processing: "p", WakeAt: after(time.Duration(i/7) * time.Second)}
				if i < 5 {
					op.WakeAt = time.Time{}
				}
				_, _, err := g.CreateOperation(g.Context(), ws, op)
				g.need(err)
				want++
			}
		}
		var (
			last engine.Due
			seen = map[string]bool{}
		)
		for range want {
			page, err := g.Due(g.Context(), last, after(time.Hour), 7)
			g.need(err)
			if len(page) == 0 {
				break
			}
			for _, d := range page {
				if d.At.Before(last.At) {
					g.Errorf("%+v after %+v", d, last)
				}
				seen[fmt.Sprint(d.Workspace, d.Operation)] = true
				last = d
			}
		}
		g.same(len(seen), want, "due in all")
	}},
	{"an entry is due once, when it is due now", func(g given) {
		g.create(engine.Operation{ID: "a"})
		now := T0
		for range 5 {
			g.save(g.claim("a", now), engine.Progress{State: engine.Waiting, WakeAt: now.Add(time.Hour)})
			now = now.Add(time.Hour)
		}
		all, err := g.Due(g.Context(), engine.Due{}, after(99*time.Hour), 9)
		g.need(err)
		g.same(all, []engine.Due{{Workspace: ours, Operation: "a", At: now}}, "due")
	}},
	{"unfinished are the queued, running and waiting of a processing", func(g given) {
		count := func() string {
			var all []string
			for _, id := range []engine.ProcessingID{"p", "q", "none"} {
				n, err := g.CountUnfinished(g.Context(), ours, id)
				g.need(err)
				all = append(all, fmt.Sprint(n))
			}
			return strings.Join(all, " ")
		}
		g.create(engine.Operation{ID: "kept", Processing: "p", State: engine.Kept})
		g.create(engine.Operation{ID: "a", Processing: "p"})
		g.create(engine.Operation{ID: "b", Processing: "p"})
		g.create(engine.Operation{ID: "c", Processing: "q", Test: true})
		g.same(count(), "2 1 0", "queued")
		l := g.claim("a", T0)
		g.same(count(), "2 1 0", "running")
		g.save(l, engine.Progress{State: engine.Waiting, WakeAt: T0})
		g.same(count(), "2 1 0", "waiting")
		l = g.claim("a", T0)
		g.save(l, engine.Progress{State: engine.Running})
		g.save(l, engine.Progress{State: engine.UncertainState})
		g.same(count(), "1 1 0", "one uncertain")
		_, err := g.Cancel(g.Context(), ours, "b", T0)
		g.need(err)
		g.same(count(), "0 1 0", "one cancelled")
		for _, id := range []engine.OperationID{"kept", "a"} {
			_, err = g.Amend(g.Context(), ours, id, func(op *engine.Operation, _ *[]engine.Step) error { op.State = engine.Queued; return nil })
			g.need(err)
		}
		g.same(count(), "2 1 0", "both queued again")
	}},
}
