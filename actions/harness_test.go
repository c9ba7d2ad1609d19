package actions_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/egress"
	"stanok/store/memory"
)

// now is when everything in these tests happens.
var now = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

// clock stands still.
type clock struct{}

func (clock) Now() time.Time { return now }

func (clock) Elapsed() time.Duration { return 0 }

func (clock) Sleep(context.Context, time.Duration) error { return nil }

// world is what the actions of one test have around them.
type world struct {
	deps    actions.Deps
	outside atomic.Int64 // requests, letters and things remembered
	mu      sync.Mutex
	letters []engine.Mail
	refuse  error // what the mailer answers
	keys    map[string]engine.Connection
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{keys: map[string]engine.Connection{}}
	allow, err := egress.ParseAllow("127.0.0.0/8")
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	cities := engine.Table{ID: "t", Name: "Cities", Columns: []string{"id", "name", "code"}, Keys: []string{"id"}, Version: 1, Rows: [][]string{{"1", "Анапа", "0042"}}}
	pairs := engine.Table{ID: "u", Name: "Pairs", Columns: []string{"a", "b", "sum"}, Keys: []string{"a", "b"}, Version: 1, Rows: [][]string{{"1", "2", "3"}}}
	for _, one := range []engine.Table{cities, pairs} {
		if err := store.PutTable(t.Context(), engine.MainWorkspace, one); err != nil {
			t.Fatal(err)
		}
	}
	out := egress.New(egress.Config{Allow: allow, UserAgent: "stanok/test"})
	t.Cleanup(out.CloseIdle)
	w.deps = actions.Deps{
		Egress: counted{out, &w.outside}, Keyring: w, Memory: remembering{store, &w.outside}, Mail: w, Clock: clock{},
		Tables: engine.NewRows(store),
	}
	return w
}

// counted counts requests.
type counted struct {
	actions.Sender
	n *atomic.Int64
}

func (c counted) Do(ctx context.Context, r egress.Request) (*egress.Answer, error) {
	c.n.Add(1)
	return c.Sender.Do(ctx, r)
}

// remembering counts changes of the memory.
type remembering struct {
	engine.Memory
	n *atomic.Int64
}

func (m remembering) Remember(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, v json.RawMessage) error {
	m.n.Add(1)
	return m.Memory.Remember(ctx, ws, p, key, v)
}

func (m remembering) Increment(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, by int64, step string) (int64, error) {
	m.n.Add(1)
	return m.Memory.Increment(ctx, ws, p, key, by, step)
}

func (m remembering) Seize(ctx context.Context, ws engine.WorkspaceID, p engine.ProcessingID, key string, owner engine.OperationID, from, until time.Time) (engine.OperationID, error) {
	m.n.Add(1)
	return m.Memory.Seize(ctx, ws, p, key, owner, from, until)
}

func (w *world) Open(_ context.Context, _ engine.WorkspaceID, name string) (engine.Connection, error) {
	c, ok := w.keys[name]
	if !ok {
		return c, &engine.Error{Kind: engine.NotFound, Code: "connection.missing", Args: map[string]string{"connection": name}}
	}
	c.Name = name
	return c, nil
}

func (w *world) Send(_ context.Context, m engine.Mail) error {
	w.outside.Add(1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.letters = append(w.letters, m)
	return w.refuse
}

// action returns the action of a type.
func (w *world) action(t testing.TB, kind string) engine.Action {
	t.Helper()
	for _, a := range actions.All(w.deps) {
		if a.Spec().Type == kind {
			return a
		}
	}
	t.Fatalf("there is no action %s", kind)
	return nil
}

// prepare returns an action ready to run; its config may refer to vars.
func (w *world) prepare(t testing.TB, kind, with string, vars map[string]any) engine.Prepared {
	t.Helper()
	p, err := w.action(t, kind).Prepare(json.RawMessage(with), scopeOf(vars))
	if err != nil {
		t.Fatalf("%s does not take %s\n%v", kind, with, err)
	}
	return p
}

// try prepares and runs an action once.
func (w *world) try(t *testing.T, kind, with string, vars map[string]any, change ...func(*engine.Input)) (engine.Outcome, error) {
	t.Helper()
	in := inputOf(vars)
	for _, c := range change {
		c(&in)
	}
	return w.prepare(t, kind, with, vars).Run(t.Context(), in)
}

// refused returns the problems of a config, as "field code".
func (w *world) refused(t *testing.T, kind, with string, names ...string) []string {
	t.Helper()
	scope := engine.Scope{}
	for _, n := range names {
		scope[n] = nil
	}
	_, err := w.action(t, kind).Prepare(json.RawMessage(with), scope)
	var got []string
	for _, p := range engine.ProblemsOf(err) {
		got = append(got, p.Field+" "+p.Code)
	}
	return got
}

func scopeOf(vars map[string]any) engine.Scope {
	scope := engine.Scope{}
	for name := range vars {
		scope[name] = nil
	}
	return scope
}

func inputOf(vars map[string]any) engine.Input {
	return engine.Input{
		Workspace: engine.MainWorkspace, Processing: "p1", Operation: "op1", Root: "op1", Node: "node",
		Key: "op1/node", Attempt: 1, Now: now, Vars: vars, Log: slog.New(slog.DiscardHandler),
	}
}

// data reads JSON as the values that expressions see.
func data(t *testing.T, src string) map[string]any {
	t.Helper()
	v, ok := engine.Decode(json.RawMessage(src)).(map[string]any)
	if !ok {
		t.Fatalf("no object: %s", src)
	}
	return v
}

// serve starts a server and returns its address.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// codeOf is the code of an error, and "" of none.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return engine.FailureOf(err, now).Code
}

// same fails t unless got is the value that want says in JSON.
func same(t *testing.T, got any, want string) {
	t.Helper()
	if wanted := engine.Decode(json.RawMessage(want)); !reflect.DeepEqual(got, wanted) {
		t.Errorf("got  %v\nwant %s", got, want)
	}
}

// refusing is an outside where nobody listens.
type refusing struct{}

func (refusing) Do(context.Context, egress.Request) (*egress.Answer, error) {
	return nil, &egress.Error{Code: egress.CodeUnreachable, Args: map[string]string{"host": "x"}, Transient: true}
}

// asking keeps what it was told about a request's credentials.
type asking struct {
	allow        func(*url.URL) error
	credentialed bool
}

func (a *asking) Do(_ context.Context, r egress.Request) (*egress.Answer, error) {
	a.allow, a.credentialed = r.AllowOrigin, r.Credentialed
	return &egress.Answer{Status: 200}, nil
}

// as is errors.As without its import in every file.
func as(err error, e **engine.Error) bool { return errors.As(err, e) }
