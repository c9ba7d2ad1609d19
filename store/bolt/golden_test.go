package bolt_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"testing"
	"time"

	"stanok/engine"
	"stanok/store/bolt"
)

// The things in testdata/formats. They are never altered: a field that came
// later is not in the files of before.
var (
	relicFailure = &engine.Failure{
		Kind: engine.Unavailable, Code: "http.timeout", Field: "with.url", Args: map[string]string{"host": "example.com"},
		Node: "send", Detail: "dial tcp: i/o timeout", At: t0,
	}
	relicWorkspace = engine.Workspace{ID: "main", Name: "Main", Language: "ru", TimeZone: "Europe/Moscow", AlertTo: []string{"a@example.com"}}
	relicToken     = engine.Token{ID: "t", Name: "CI", Role: engine.Editor, Hash: [32]byte{1, 2, 3}, Created: t0}
	relicDraft     = json.RawMessage(`{"name":"Заявки"}`)
	relicFlow      = engine.Definition{
		Processing: "p", Version: 1, Format: 1, Name: "Заявки", Description: "d", Labels: []string{"l"},
		Settings: engine.Settings{TimeZone: "UTC", Lane: "{{ source.id }}", Concurrency: 2, WhileStopped: engine.Keep, Deadline: time.Hour},
		Source:   engine.SourceConfig{Type: "webhook", With: json.RawMessage(`{"method":"POST"}`)},
		Nodes: []engine.Node{{
			ID: "send", Parent: "each", Branch: "body", Type: "http.request", Version: 2, Title: "Send", Note: "n", Disabled: true,
			With: json.RawMessage(`{"url":"https://example.com"}`), Retry: engine.RetryPolicy{Attempts: 3, First: time.Second, Spread: 0.25},
			OnError: engine.Continue, Branches: []string{"a"},
		}},
		Saved: t0, Author: "owner",
	}
	relicSample     = engine.Sample{Verdict: "webhook.ping", Event: engine.Event{Source: "webhook", At: t0, Data: json.RawMessage(`{}`)}}
	relicConnection = engine.SealedConnection{
		Connection: engine.Connection{
			ID: "c", Name: "CRM", Type: "bearer", Origins: []string{"https://example.com"}, Fields: map[string]string{"header": "X"},
			Version: 1, Created: t0, Updated: t0,
		},
		SecretNames: []string{"token"}, Sealed: []byte{0, 255},
	}
	relicAlert  = engine.Alert{Processing: "p", Since: t0, Failures: 3, InRow: 2, Untold: 1, Last: relicFailure, Operation: "a", Told: t0, Warned: true}
	relicLetter = engine.Letter{
		ID: "l", Workspace: "main", Kind: engine.Digest, Processing: "p", Name: "Заявки", Operation: "a", Failure: relicFailure, Count: 3,
		Since: t0, To: []string{"a@example.com"}, Created: t0, Attempt: 1, NextTry: t0, Problem: "mail.unreachable",
	}
	relicStep = engine.Step{
		Key: "each#1/send", Node: "send", Seq: 2, State: engine.StepRetrying, Attempt: 2, WakeAt: t0.Add(time.Minute),
		Input: json.RawMessage(`{"url":"https://example.com"}`), Output: json.RawMessage(`{"status":500}`),
		Clipped: &engine.Clipped{Size: 9999, SHA256: "ab"}, Enter: &engine.Entered{Branch: "body", As: "item", Items: []json.RawMessage{json.RawMessage(`1`)}, Loop: true},
		Failure: relicFailure, Started: t0, Finished: t0.Add(time.Second),
	}
	relicOperation = engine.Operation{
		ID: "a", Processing: "p", Version: 1, State: engine.Queued, WakeAt: t0.Add(time.Hour), Lane: "lane", Search: []string{"Заявка 1"},
		Event: engine.Event{
			Source: "webhook", Key: "key", KeyFor: time.Hour, At: t0, Depth: 1, Data: json.RawMessage(`{"body":"{}"}`), Search: []string{"plain", "UPPER"},
		},
		Created: t0, Test: true, Pretend: true, Draft: &relicFlow,
	}
)

// bury puts the relics into a store.
func bury(t *testing.T, s *bolt.Store) {
	t.Helper()
	ctx := context.Background()
	p, err := s.PutProcessing(ctx, "main", engine.Processing{ID: "p", Name: "Заявки", Token: "secret", Draft: relicDraft}, nil)
	p.Latest, p.Version, p.Running, p.Started, p.Created, p.Updated = 1, 1, true, t0, t0, t0
	_, err2 := s.PutProcessing(ctx, "main", p, &relicFlow)
	_, err3 := s.Seize(ctx, "main", "p", "seized", "a", t0, t0.Add(time.Hour))
	_, err4 := s.Increment(ctx, "main", "p", "sum", 7, "step")
	_, _, err5 := s.CreateOperation(ctx, "main", relicOperation, relicStep)
	_, _, err6 := s.CreateOperation(ctx, "main", engine.Operation{ID: "b", Processing: "p", Root: "a", ReplayOf: "a", Created: t0})
	l, _, _, err7 := s.Claim(ctx, "main", "b", t0, t0.Add(time.Hour))
	err = errors.Join(err, err2, err3, err4, err5, err6, err7,
		s.Checkpoint(ctx, "main", l, engine.Progress{
			State: engine.Failed, At: t0, Active: time.Second, Failure: relicFailure, Notify: true,
			Reply: &engine.Reply{Status: 502, Header: map[string]string{"A": "b"}, Body: []byte("no")},
		}),
		s.PutWorkspace(ctx, relicWorkspace), s.PutToken(ctx, "main", relicToken), s.PutConnection(ctx, "main", relicConnection),
		s.AddSample(ctx, "main", "p", relicSample), s.PutAlert(ctx, "main", relicAlert, nil, relicLetter),
	)
	if err != nil {
		t.Fatal(err)
	}
}

// holds reports every relic that is not in a store.
func holds(t *testing.T, s *bolt.Store) {
	t.Helper()
	ctx := t.Context()
	check := func(what string, got, want any, err error) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v\n got %+v\nwant %+v", what, err, got, want)
		}
	}
	w, err := s.Workspace(ctx, "main")
	check("workspace", w, relicWorkspace, err)
	_, token, err := s.TokenByHash(ctx, relicToken.Hash)
	check("token", token, relicToken, err)
	_, id, err := s.Link(ctx, "secret")
	check("link", id, engine.ProcessingID("p"), err)
	p, err := s.Processing(ctx, "main", id)
	check("processing", p, engine.Processing{
		ID: "p", Name: "Заявки", Token: "secret", Draft: relicDraft, Latest: 1, Version: 1, Running: true, Revision: 2, Started: t0, Created: t0, Updated: t0,
	}, err)
	d, err := s.Definition(ctx, "main", "p", 1)
	check("definition", d, relicFlow, err)
	samples, err := s.ListSamples(ctx, "main", "p")
	check("samples", samples, []engine.Sample{relicSample}, err)
	c, err := s.ConnectionByName(ctx, "main", "CRM")
	check("connection", c, relicConnection, err)
	owner, err := s.Seize(ctx, "main", "p", "seized", "b", t0, t0.Add(time.Hour))
	check("owner", owner, engine.OperationID("a"), err)
	sum, err := s.Increment(ctx, "main", "p", "sum", 1, "step")
	check("sum", sum, int64(7), err)
	a, err := s.Alert(ctx, "main", "p")
	check("alert", a, relicAlert, err)
	letters, err := s.ListLetters(ctx, t0, 9)
	check("letters", letters, []engine.Letter{relicLetter}, err)
	holdsOperations(t, s, check)
}

func holdsOperations(t *testing.T, s *bolt.Store, check func(what string, got, want any, err error)) {
	ctx := t.Context()
	want := relicOperation
	want.Replays = []engine.OperationID{"b"}
	again, created, err := s.CreateOperation(ctx, "main", relicOperation)
	check("repeated", created, false, err)
	check("operation", again, want, nil)
	steps, err := s.Steps(ctx, "main", "a")
	check("steps", steps, []engine.Step{relicStep}, err)
	b, err := s.Operation(ctx, "main", "b")
	check("failed operation", b, engine.Operation{
		ID: "b", Processing: "p", Root: "a", ReplayOf: "a", Created: t0, State: engine.Failed, Finished: t0, Active: time.Second, Failure: relicFailure,
		Reply: &engine.Reply{Status: 502, Header: map[string]string{"A": "b"}, Body: []byte("no")},
	}, err)
	page, err := s.FindOperations(ctx, "main", engine.OperationQuery{Processing: "p", States: []engine.State{engine.Failed}})
	check("found", len(page.Operations), 1, err)
	page, err = s.FindOperations(ctx, "main", engine.OperationQuery{Text: "upper", Test: true})
	check("found by text", len(page.Operations), 1, err)
	all, err := s.Due(ctx, engine.Due{}, t0.Add(time.Hour), 9)
	check("due", all, []engine.Due{{Workspace: "main", Processing: "p", Operation: "a", At: t0.Add(time.Hour), Lane: "lane"}}, err)
	notices, err := s.ListNotices(ctx, 9)
	check("notices", len(notices), 1, err)
	if len(notices) == 1 {
		notices[0].ID = ""
		check("notice", notices[0], engine.Notice{Workspace: "main", Processing: "p", Operation: "b", State: engine.Failed, Failure: relicFailure, At: t0}, nil)
	}
}
