package storetest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

var processings = []promise{
	{"a processing is read as it was put, with its new revision", func(g given) {
		p := engine.Processing{
			ID: "p", Name: "Leads", Running: true, Token: "secret", Draft: json.RawMessage(`{"nodes":[]}`),
			Started: after(time.Hour), Created: T0, Updated: after(time.Minute), Binned: after(2 * time.Hour),
		}
		put, err := g.PutProcessing(g.Context(), ours, p, nil)
		g.need(err)
		if put.Revision <= p.Revision {
			g.Errorf("revision %d after %d", put.Revision, p.Revision)
		}
		got, err := g.Processing(g.Context(), ours, "p")
		g.need(err)
		g.same(got, put, "stored")
		p.Revision = put.Revision
		g.same(put, p, "returned")
	}},
	{"only who knows the revision writes", func(g given) {
		p := g.processing("p")
		stale := p
		p.Name = "first"
		p, err := g.PutProcessing(g.Context(), ours, p, nil)
		g.need(err)
		stale.Name = "second"
		_, err = g.PutProcessing(g.Context(), ours, stale, nil)
		g.refused(err, engine.Conflict, "writing with an old revision")
		_, err = g.PutProcessing(g.Context(), ours, engine.Processing{ID: "p", Name: "third"}, nil)
		g.refused(err, engine.Conflict, "creating what is there")
		_, err = g.PutProcessing(g.Context(), ours, engine.Processing{ID: "new", Revision: 3}, nil)
		g.refused(err, engine.Conflict, "replacing what is not there")
		got, err := g.Processing(g.Context(), ours, "p")
		g.need(err)
		g.same(got, p, "stored")
	}},
	{"a version is added with the processing or not at all", func(g given) {
		p := g.processing("p")
		p.Latest = 1
		p, err := g.PutProcessing(g.Context(), ours, p, &engine.Definition{Version: 1, Name: "one"})
		g.need(err)
		for _, wrong := range []struct{ latest, version int }{{1, 1}, {3, 3}, {2, 3}, {3, 2}, {1, 2}} {
			q := p
			q.Latest, q.Name = wrong.latest, "wrong"
			_, err := g.PutProcessing(g.Context(), ours, q, &engine.Definition{Version: wrong.version})
			g.refused(err, engine.Conflict, "adding a wrong version")
		}
		stale := p
		stale.Revision, stale.Latest = p.Revision-1, 2
		_, err = g.PutProcessing(g.Context(), ours, stale, &engine.Definition{Version: 2})
		g.refused(err, engine.Conflict, "adding a version with an old revision")
		all, err := g.ListDefinitions(g.Context(), ours, "p")
		g.need(err)
		if len(all) != 1 || all[0].Name != "one" || all[0].Processing != "p" {
			g.Errorf("definitions %+v", all)
		}
		got, err := g.Processing(g.Context(), ours, "p")
		g.need(err)
		g.same(got, p, "stored")
	}},
	{"the latest version is not made up", func(g given) {
		p := g.processing("p")
		p.Latest = 1
		_, err := g.PutProcessing(g.Context(), ours, p, nil)
		g.refused(err, engine.Conflict, "claiming a version that is not there")
	}},
	{"a definition is read as it was put, newest first", func(g given) {
		p := g.processing("p")
		var want []engine.Definition
		for version := 1; version <= 12; version++ {
			d := definition(version)
			p.Latest = version
			var err error
			p, err = g.PutProcessing(g.Context(), ours, p, &d)
			g.need(err)
			got, err := g.Definition(g.Context(), ours, "p", version)
			g.need(err)
			g.same(got, d, "definition")
			want = append([]engine.Definition{d}, want...)
		}
		all, err := g.ListDefinitions(g.Context(), ours, "p")
		g.need(err)
		g.same(all, want, "definitions")
		for _, version := range []int{-1, 0, 13} {
			_, err := g.Definition(g.Context(), ours, "p", version)
			g.refused(err, engine.NotFound, "a version that is not there")
		}
	}},
	{"processings are listed by name, then id", func(g given) {
		for _, p := range []engine.Processing{{ID: "3", Name: "a"}, {ID: "1", Name: "b"}, {ID: "2", Name: "a"}} {
			_, err := g.PutProcessing(g.Context(), ours, p, nil)
			g.need(err)
		}
		all, err := g.ListProcessings(g.Context(), ours)
		g.need(err)
		if len(all) != 3 || all[0].ID != "2" || all[1].ID != "3" || all[2].ID != "1" {
			g.Errorf("processings %+v", all)
		}
	}},
	{"a link leads to its processing", func(g given) {
		g.processing("p")
		g.processing("q")
		ws, id, err := g.Link(g.Context(), "token of q")
		g.need(err)
		if ws != ours || id != "q" {
			g.Errorf("link leads to %s of %s", id, ws)
		}
		for _, token := range []string{"", "token of nobody", "token of"} {
			ws, id, err := g.Link(g.Context(), token)
			g.refused(err, engine.NotFound, "a link of nobody")
			if ws != "" || id != "" {
				g.Errorf("a link of nobody leads to %s of %s", id, ws)
			}
		}
	}},
	{"a link never changes and is nobody else's", func(g given) {
		p := g.processing("p")
		p.Token = "another"
		_, err := g.PutProcessing(g.Context(), ours, p, nil)
		g.refused(err, engine.Invalid, "changing the token")
		_, err = g.PutProcessing(g.Context(), theirs, engine.Processing{ID: "p", Token: "token of p"}, nil)
		g.refused(err, engine.Conflict, "taking the token")
	}},
	{"processings without a link are not in each other's way", func(g given) {
		for _, id := range []engine.ProcessingID{"a", "b"} {
			_, err := g.PutProcessing(g.Context(), ours, engine.Processing{ID: id}, nil)
			g.need(err)
		}
	}},
	{"a deleted processing takes what is its own with it", deletedTakesItsOwn},
	{"operations of a deleted processing stay, those not final cancelled", deletedCancels},
	{"an unknown processing is not found", func(g given) {
		_, err := g.Processing(g.Context(), ours, "p")
		g.refused(err, engine.NotFound, "reading")
		g.refused(g.DeleteProcessing(g.Context(), ours, "p", T0), engine.NotFound, "deleting")
		_, err = g.Definition(g.Context(), ours, "p", 1)
		g.refused(err, engine.NotFound, "its definition")
		g.refused(g.AddSample(g.Context(), ours, "p", engine.Sample{}), engine.NotFound, "adding a sample")
	}},
}

var samples = []promise{
	{"the newest 20 samples of a processing are kept, newest first", func(g given) {
		g.processing("p")
		g.processing("q")
		var want []engine.Sample
		for i := range 23 {
			s := engine.Sample{Verdict: "webhook.ping", Args: map[string]string{"n": strings.Repeat("i", i)}, Event: engine.Event{
				Source: "webhook", At: after(time.Duration(i) * time.Second), Data: json.RawMessage(`{"a":1}`), Search: []string{"x"},
			}}
			g.need(g.AddSample(g.Context(), ours, "p", s))
			want = append([]engine.Sample{s}, want...)
		}
		got, err := g.ListSamples(g.Context(), ours, "p")
		g.need(err)
		g.same(got, want[:20], "samples")
		got, err = g.ListSamples(g.Context(), ours, "q")
		g.need(err)
		g.same(len(got), 0, "samples of another")
	}},
	{"samples are forgotten by what they are, in one processing", func(g given) {
		for _, id := range []engine.ProcessingID{"p", "q"} {
			g.processing(id)
			for _, of := range []engine.OperationID{"a", "b", "a", ""} {
				g.need(g.AddSample(g.Context(), ours, id, engine.Sample{Of: of}))
			}
		}
		g.need(g.DropSamples(g.Context(), ours, "p", func(s engine.Sample) bool { return s.Of == "a" }))
		g.need(g.DropSamples(g.Context(), ours, "nothing", func(engine.Sample) bool { return true }))
		got, err := g.ListSamples(g.Context(), ours, "p")
		g.need(err)
		g.same(got, []engine.Sample{{}, {Of: "b"}}, "samples that are left")
		got, err = g.ListSamples(g.Context(), ours, "q")
		g.need(err)
		g.same(len(got), 4, "samples of another")
		g.need(g.AddSample(g.Context(), ours, "p", engine.Sample{Of: "c"}))
		got, err = g.ListSamples(g.Context(), ours, "p")
		g.need(err)
		g.same(len(got), 3, "samples with one that came later")
	}},
}

func deletedTakesItsOwn(g given) {
	for _, id := range []engine.ProcessingID{"p", "q"} {
		p := g.processing(id)
		p.Latest = 1
		_, err := g.PutProcessing(g.Context(), ours, p, &engine.Definition{Version: 1})
		g.need(err)
		p.Revision++
		_, err = g.PutProcessing(g.Context(), ours, p, nil, engine.Edit{ID: "e", Kind: "set"})
		g.need(err)
		g.need(g.AddSample(g.Context(), ours, id, engine.Sample{Verdict: "webhook.ping"}))
		g.need(g.Remember(g.Context(), ours, id, "k", json.RawMessage(`1`)))
		_, err = g.Seize(g.Context(), ours, id, "k", "first", T0, after(time.Hour))
		g.need(err)
		g.need(g.PutAlert(g.Context(), ours, engine.Alert{Processing: id, Since: T0, Failures: 3}, nil))
		g.need(g.PutVigil(g.Context(), ours, engine.Vigil{Processing: id}))
	}
	g.need(g.DeleteProcessing(g.Context(), ours, "p", T0))
	for id, there := range map[engine.ProcessingID]bool{"p": false, "q": true} {
		_, err := g.Processing(g.Context(), ours, id)
		g.same(err == nil, there, string(id)+" is there")
		_, err = g.Definition(g.Context(), ours, id, 1)
		g.same(err == nil, there, "its definition is there")
		_, _, err = g.Link(g.Context(), "token of "+string(id))
		g.same(err == nil, there, "its link is there")
		edits, err := g.ListEdits(g.Context(), ours, id, 0, 0)
		g.need(err)
		g.same(len(edits) == 1, there, "its edit is there")
		samples, err := g.ListSamples(g.Context(), ours, id)
		g.need(err)
		g.same(len(samples) == 1, there, "its sample is there")
		_, found, err := g.Recall(g.Context(), ours, id, "k")
		g.need(err)
		g.same(found, there, "its memory is there")
		owner, err := g.Seize(g.Context(), ours, id, "k", "second", T0, after(time.Hour))
		g.need(err)
		g.same(owner == "first", there, "its key is still seized")
		a, err := g.Alert(g.Context(), ours, id)
		g.need(err)
		g.same(a.Open(), there, "its alert is there")
		vigils, err := g.ListVigils(g.Context(), ours)
		g.need(err)
		g.same(slices.ContainsFunc(vigils, func(v engine.Vigil) bool { return v.Processing == id }), there, "its vigil is there")
	}
}

func deletedCancels(g given) {
	g.processing("p")
	g.processing("q")
	g.create(engine.Operation{ID: "1kept", Processing: "p", State: engine.Kept})
	g.create(engine.Operation{ID: "2queued", Processing: "p"})
	g.create(engine.Operation{ID: "3waiting", Processing: "p"})
	g.save(g.claim("3waiting", T0), engine.Progress{State: engine.Waiting, WakeAt: after(time.Hour)})
	g.create(engine.Operation{ID: "4running", Processing: "p"})
	l := g.claim("4running", T0)
	g.ended("5done", engine.Succeeded, T0)
	g.ended("6uncertain", engine.UncertainState, T0)
	g.create(engine.Operation{ID: "7other", Processing: "q"})

	g.need(g.DeleteProcessing(g.Context(), ours, "p", after(time.Minute)))
	for id, want := range map[engine.OperationID]engine.State{
		"1kept": engine.Cancelled, "2queued": engine.Cancelled, "3waiting": engine.Cancelled, "4running": engine.Running,
		"5done": engine.Succeeded, "6uncertain": engine.UncertainState, "7other": engine.Queued,
	} {
		op := g.operation(id)
		g.same(op.State, want, string(id))
		if want == engine.Cancelled && !op.Finished.Equal(after(time.Minute)) {
			g.Errorf("%s finished at %s", id, op.Finished)
		}
	}
	cancelling, err := g.Extend(g.Context(), ours, l, after(time.Hour))
	g.need(err)
	g.same(cancelling, true, "the running one is told")
	n, err := g.CountUnfinished(g.Context(), ours, "p")
	g.need(err)
	g.same(n, 1, "unfinished")
}

// definition returns a definition in which every field means something.
func definition(version int) engine.Definition {
	return engine.Definition{
		Processing: "p", Version: version, Format: 1, Name: "Leads", Description: "what for", Labels: []string{"sales", "уон"},
		Settings: engine.Settings{TimeZone: "Europe/Moscow", Lane: "{{ source.id }}", Concurrency: 3, WhileStopped: engine.Keep, Deadline: time.Hour},
		Source:   engine.SourceConfig{Type: "webhook", With: json.RawMessage(`{"method":"POST"}`)},
		Nodes: []engine.Node{
			{ID: "each", Type: "loop", Version: 1, Title: "Each", Branches: []string{"body"}},
			{
				ID: "send", Parent: "each", Branch: "body", Type: "http.request", Version: 2, Note: "n", Disabled: true,
				With:    json.RawMessage(`{"url":"https://example.com"}`),
				Retry:   engine.RetryPolicy{Attempts: 3, First: time.Second, Max: time.Minute, Pauses: []time.Duration{time.Second}, Spread: 0.25, Longest: time.Hour},
				OnError: engine.Continue,
			},
		},
		Saved: after(time.Duration(version) * time.Minute), Author: "owner",
	}
}
