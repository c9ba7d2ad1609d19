package trial_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/egress"
	"stanok/engine/eval"
	"stanok/engine/trial"
	"stanok/examples/standin"
	"stanok/sources"
	"stanok/store/memory"
)

const ws engine.WorkspaceID = "w"

// world is the program without its pages, and the two services of the example.
type world struct {
	testing.TB
	desk    trial.Desk
	vault   *engine.Vault
	hook    http.Handler
	uon     *standin.UON
	envybox *standin.Envybox
	origins map[string]string
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOver(t, memory.New())
}

func newWorldOver(t testing.TB, store engine.Store) *world {
	t.Helper()
	w := &world{TB: t, uon: standin.NewUON(standin.UONOptions{Key: "uon-s3cret-key"}), envybox: standin.NewEnvybox(standin.EnvyboxOptions{APIKey: "envybox-s3cret"}), origins: map[string]string{}}
	for name, h := range map[string]http.Handler{"uon": w.uon, "envybox": w.envybox} {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		w.origins[name] = s.URL
	}
	allow, err := egress.ParseAllow("127.0.0.0/8")
	w.need(err)
	out := egress.New(egress.Config{Allow: allow, UserAgent: "stanok/test"})
	w.vault, err = engine.NewVault(make([]byte, engine.KeySize))
	w.need(err)
	clock := engine.SystemClock{}
	keys := engine.Keys{Store: store, Vault: w.vault}
	catalogue := engine.NewCatalogue(actions.All(actions.Deps{Egress: out, Keyring: keys, Memory: store, Clock: clock, Tables: engine.NewRows(store)}), sources.All())
	e := engine.New(engine.Config{Store: store, Clock: clock, Catalogue: catalogue, Vault: w.vault, Encode: eval.Append, Read: read, Drain: time.Second})
	w.desk = trial.Desk{Engine: e, Store: store, Clock: clock}
	w.hook = sources.NewWebhook(sources.Config{Intake: e, Keys: keys, Clock: clock, Say: func(_ *http.Request, code string, _ map[string]string) (string, string) { return code, "" }})
	w.need(store.PutWorkspace(t.Context(), engine.Workspace{ID: ws}))
	w.connect("uon", map[string]string{"address": w.origins["uon"]}, map[string]engine.Secret{"key": "uon-s3cret-key"})
	w.connect("envybox", map[string]string{"address": w.origins["envybox"]}, map[string]engine.Secret{"api_key": "envybox-s3cret"})

	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		w.need(<-ended)
		out.CloseIdle()
	})
	return w
}

func read(draft []byte) (engine.Definition, engine.Problems) {
	doc, err := document.Parse(draft)
	if err != nil {
		return engine.Definition{}, engine.ProblemsOf(err)
	}
	return doc.Definition()
}

func (w *world) need(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) connect(name string, fields map[string]string, secrets map[string]engine.Secret) {
	w.Helper()
	c, err := w.vault.Seal(ws, engine.Connection{
		ID: engine.ConnectionID(name), Name: name, Type: "fields", Origins: []string{w.origins[name]}, Fields: fields, Secrets: secrets, Version: 1,
	})
	w.need(err)
	w.need(w.desk.Store.PutConnection(w.Context(), ws, c))
}

// create saves a draft that is not started.
func (w *world) create(yaml string) engine.Processing {
	w.Helper()
	doc, err := document.Parse([]byte(yaml))
	w.need(err)
	p, err := w.desk.Engine.Create(w.Context(), ws, doc.Name(), doc.JSON())
	w.need(err)
	return p
}

// change replaces the draft.
func (w *world) change(p engine.Processing, old, now string) engine.Processing {
	w.Helper()
	draft := string(p.Draft)
	if !strings.Contains(draft, old) {
		w.Fatalf("no %s in the draft", old)
	}
	p, err := w.desk.Engine.Save(w.Context(), ws, p.ID, 0, "", p.Name, json.RawMessage(strings.Replace(draft, old, now, 1)))
	w.need(err)
	return p
}

func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../examples/uon-envybox/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// send posts a body to a processing's link, and returns the status.
func (w *world) send(p engine.Processing, kind, body string) int {
	w.Helper()
	r := httptest.NewRequest("POST", "/hook/x", strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.SetPathValue("token", p.Token)
	rec := httptest.NewRecorder()
	w.hook.ServeHTTP(rec, r)
	return rec.Code
}

func (w *world) form(p engine.Processing, body string) {
	w.Helper()
	if status := w.send(p, "application/x-www-form-urlencoded", body); status/100 != 2 {
		w.Fatalf("the link answered %d", status)
	}
}

func (w *world) json(p engine.Processing, body string) {
	w.Helper()
	if status := w.send(p, "application/json", body); status/100 != 2 {
		w.Fatalf("the link answered %d", status)
	}
}

func (w *world) known(p engine.Processing) *trial.Known {
	w.Helper()
	k, err := w.desk.Known(w.Context(), ws, p, "", nil)
	w.need(err)
	return k
}

// try tries one node to its end.
func (w *world) try(p engine.Processing, t trial.Try) engine.Operation {
	w.Helper()
	op, err := w.desk.Try(w.Context(), ws, p, t)
	w.need(err)
	return w.ended(op)
}

func (w *world) ended(op engine.Operation) engine.Operation {
	w.Helper()
	op, err := w.desk.Engine.Await(w.Context(), ws, op.ID, time.Minute)
	w.need(err)
	return op
}

// tree is the tree of one of a node's groups.
func (w *world) tree(k *trial.Known, at engine.NodeID, name string) trial.Tree {
	w.Helper()
	g, ok := k.Group(at, name)
	if !ok {
		w.Fatalf("%s sees no %s", at, name)
	}
	return g.Tree(false)
}

func config(k *trial.Known, id engine.NodeID) json.RawMessage { return k.Plan.Node(id).With }

func text(with json.RawMessage, field string) string {
	var all map[string]any
	_ = json.Unmarshal(with, &all)
	s, _ := all[field].(string)
	return s
}

// serve answers one path of a server of the test's own.
func (w *world) serve(path, kind, body string) {
	mux := http.NewServeMux()
	mux.HandleFunc(path, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", kind)
		_, _ = rw.Write([]byte(body))
	})
	s := httptest.NewServer(mux)
	w.Cleanup(s.Close)
	w.origins["own"] = s.URL
}
