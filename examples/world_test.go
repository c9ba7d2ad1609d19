package examples_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
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
	"stanok/engine/rehearse"
	"stanok/sources"
	"stanok/store/memory"
)

const ws engine.WorkspaceID = "w"

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
	t.Cleanup(w.rehearse)
	w.run()
	t.Cleanup(func() { tokens.Close(); out.CloseIdle() })
	return w
}

// rehearse goes through all that a test has run once more, with the version that
// it ran: nothing may differ.
func (w *world) rehearse() {
	ctx := context.Background()
	all, err := w.store.ListProcessings(ctx, ws)
	w.need(err)
	for _, p := range all {
		versions, err := w.store.ListDefinitions(ctx, ws, p.ID)
		w.need(err)
		if len(versions) != 1 {
			continue
		}
		plan, err := w.engine.Catalogue().Compile(versions[0])
		w.need(err)
		r, err := rehearse.Desk{Engine: w.engine, Store: w.store, Clock: w.clock}.On(ctx, ws, p, plan, rehearse.Most)
		w.need(err)
		w.need(r.Run(ctx))
		for _, one := range r.Report().Results {
			if one.Verdict != rehearse.Same {
				w.Errorf("%s, %s: rehearsed with its own version it is %s at %q: %+v, asked %s, failed with %+v", p.Name, one.Operation, one.Verdict, one.Node, one.Found, one.Asked, one.Failure)
			}
		}
	}
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

func link(p engine.Processing) string { return "http://stanok.test/hook/" + p.Token }

// serve lets a service listen, and returns its address.
func (w *world) serve(h http.Handler) string {
	s := httptest.NewServer(h)
	w.Cleanup(s.Close)
	return s.URL
}

// connect stores a connection; its origins are all addresses among its values.
func (w *world) connect(name, service string, fields map[string]string, secrets map[string]engine.Secret) {
	w.Helper()
	c := engine.Connection{ID: engine.ConnectionID(name), Name: name, Type: service, Fields: fields, Secrets: secrets, Version: 1}
	bind := func(v string) {
		if strings.HasPrefix(v, "http") {
			c.Origins = append(c.Origins, strings.Join(strings.SplitN(v, "/", 4)[:3], "/"))
		}
	}
	for _, v := range fields {
		bind(v)
	}
	for _, v := range secrets {
		bind(v.Reveal())
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
