package storetest

import (
	"fmt"
	"time"

	"stanok/engine"
)

var alerts = []promise{
	{"the end of an operation leaves a notice if asked to", func(g given) {
		failure := &engine.Failure{Kind: engine.Unavailable, Code: "http.timeout", Node: "send", At: T0}
		g.create(engine.Operation{ID: "a", Processing: "p"})
		l := g.claim("a", T0)
		g.save(l, engine.Progress{State: engine.Running, Notify: true})
		g.save(l, engine.Progress{State: engine.Failed, At: after(time.Minute), Failure: failure, Notify: true})
		g.ended("b", engine.Failed, T0)
		all, err := g.ListNotices(g.Context(), 9)
		g.need(err)
		if len(all) != 1 || all[0].ID == "" {
			g.Fatalf("notices %+v", all)
		}
		all[0].ID = ""
		g.same(all[0], engine.Notice{Workspace: ours, Processing: "p", Operation: "a", State: engine.Failed, Failure: failure, At: after(time.Minute)}, "notice")
	}},
	{"a notice says how the operation really ended", func(g given) {
		g.create(engine.Operation{ID: "a", Processing: "p"})
		l := g.claim("a", T0)
		_, err := g.Cancel(g.Context(), ours, "a", T0)
		g.need(err)
		g.save(l, engine.Progress{State: engine.Waiting, Notify: true})
		all, err := g.ListNotices(g.Context(), 9)
		g.need(err)
		if len(all) != 1 || all[0].State != engine.Cancelled {
			g.Errorf("notices %+v", all)
		}
	}},
	{"notices of all workspaces are listed, oldest first", func(g given) {
		leave := func(ws engine.WorkspaceID, id engine.OperationID, at time.Time) {
			_, _, err := g.CreateOperation(g.Context(), ws, engine.Operation{ID: id, Processing: "p"})
			g.need(err)
			l, _, _, err := g.Claim(g.Context(), ws, id, T0, after(time.Hour))
			g.need(err)
			g.need(g.Checkpoint(g.Context(), ws, l, engine.Progress{State: engine.Failed, At: at, Notify: true}))
		}
		leave(ours, "3", after(3))
		leave(theirs, "1", after(time.Hour))
		leave(ours, "2", after(time.Minute))
		leave(theirs, "3", after(2*time.Minute))
		list := func(limit int) (all string) {
			notices, err := g.ListNotices(g.Context(), limit)
			g.need(err)
			for _, n := range notices {
				all += fmt.Sprint(n.Workspace, n.Operation, " ")
			}
			return all
		}
		g.same(list(9), "ours3 ours2 theirs3 theirs1 ", "notices")
		g.same(list(2), "ours3 ours2 ", "two notices")
		taken, err := g.ListNotices(g.Context(), 9)
		g.need(err)
		g.need(g.PutAlert(g.Context(), ours, engine.Alert{Processing: "p"}, taken))
		g.same(list(9), "theirs3 theirs1 ", "after those of one workspace were taken")
	}},
	{"an alert is put with its letters, and its notices are forgotten, in one step", func(g given) {
		g.create(engine.Operation{ID: "a", Processing: "p"})
		g.save(g.claim("a", T0), engine.Progress{State: engine.Failed, Notify: true})
		taken, err := g.ListNotices(g.Context(), 9)
		g.need(err)
		a := engine.Alert{
			Processing: "p", Since: T0, Failures: 5, InRow: 4, Untold: 3, Last: step("x", 1).Failure, Operation: "a",
			Told: after(time.Minute), Mentioned: true, Warned: true,
		}
		l := letter("1", T0)
		g.need(g.PutAlert(g.Context(), ours, a, taken, l, letter("2", T0)))
		got, err := g.Alert(g.Context(), ours, "p")
		g.need(err)
		g.same(got, a, "alert")
		left, err := g.ListNotices(g.Context(), 9)
		g.need(err)
		g.same(len(left), 0, "notices left")
		letters, err := g.ListLetters(g.Context(), T0, 9)
		g.need(err)
		g.same(letters, []engine.Letter{l, letter("2", T0)}, "letters")
	}},
	{"a processing without an alert has the zero one", func(g given) {
		a, err := g.Alert(g.Context(), ours, "p")
		g.need(err)
		g.same(a, engine.Alert{}, "alert")
	}},
	{"listed are the open alerts and those with failures untold", func(g given) {
		for _, a := range []engine.Alert{
			{Processing: "open", Since: T0}, {Processing: "untold", Untold: 1}, {Processing: "calm", Failures: 3, Told: T0}, {Processing: "closed", Since: T0},
		} {
			g.need(g.PutAlert(g.Context(), ours, a, nil))
		}
		g.need(g.PutAlert(g.Context(), ours, engine.Alert{Processing: "closed"}, nil))
		all, err := g.ListAlerts(g.Context(), ours)
		g.need(err)
		g.same(all, []engine.Alert{{Processing: "open", Since: T0}, {Processing: "untold", Untold: 1}}, "alerts")
	}},
	{"letters are listed when their time has come, oldest first", func(g given) {
		for id, at := range map[string]time.Duration{"3": 0, "1": time.Hour, "2": time.Minute} {
			g.need(g.PutLetter(g.Context(), letter(id, after(at))))
		}
		list := func(now time.Duration, limit int) (all string) {
			letters, err := g.ListLetters(g.Context(), after(now), limit)
			g.need(err)
			for _, l := range letters {
				all += l.ID
			}
			return all
		}
		g.same(list(-1, 9), "", "none yet")
		g.same(list(time.Minute, 9), "23", "two")
		g.same(list(time.Hour, 9), "123", "all")
		g.same(list(time.Hour, 2), "12", "two of all")
	}},
	{"a letter is replaced by one with its id, and deleted once", func(g given) {
		l := letter("1", T0)
		g.need(g.PutLetter(g.Context(), l))
		l.Attempt, l.Problem, l.NextTry = 2, "mail.refused", after(time.Hour)
		g.need(g.PutLetter(g.Context(), l))
		all, err := g.ListLetters(g.Context(), after(time.Hour), 9)
		g.need(err)
		g.same(all, []engine.Letter{l}, "letters")
		g.need(g.DeleteLetter(g.Context(), l))
		g.need(g.DeleteLetter(g.Context(), l))
		all, err = g.ListLetters(g.Context(), after(time.Hour), 9)
		g.need(err)
		g.same(len(all), 0, "letters left")
	}},
}

func letter(id string, next time.Time) engine.Letter {
	return engine.Letter{
		ID: id, Workspace: ours, Kind: engine.Digest, Processing: "p", Name: "Leads", Operation: "a", Failure: step("x", 1).Failure,
		Action: "Get", Type: "http.request", Count: 3, Since: T0, To: []string{"a@example.com", "b@example.com"}, Created: T0, Attempt: 1, NextTry: next, Problem: "mail.unreachable",
	}
}
