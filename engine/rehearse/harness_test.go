package rehearse_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/egress"
	"stanok/engine/eval"
	"stanok/engine/rehearse"
	"stanok/sources"
	"stanok/store/bolt"
)

const ws engine.WorkspaceID = "w"

// world is the program without its pages, over a store in a folder.
type world struct {
	t      testing.TB
	store  *bolt.Store
	engine *engine.Engine
	vault  *engine.Vault
	hook   http.Handler
	asked  *atomic.Int64 // of what is outside
}

// outside counts what is sent.
type outside struct {
	actions.Sender
	asked *atomic.Int64
}

func (o outside) Do(ctx context.Context, r egress.Request) (*egress.Answer, error) {
	o.asked.Add(1)
	return o.Sender.Do(ctx, r)
}

// letters is a mailer that counts.
type letters struct{ asked *atomic.Int64 }

func (l letters) Send(context.Context, engine.Mail) error {
	l.asked.Add(1)
	return nil
}

// open opens the store of a folder, with an engine that does not run.
func open(t testing.TB, folder string) *world {
	t.Helper()
	w := &world{t: t, asked: new(atomic.Int64)}
	var err error
	w.store, err = bolt.Open(folder, bolt.Options{})
	w.need(err)
	allow, err := egress.ParseAllow("127.0.0.0/8")
	w.need(err)
	w.vault, err = engine.NewVault(make([]byte, engine.KeySize))
	w.need(err)
	clock := engine.SystemClock{}
	keys := engine.Keys{Store: w.store, Vault: w.vault}
	deps := actions.Deps{
		Egress:  outside{egress.New(egress.Config{Allow: allow, UserAgent: "stanok/test", HostConcurrency: 50}), w.asked},
		Keyring: keys, Memory: w.store, Clock: clock, Tables: engine.NewRows(w.store), Mail: letters{w.asked},
	}
	w.engine = engine.New(engine.Config{
		Store: w.store, Clock: clock, Catalogue: engine.NewCatalogue(actions.All(deps), sources.All()), Vault: w.vault, Encode: eval.Append,
		Read: read, Drain: time.Second,
	})
	w.hook = sources.NewWebhook(sources.Config{Intake: w.engine, Keys: keys, Clock: clock, Say: func(_ *http.Request, code string, _ map[string]string) (string, string) { return code, "" }})
	w.need(w.store.PutWorkspace(context.Background(), engine.Workspace{ID: ws}))
	return w
}

// newWorld is a world whose engine runs until the test ends.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := open(t, t.TempDir())
	stop := w.run()
	t.Cleanup(func() {
		stop()
		w.need(w.store.Close())
	})
	return w
}

func (w *world) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.engine.Run(ctx) }()
	return func() {
		cancel()
		w.need(<-ended)
	}
}

func read(draft []byte) (engine.Definition, engine.Problems) {
	doc, err := document.Parse(draft)
	if err != nil {
		return engine.Definition{}, engine.ProblemsOf(err)
	}
	return doc.Definition()
}

func (w *world) need(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// connect stores a connection to an address.
func (w *world) connect(name, address string) {
	w.t.Helper()
	c, err := w.vault.Seal(ws, engine.Connection{
		ID: engine.ConnectionID(name), Name: name, Type: "bearer", Origins: []string{address}, Secrets: map[string]engine.Secret{"token": engine.Secret("s3cret-" + name)}, Version: 1,
	})
	w.need(err)
	w.need(w.store.PutConnection(w.t.Context(), ws, c))
}

// start makes a processing of actions and starts it.
func (w *world) start(name, actions string) engine.Processing {
	w.t.Helper()
	doc, err := document.Parse([]byte(written(name, actions)))
	w.need(err)
	p, err := w.engine.Create(w.t.Context(), ws, name, doc.JSON())
	w.need(err)
	p, err = w.engine.Start(w.t.Context(), ws, p.ID, "")
	w.need(err)
	return p
}

func written(name, actions string) string {
	source := "source: {type: webhook, with: {answer: {when: accepted}}}\n"
	if strings.HasPrefix(actions, "source:") {
		source = ""
	}
	return "format: 1\nname: " + name + "\n" + source + actions
}

// change replaces words of the draft, old and new in turn.
func (w *world) change(p engine.Processing, words ...string) engine.Processing {
	w.t.Helper()
	p, err := w.store.Processing(w.t.Context(), ws, p.ID)
	w.need(err)
	draft := string(p.Draft)
	for i := 0; i+1 < len(words); i += 2 {
		if !strings.Contains(draft, words[i]) {
			w.t.Fatalf("no %s in the draft %s", words[i], draft)
		}
		draft = strings.ReplaceAll(draft, words[i], words[i+1])
	}
	p, err = w.engine.Save(w.t.Context(), ws, p.ID, 0, "", p.Name, json.RawMessage(draft))
	w.need(err)
	return p
}

// send posts events to a link, and waits until all of them have ended.
func (w *world) send(p engine.Processing, bodies ...string) []engine.Operation {
	w.t.Helper()
	var all []engine.Operation
	for _, body := range bodies {
		r := httptest.NewRequest(http.MethodPost, "/hook/x", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.SetPathValue("token", p.Token)
		rec := httptest.NewRecorder()
		w.hook.ServeHTTP(rec, r)
		var answer struct {
			Operation engine.OperationID `json:"operation"`
		}
		if rec.Code/100 != 2 || json.Unmarshal(rec.Body.Bytes(), &answer) != nil || answer.Operation == "" {
			w.t.Fatalf("the link answered %d %s", rec.Code, rec.Body)
		}
		all = append(all, engine.Operation{ID: answer.Operation})
	}
	for i, op := range all {
		var err error
		all[i], err = w.engine.Await(w.t.Context(), ws, op.ID, time.Minute)
		w.need(err)
	}
	return all
}

// rehearsed rehearses the draft; nothing may have left the program.
func (w *world) rehearsed(p engine.Processing, last int) rehearse.Report {
	w.t.Helper()
	p, err := w.store.Processing(w.t.Context(), ws, p.ID)
	w.need(err)
	before := w.asked.Load()
	r, err := rehearse.Desk{Engine: w.engine, Store: w.store, Clock: engine.SystemClock{}}.New(w.t.Context(), ws, p, last)
	w.need(err)
	w.need(r.Run(w.t.Context()))
	if n := w.asked.Load() - before; n != 0 {
		w.t.Errorf("%d requests left the program", n)
	}
	return r.Report()
}

// one is the result of the only operation.
func (w *world) one(p engine.Processing) rehearse.Result {
	w.t.Helper()
	rep := w.rehearsed(p, 1)
	if len(rep.Results) != 1 {
		w.t.Fatalf("%d results", len(rep.Results))
	}
	return rep.Results[0]
}

// text says what came of an operation in a line.
func text(r rehearse.Result) string {
	s := string(r.Verdict)
	if r.Node != "" {
		s += " at " + string(r.Node)
	}
	if r.Failure != nil {
		s += " " + r.Failure.Cause()
	}
	for _, d := range r.Found {
		s += fmt.Sprintf("; %s %s %s %s → %s", d.What, d.Node, d.Path, d.Before, d.After)
	}
	return s
}

// service answers as it is told, and remembers what it was asked.
type service struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
	answer func(r *http.Request, body string) (status int, answer string)
}

func serve(t testing.TB, answer func(r *http.Request, body string) (int, string)) *service {
	s := &service{answer: answer}
	s.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.bodies = append(s.bodies, string(raw))
		s.mu.Unlock()
		status, text := s.answer(r, string(raw))
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, text)
	}))
	t.Cleanup(s.Close)
	return s
}
