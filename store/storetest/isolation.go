package storetest

import (
	"encoding/json"
	"time"

	"stanok/engine"
)

var isolation = []promise{
	{"what is another workspace's is not found", foreignIsNotFound},
	{"lists hold only what is ours", foreignIsNotListed},
	{"the same ids in two workspaces are two things", func(g given) {
		for _, ws := range []engine.WorkspaceID{ours, theirs} {
			op := engine.Operation{ID: "a", Processing: "p", Lane: string(ws), Event: engine.Event{Key: "k", Data: json.RawMessage(`"` + ws + `"`)}}
			_, created, err := g.CreateOperation(g.Context(), ws, op, engine.Step{Key: engine.StepKey(ws), Seq: 1})
			g.need(err)
			g.same(created, true, "created")
			_, err = g.PutProcessing(g.Context(), ws, engine.Processing{ID: "p", Name: string(ws), Token: string(ws)}, nil)
			g.need(err)
		}
		_, err := g.Cancel(g.Context(), theirs, "a", T0)
		g.need(err)
		g.need(g.DeleteProcessing(g.Context(), theirs, "p", T0))
		op := g.operation("a")
		g.same([]string{string(op.State), op.Lane, string(op.Event.Data)}, []string{"queued", "ours", `"ours"`}, "our operation")
		g.same(g.steps("a"), []engine.Step{{Key: "ours", Seq: 1}}, "our steps")
		_, err = g.Processing(g.Context(), ours, "p")
		g.need(err)
	}},
	{"names that run into each other stay apart", func(g given) {
		for _, at := range []struct {
			ws engine.WorkspaceID
			p  engine.ProcessingID
		}{{"a", "bc"}, {"ab", "c"}, {"abc", ""}} {
			_, found, err := g.Recall(g.Context(), at.ws, at.p, "k")
			g.need(err)
			g.same(found, false, string(at.ws)+" "+string(at.p))
			g.need(g.Remember(g.Context(), at.ws, at.p, "k", json.RawMessage(`1`)))
		}
	}},
}

// stock puts one of everything into their workspace.
func (g given) stock() (l engine.Lease) {
	ctx := g.Context()
	p, err := g.PutProcessing(ctx, theirs, engine.Processing{ID: "p", Token: "secret"}, nil)
	g.need(err)
	p.Latest = 1
	_, err = g.PutProcessing(ctx, theirs, p, &engine.Definition{Version: 1})
	g.need(err)
	g.need(g.AddSample(ctx, theirs, "p", engine.Sample{Verdict: "webhook.ping"}))
	g.need(g.PutToken(ctx, theirs, engine.Token{ID: "t", Hash: [32]byte{1}}))
	g.need(g.PutConnection(ctx, theirs, connection("c", "CRM", 1)))
	g.need(g.PutTable(ctx, theirs, table("t", "Campaigns", 1)))
	g.need(g.AddPerson(ctx, theirs, person("h", "them@example.com")))
	g.need(g.AddSession(ctx, theirs, engine.Session{ID: "s", Person: "h", Hash: [32]byte{1}}))
	g.need(g.Remember(ctx, theirs, "p", "k", json.RawMessage(`1`)))
	_, err = g.Seize(ctx, theirs, "p", "k", "a", T0, after(time.Hour))
	g.need(err)
	g.need(g.AddBatch(ctx, theirs, engine.Batch{ID: "r"}, []engine.Turn{{Old: "a"}}))
	g.need(g.PutAlert(ctx, theirs, engine.Alert{Processing: "p", Since: T0}, nil))
	g.need(g.PutVigil(ctx, theirs, engine.Vigil{Processing: "p"}))
	for _, id := range []engine.OperationID{"a", "b"} {
		_, _, err = g.CreateOperation(ctx, theirs, engine.Operation{ID: id, Processing: "p"}, step("x", 1))
		g.need(err)
		l, _, _, err = g.Claim(ctx, theirs, id, T0, after(time.Minute))
		g.need(err)
		if id == "a" {
			g.need(g.Checkpoint(ctx, theirs, l, engine.Progress{State: engine.Succeeded, At: T0}))
		}
	}
	return l
}

func foreignIsNotFound(g given) {
	l := g.stock()
	ctx := g.Context()
	for doing, err := range map[string]error{
		"reading a processing":   second(g.Processing(ctx, ours, "p")),
		"deleting a processing":  g.DeleteProcessing(ctx, ours, "p", T0),
		"reading a definition":   second(g.Definition(ctx, ours, "p", 1)),
		"adding a sample":        g.AddSample(ctx, ours, "p", engine.Sample{}),
		"deleting a token":       g.DeleteToken(ctx, ours, "t"),
		"reading a person":       second(g.Person(ctx, ours, "h")),
		"amending a person":      second(g.AmendPerson(ctx, ours, "h", func(*engine.Person) error { return nil })),
		"deleting a person":      g.DeletePerson(ctx, ours, "h"),
		"adding a session":       g.AddSession(ctx, ours, engine.Session{Person: "h"}),
		"ending a session":       g.DeleteSession(ctx, ours, "h", "s"),
		"signing out":            g.SignOut(ctx, ours, "h", ""),
		"adding a pass":          g.AddPass(ctx, ours, engine.Pass{Person: "h"}),
		"reading a connection":   second(g.Connection(ctx, ours, "c")),
		"finding a connection":   second(g.ConnectionByName(ctx, ours, "CRM")),
		"deleting a connection":  g.DeleteConnection(ctx, ours, "c"),
		"reading a table":        second(g.Table(ctx, ours, "t")),
		"finding a table":        second(g.TableByName(ctx, ours, "Campaigns")),
		"deleting a table":       g.DeleteTable(ctx, ours, "t"),
		"reading a batch":        second(g.Batch(ctx, ours, "r")),
		"amending a batch":       second(g.AmendBatch(ctx, ours, "r", nothing)),
		"listing turns":          second(g.ListTurns(ctx, ours, "r", 0, 9)),
		"deleting a batch":       g.DeleteBatch(ctx, ours, "r"),
		"reading an operation":   second(g.Operation(ctx, ours, "a")),
		"reading steps":          second(g.Steps(ctx, ours, "a")),
		"cancelling":             second(g.Cancel(ctx, ours, "b", T0)),
		"amending":               second(g.Amend(ctx, ours, "a", func(*engine.Operation, *[]engine.Step) error { return nil })),
		"claiming":               fourth(g.Claim(ctx, ours, "b", after(time.Hour), after(2*time.Hour))),
		"repeating an operation": third(g.CreateOperation(ctx, ours, engine.Operation{ID: "r", ReplayOf: "a"})),
	} {
		g.refused(err, engine.NotFound, doing)
	}
	g.leaseLost(g.Checkpoint(ctx, ours, l, engine.Progress{State: engine.Succeeded}), "a checkpoint")
	g.leaseLost(second(g.Extend(ctx, ours, l, T0)), "an extend")
	_, err := g.Extend(ctx, theirs, l, after(time.Hour))
	g.need(err)
}

func foreignIsNotListed(g given) {
	g.stock()
	ctx := g.Context()
	counts := map[string]int{}
	count := func(what string, n int, err error) { g.need(err); counts[what] = n }
	processings, err := g.ListProcessings(ctx, ours)
	count("processings", len(processings), err)
	definitions, err := g.ListDefinitions(ctx, ours, "p")
	count("definitions", len(definitions), err)
	samples, err := g.ListSamples(ctx, ours, "p")
	count("samples", len(samples), err)
	tokens, err := g.ListTokens(ctx, ours)
	count("tokens", len(tokens), err)
	people, err := g.ListPeople(ctx, ours)
	count("people", len(people), err)
	sessions, err := g.ListSessions(ctx, ours, "h")
	count("sessions", len(sessions), err)
	connections, err := g.ListConnections(ctx, ours)
	count("connections", len(connections), err)
	tables, err := g.ListTables(ctx, ours)
	count("tables", len(tables), err)
	batches, err := g.ListBatches(ctx, ours)
	count("batches", len(batches), err)
	alerts, err := g.ListAlerts(ctx, ours)
	count("alerts", len(alerts), err)
	vigils, err := g.ListVigils(ctx, ours)
	count("vigils", len(vigils), err)
	page, err := g.FindOperations(ctx, ours, engine.OperationQuery{})
	count("operations", len(page.Operations), err)
	page, err = g.FindOperations(ctx, ours, engine.OperationQuery{Processing: "p"})
	count("operations of a processing", len(page.Operations), err)
	n, err := g.CountUnfinished(ctx, ours, "p")
	count("unfinished", n, err)
	versions, _, err := g.CountVersions(ctx, ours, "p", 99)
	count("versions", len(versions), err)
	n, err = g.Prune(ctx, ours, after(time.Hour), engine.States, 99)
	count("pruned", n, err)
	_, found, err := g.Recall(ctx, ours, "p", "k")
	count("remembered", map[bool]int{true: 1}[found], err)
	a, err := g.Alert(ctx, ours, "p")
	count("alert", map[bool]int{true: 1}[a.Open()], err)
	holder, err := g.Holder(ctx, ours, "p", "k", T0)
	count("holder", len(holder), err)
	owner, err := g.Seize(ctx, ours, "p", "k", "mine", T0, after(time.Hour))
	count("seized", map[bool]int{true: 1}[owner != "mine"], err)
	for what, n := range counts {
		g.same(n, 0, what)
	}
}

func second[A any](_ A, err error) error        { return err }
func third[A, B any](_ A, _ B, err error) error { return err }
func fourth[A, B, C any](_ A, _ B, _ C, err error) error {
	return err
}
