package examples_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/actions"
	"stanok/actions/connector"
	"stanok/engine"
	"stanok/engine/access"
	format "stanok/engine/document"
	"stanok/engine/egress"
	"stanok/engine/eval"
	"stanok/sources"
	"stanok/store/memory"
)

const ws engine.WorkspaceID = "w"

// frozen is a clock that goes only when it is told to.
type frozen struct {
	mu    sync.Mutex
	now   time.Time
	moved chan struct{} // closed when it goes
}

func (c *frozen) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *frozen) Sleep(ctx context.Context, d time.Duration) error {
	for until := c.Now().Add(d); ; {
		c.mu.Lock()
		now, moved := c.now, c.moved
		c.mu.Unlock()
		if !now.Before(until) {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *frozen) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	close(c.moved)
	c.moved = make(chan struct{})
}

// builtIn are the connectors, read once.
var builtIn = sync.OnceValues(connector.BuiltIn)

// world is the program without its pages.
type world struct {
	*testing.T
	clock  *frozen
	store  *memory.Store
	vault  *engine.Vault
	engine *engine.Engine
	client *http.Client // whose requests go to the links
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, clock: &frozen{now: time.Now().UTC().Truncate(time.Second), moved: make(chan struct{})}, store: memory.New()}
	allow, err := egress.ParseAllow("127.0.0.0/8")
	w.need(err)
	w.vault, err = engine.NewVault(make([]byte, engine.KeySize))
	w.need(err)
	declared, err := builtIn()
	w.need(err)
	out := egress.New(egress.Config{Allow: allow, UserAgent: "stanok/test", HostConcurrency: 20, Now: w.clock.Now})
	keys := engine.Keys{Store: w.store, Vault: w.vault}
	deps := actions.Deps{Egress: out, Keyring: keys, Memory: w.store, Clock: w.clock, Tables: engine.NewRows(w.store)}
	services, err := actions.NewServices(deps, declared)
	w.need(err)
	tokens := access.New(access.Config{
		Store: w.store, Vault: w.vault, Egress: out, Clock: w.clock, Alone: true,
		SigningIn: func(c engine.Connection) engine.Connection {
			as, err := services.SigningIn(c)
			if err != nil {
				t.Error(err)
			}
			return as
		},
		Tell: func(context.Context, engine.WorkspaceID, engine.Connection, time.Time, *engine.Failure) error {
			return nil
		},
	})
	deps.Tokens = tokens
	own, err := actions.Declared(deps, declared)
	w.need(err)
	w.engine = engine.New(engine.Config{
		Store: w.store, Clock: w.clock, Catalogue: catalogue(append(actions.All(deps), own...)), Vault: w.vault, Encode: eval.Append,
		Read: definition, Drain: time.Second,
	})
	w.client = &http.Client{Transport: links{sources.NewWebhook(sources.Config{
		Intake: w.engine, Keys: keys, Clock: w.clock, Say: func(_ *http.Request, code string, _ map[string]string) (string, string) { return code, "" },
	}), w.clock}}
	w.need(w.store.PutWorkspace(t.Context(), engine.Workspace{ID: ws}))
	w.run()
	t.Cleanup(func() { tokens.Close(); out.CloseIdle() })
	return w
}

// catalogue makes texts ready as the program does.
func catalogue(all []engine.Action) engine.Catalogue {
	c := engine.NewCatalogue(all, sources.All())
	c.Text = func(template string, scope engine.Scope) (func(map[string]any) (string, error), error) {
		t, err := eval.ParseText(template, eval.Plain, eval.Scope(scope))
		if err != nil {
			return nil, err
		}
		return func(vars map[string]any) (string, error) { return t.String(eval.Env{Vars: vars}) }, nil
	}
	return c
}

func definition(draft []byte) (engine.Definition, engine.Problems) {
	doc, err := format.Parse(draft)
	if err != nil {
		return engine.Definition{}, engine.ProblemsOf(err)
	}
	return doc.Definition()
}

func (w *world) run() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.engine.Run(ctx) }()
	w.Cleanup(func() {
		stop()
		w.need(<-ended)
	})
}

func (w *world) need(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// links hands requests to the webhooks, a millisecond apart, so that operations are
// known by their order.
type links struct {
	hook  http.Handler
	clock *frozen
}

func (l links) RoundTrip(r *http.Request) (*http.Response, error) {
	l.clock.pass(time.Millisecond)
	r = r.Clone(r.Context())
	r.RemoteAddr = "203.0.113.9:41000"
	if r.Body == nil {
		r.Body = http.NoBody
	}
	mux, rec := http.NewServeMux(), httptest.NewRecorder()
	mux.Handle("/hook/{token}", l.hook)
	mux.ServeHTTP(rec, r)
	return rec.Result(), nil
}

func link(p engine.Processing) string { return "http://stanok.test/hook/" + p.Token }

// serve lets a service listen, and returns its address.
func (w *world) serve(h http.Handler) string {
	s := httptest.NewServer(h)
	w.Cleanup(s.Close)
	return s.URL
}

// connect stores a connection; its origins are all addresses among its fields.
func (w *world) connect(name, service string, fields map[string]string, secrets map[string]engine.Secret) {
	w.Helper()
	c := engine.Connection{ID: engine.ConnectionID(name), Name: name, Type: service, Fields: fields, Secrets: secrets, Version: 1}
	for _, v := range fields {
		if strings.HasPrefix(v, "http") {
			c.Origins = append(c.Origins, strings.Join(strings.SplitN(v, "/", 4)[:3], "/"))
		}
	}
	sealed, err := w.vault.Seal(ws, c)
	w.need(err)
	w.need(w.store.PutConnection(w.Context(), ws, sealed))
}

// table stores a mapping table whose first column is its key.
func (w *world) table(name string, columns []string, rows ...[]string) {
	w.Helper()
	t := engine.Table{ID: engine.TableID(name), Name: name, Columns: columns, Keys: columns[:1], Rows: rows, Size: len(rows), Version: 1}
	if faults := t.Check(); len(faults) > 0 {
		w.Fatal(faults)
	}
	w.need(w.store.PutTable(w.Context(), ws, t))
}

// start starts a document, filled in.
func (w *world) start(doc json.RawMessage) engine.Processing {
	w.Helper()
	d, err := format.Parse(doc)
	w.need(err)
	p, err := w.engine.Create(w.Context(), ws, d.Name(), d.JSON())
	w.need(err)
	p, err = w.engine.Start(w.Context(), ws, p.ID, "me")
	w.need(err)
	return p
}

// sent fails the test unless a sender was answered with 200, and returns the answer.
func (w *world) sent(r *http.Response, err error) string {
	w.Helper()
	w.need(err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	w.need(err)
	if r.StatusCode != http.StatusOK {
		w.Fatalf("the link answered %s: %s", r.Status, body)
	}
	return string(body)
}

// tell posts JSON to a processing's link.
func (w *world) tell(p engine.Processing, event any) string {
	w.Helper()
	body, err := json.Marshal(event)
	w.need(err)
	return w.sent(w.client.Post(link(p), "application/json", bytes.NewReader(body)))
}

// operations are all of a processing, oldest first, each as it ends or begins to
// wait.
func (w *world) operations(p engine.Processing) []engine.Operation {
	w.Helper()
	page, err := w.store.FindOperations(w.Context(), ws, engine.OperationQuery{Processing: p.ID, Limit: 100})
	w.need(err)
	all := make([]engine.Operation, 0, len(page.Operations))
	for _, op := range slices.Backward(page.Operations) {
		all = append(all, w.settled(op.ID))
	}
	return all
}

// settled waits until an operation has ended, or waits for a time to come.
func (w *world) settled(id engine.OperationID) engine.Operation {
	w.Helper()
	ctx, done := context.WithTimeout(w.Context(), 10*time.Second)
	defer done()
	changes, quiet := w.engine.Listen()
	defer quiet()
	for {
		op, err := w.store.Operation(ctx, ws, id)
		w.need(err)
		if op.State.Final() || op.State == engine.Waiting && op.WakeAt.After(w.clock.Now()) {
			return op
		}
		select {
		case <-changes:
		case <-time.After(20 * time.Millisecond): // a change may be told before it is written
		case <-ctx.Done():
			w.Fatalf("operation %s stays %s", id, op.State)
		}
	}
}

// last is the latest operation of a processing, at rest.
func (w *world) last(p engine.Processing) engine.Operation {
	w.Helper()
	all := w.operations(p)
	if len(all) == 0 {
		w.Fatal("there is no operation")
	}
	return all[len(all)-1]
}

// succeeds fails the test unless the latest operation did.
func (w *world) succeeds(p engine.Processing) engine.Operation {
	w.Helper()
	op := w.last(p)
	if op.State != engine.Succeeded {
		w.Fatalf("%s %+v\n%s", op.State, op.Failure, w.steps(op))
	}
	return op
}

// fails fails the test unless the latest operation failed at an action with this
// message of the service.
func (w *world) fails(p engine.Processing, action, message string) {
	w.Helper()
	op := w.last(p)
	if op.State != engine.Failed || op.Failure == nil || string(op.Failure.Node) != action || op.Failure.Args["message"] != message {
		w.Errorf("%s %+v, want %q at %s", op.State, op.Failure, message, action)
	}
}

// waits fails the test unless the latest operation waits so long, lets the time
// pass, and returns it as it is then.
func (w *world) waits(p engine.Processing, d time.Duration) engine.Operation {
	w.Helper()
	op := w.last(p)
	if got := op.WakeAt.Sub(w.clock.Now()); op.State != engine.Waiting || got != d {
		w.Fatalf("%s for %v, want %v: %+v\n%s", op.State, got, d, op.Failure, w.steps(op))
	}
	w.clock.pass(d)
	return w.settled(op.ID)
}

func (w *world) steps(op engine.Operation) string {
	w.Helper()
	steps, err := w.engine.Steps(w.Context(), ws, op)
	w.need(err)
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintf(&b, "%s %s in %s out %s %+v\n", s.Key, s.State, s.Input, s.Output, s.Failure)
	}
	return b.String()
}

// hides fails the test if a secret is anywhere in the history of a processing.
func (w *world) hides(p engine.Processing, secrets ...string) {
	w.Helper()
	for _, op := range w.operations(p) {
		raw, err := json.Marshal(op)
		w.need(err)
		for _, s := range secrets {
			if strings.Contains(w.steps(op)+string(raw), s) {
				w.Errorf("%s is in the history", s)
			}
		}
	}
}
