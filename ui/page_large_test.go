package ui_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/sources"
	"stanok/store/bolt"
	"stanok/ui"
	"stanok/ui/signin"
	"stanok/ui/uitest"
)

// large is a program that has been used a lot, on a store of files.
type large struct {
	testing.TB
	ui        *ui.UI
	store     *bolt.Store
	engine    *engine.Engine
	vault     *engine.Vault
	catalogue engine.Catalogue

	flows   []engine.ProcessingID
	names   *strings.Replacer
	payload json.RawMessage
}

// newLarge has so many processings, half of which run, and so many operations,
// half of them of one processing. One of none has no people either.
func newLarge(t testing.TB, processings, operations int) *large {
	t.Helper()
	l := &large{TB: t}
	store, err := bolt.Open(t.TempDir(), bolt.Options{})
	l.need(err)
	t.Cleanup(func() { _ = store.Close() })
	l.store = store
	l.need(store.PutWorkspace(t.Context(), engine.Workspace{ID: engine.MainWorkspace}))
	l.serve()
	if processings == 0 {
		return l
	}
	l.create(processings)
	l.tabulate()
	last := l.operate(operations)
	l.name(last)
	return l
}

// address is a path with names in place of ID, OP, CONNECTION, PERSON and PASS.
func (l *large) address(path string) string { return l.names.Replace(path) }

func (l *large) need(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

func (l *large) serve() {
	l.Helper()
	texts, err := loadTexts()
	l.need(err)
	spoken, err := loadWords()
	l.need(err)
	assets, err := loadAssets()
	l.need(err)
	l.vault, err = engine.NewVault(make([]byte, engine.KeySize))
	l.need(err)
	keys, clock := engine.Keys{Store: l.store, Vault: l.vault}, engine.SystemClock{}
	l.catalogue = engine.NewCatalogue(actions.All(actions.Deps{Egress: lost{}, Keyring: keys, Memory: l.store, Clock: clock}), sources.All())
	l.engine = engine.New(engine.Config{
		Store: l.store, Clock: clock, Vault: l.vault, Catalogue: l.catalogue,
		Read: func(draft []byte) (engine.Definition, engine.Problems) {
			doc, err := document.Parse(draft)
			if err != nil {
				return engine.Definition{}, engine.ProblemsOf(err)
			}
			return doc.Definition()
		},
	})
	templates, err := loadTemplates()
	l.need(err)
	l.ui = ui.New(ui.Config{
		Templates: templates,
		Engine:    l.engine, Store: l.store, Vault: l.vault, Texts: texts, Words: spoken, Assets: assets, Clock: clock,
		Log: slog.New(slog.DiscardHandler), Version: "test", AdminToken: adminToken, NewEvent: sources.NewEvent, Alter: sources.Alter,
		Prove: func(ctx context.Context, ws engine.WorkspaceID, s engine.PreparedSource, ev engine.Event) (bool, error) {
			return sources.Prove(ctx, keys, ws, s, ev)
		},
	})
}

func (l *large) create(n int) {
	l.Helper()
	example, err := os.ReadFile("../examples/uon-envybox/request.yaml")
	l.need(err)
	doc, err := document.Parse(example)
	l.need(err)
	for _, name := range []string{"uon", "envybox"} {
		l.connect(name)
	}
	for i := range n {
		p, err := l.engine.Create(l.Context(), engine.MainWorkspace, fmt.Sprintf("U-ON → Envybox %d", i), doc.JSON())
		l.need(err)
		if i%2 == 0 {
			_, err = l.engine.Start(l.Context(), engine.MainWorkspace, p.ID, "me")
			l.need(err)
			l.flows = append(l.flows, p.ID)
		}
	}
}

func (l *large) connect(name string) engine.ConnectionID {
	l.Helper()
	now := time.Now()
	c := engine.Connection{
		ID: engine.ConnectionID(engine.NewID(now)), Name: name, Type: "fields", Origins: []string{"https://" + name + ".example.com"},
		Fields: map[string]string{"address": "https://" + name + ".example.com"}, Secrets: map[string]engine.Secret{"key": "k", "api_key": "k"},
		Version: 1, Created: now, Updated: now,
	}
	sealed, err := l.vault.Seal(engine.MainWorkspace, c)
	l.need(err)
	l.need(l.store.PutConnection(l.Context(), engine.MainWorkspace, sealed))
	return c.ID
}

// tabulate keeps a mapping table of ten thousand rows.
func (l *large) tabulate() {
	l.Helper()
	now := time.Now()
	t := engine.Table{
		ID: "cities", Name: "Cities", Columns: []string{"city", "campaign"}, Keys: []string{"city"}, Size: 10_000, Version: 1, Created: now, Updated: now,
	}
	for i := range t.Size {
		t.Rows = append(t.Rows, []string{fmt.Sprintf("City %d", i), "summer"})
	}
	l.need(l.store.PutTable(l.Context(), engine.MainWorkspace, t))
}

// operate leads so many operations to their end and returns one of them, that
// came in the last. Their ends lie within a week.
func (l *large) operate(n int) engine.OperationID {
	l.Helper()
	p, err := l.store.Processing(l.Context(), engine.MainWorkspace, l.flows[0])
	l.need(err)
	def, err := l.store.Definition(l.Context(), engine.MainWorkspace, p.ID, p.Latest)
	l.need(err)
	plan, err := l.catalogue.Compile(def)
	l.need(err)
	l.payload = request()
	var (
		workers sync.WaitGroup
		next    atomic.Int64
		last    engine.OperationID
		began   = time.Now().Add(-7 * 24 * time.Hour)
	)
	for range 64 {
		workers.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				at := began.Add(7 * 24 * time.Hour * time.Duration(i) / time.Duration(n+1))
				ev, err := sources.NewEvent(plan.Source, map[string]any{"r_id": fmt.Sprint(i), "type_id": "2", "token": "t0k3n"}, at)
				if err != nil {
					l.Error(err)
					return
				}
				id, err := l.lead(i, ev)
				if err != nil {
					l.Error(err)
					return
				}
				if i == int64(n) {
					last = id
				}
			}
		})
	}
	workers.Wait()
	return last
}

// lead leads one operation from its event to its end.
func (l *large) lead(i int64, ev engine.Event) (engine.OperationID, error) {
	ctx, flow := context.Background(), l.flows[0]
	if i%2 == 1 {
		flow = l.flows[int(i)%len(l.flows)]
	}
	op := engine.Operation{ID: engine.OperationID(engine.NewID(ev.At)), Processing: flow, Version: 1, Event: ev, State: engine.Queued, WakeAt: ev.At, Created: ev.At}
	if _, _, err := l.store.CreateOperation(ctx, engine.MainWorkspace, op); err != nil {
		return "", err
	}
	lease, _, _, err := l.store.Claim(ctx, engine.MainWorkspace, op.ID, ev.At, ev.At.Add(time.Minute))
	if err != nil {
		return "", err
	}
	end := engine.Progress{State: engine.Succeeded, At: ev.At.Add(time.Second), Active: time.Second}
	if i%20 == 3 {
		end.State, end.Failure = engine.Failed, &engine.Failure{Node: "send", Kind: engine.Unavailable, Code: "http.status", Args: map[string]string{"status": "400"}}
	}
	for seq, node := range []engine.NodeID{"request", "fields", "account", "lead", "send"} {
		end.Steps = append(end.Steps, engine.Step{
			Key: engine.StepKey(node), Node: node, Seq: seq + 1, State: engine.StepDone, Attempt: 1,
			Input: l.payload, Output: l.payload, Started: ev.At, Finished: end.At,
		})
	}
	return op.ID, l.store.Checkpoint(ctx, engine.MainWorkspace, lease, end)
}

// request is what U-ON answers, about as large.
func request() json.RawMessage {
	fields := map[string]any{}
	for i := range 60 {
		fields[fmt.Sprintf("field_%d", i)] = strings.Repeat("море ", i%9)
	}
	raw, err := json.Marshal(map[string]any{"status": 200, "json": map[string]any{"request": []any{fields}}, "api_key": "hidden"})
	if err != nil {
		panic(err) // of what is written here
	}
	return raw
}

// name says what the names in addresses stand for.
// fill makes a processing of a template, as its wizard does.
func (l *large) fill() engine.ProcessingID {
	l.Helper()
	raw, err := os.ReadFile("../examples/uon-envybox/request.yaml")
	l.need(err)
	doc, err := document.Parse(raw)
	l.need(err)
	p, err := l.engine.Create(l.Context(), engine.MainWorkspace, "Made", json.RawMessage(`{"format":1,"name":"Made","actions":[]}`))
	l.need(err)
	desk := draft.Desk{Engine: l.engine, Store: l.store}
	_, err = desk.Edit(l.Context(), engine.MainWorkspace, p.ID, "me", draft.Change{
		ID: "1", Kind: draft.Replace, Value: doc.JSON(), Group: "template/uon-envybox/request",
	})
	l.need(err)
	return p.ID
}

func (l *large) name(op engine.OperationID) {
	l.Helper()
	person := uitest.AddPerson(l, l.store, engine.Editor)
	pass, _, err := signin.New(l.store, engine.SystemClock{}).Link(l.Context(), engine.MainWorkspace, person)
	l.need(err)
	batch := engine.Batch{ID: "b1", State: engine.BatchPaused, Total: 1, Created: time.Now(), Causes: []engine.BatchCause{{Failure: engine.Failure{Code: "http.status"}, First: op, Count: 1}}}
	l.need(l.store.AddBatch(l.Context(), engine.MainWorkspace, batch, []engine.Turn{{Old: op}}))
	l.names = strings.NewReplacer(
		"BATCH", string(batch.ID), "MADE", string(l.fill()),
		"CONNECTION", string(l.connect("third")), "PERSON", string(person.ID), "PASS", pass.Reveal(), "ID", string(l.flows[0]), "OP", string(op),
	)
}
