package sources_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/sources"
)

// began is when the tests take place.
var began = time.Date(2026, 3, 2, 9, 58, 11, 250_000_000, time.UTC)

// clock stands still, but for those who sleep on it.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Elapsed() time.Duration { return c.Now().Sub(began) }

func (c *clock) Sleep(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept = append(c.slept, d)
	return nil
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// intake is an engine made of a list.
type intake struct {
	mu      sync.Mutex
	flow    engine.Flow
	events  []engine.Event
	samples []engine.Sample
	first   map[string]engine.OperationID // by event key
	err     error                         // of Begin and Call
	linkErr error
	ended   func(op *engine.Operation) error // what Call makes of an operation
}

func (i *intake) Link(_ context.Context, token string) (engine.Flow, bool, error) {
	return i.flow, token == "secret-token", i.linkErr
}

func (i *intake) Begin(_ context.Context, _ engine.Flow, ev engine.Event) (engine.Operation, bool, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.err != nil {
		return engine.Operation{}, false, i.err
	}
	if id, ok := i.first[ev.Key]; ok && ev.Key != "" {
		return engine.Operation{ID: id, State: engine.Queued}, true, nil
	}
	i.events = append(i.events, ev)
	op := engine.Operation{ID: engine.OperationID(fmt.Sprintf("op%d", len(i.events))), State: engine.Queued}
	i.first[ev.Key] = op.ID
	return op, false, nil
}

func (i *intake) Call(ctx context.Context, f engine.Flow, ev engine.Event, _ time.Duration) (engine.Operation, bool, error) {
	op, repeated, err := i.Begin(ctx, f, ev)
	if err == nil {
		err = i.ended(&op)
	}
	return op, repeated, err
}

func (i *intake) Sample(_ context.Context, _ engine.Flow, s engine.Sample) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.samples = append(i.samples, s)
}

// keyring holds connections by name.
type keyring map[string]engine.Connection

func (k keyring) Open(_ context.Context, _ engine.WorkspaceID, name string) (engine.Connection, error) {
	if c, ok := k[name]; ok {
		return c, nil
	}
	return engine.Connection{}, &engine.Error{Kind: engine.NotFound, Code: "connection.missing"}
}

// hook is a webhook of one processing, and the engine behind it.
type hook struct {
	t        *testing.T
	intake   *intake
	clock    *clock
	keys     keyring
	prepared engine.PreparedSource
	handler  http.Handler
}

func source(t testing.TB, kind string) engine.Source {
	t.Helper()
	for _, s := range sources.All() {
		if s.Spec().Type == kind {
			return s
		}
	}
	t.Fatalf("no source %s", kind)
	return nil
}

func newHook(t *testing.T, with string, change ...func(*sources.Config)) *hook {
	t.Helper()
	prepared, err := source(t, "webhook").Prepare(json.RawMessage(with), engine.Settings{})
	if err != nil {
		t.Fatalf("preparing %s: %v", with, err)
	}
	h := &hook{t: t, prepared: prepared, clock: &clock{now: began}, keys: keyring{}}
	h.intake = &intake{
		first: map[string]engine.OperationID{},
		flow:  engine.Flow{Workspace: "main", Processing: "p1", Running: true, Version: 1, Source: prepared},
	}
	cfg := sources.Config{
		Intake: h.intake, Keys: h.keys, Clock: h.clock,
		Say: func(_ *http.Request, code string, args map[string]string) (string, string) {
			return "says " + code, fmt.Sprint("hint ", args["name"])
		},
	}
	for _, c := range change {
		c(&cfg)
	}
	mux := http.NewServeMux()
	mux.Handle("/hook/{token}", sources.NewWebhook(cfg))
	h.handler = mux
	return h
}

// reply is what a sender hears.
type reply struct {
	status int
	header http.Header
	body   string
	Error  struct{ Code, Message, Field, Hint, Operation string }
}

// send makes a request to the link; headers are names and values in turn.
func (h *hook) send(method, target, body string, headers ...string) reply {
	h.t.Helper()
	r := httptest.NewRequest(method, "/hook/secret-token"+target, strings.NewReader(body))
	r.RemoteAddr = "203.0.113.9:41000"
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return h.do(r)
}

func (h *hook) do(r *http.Request) reply {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	answer := reply{status: w.Code, header: w.Header(), body: w.Body.String()}
	_ = json.Unmarshal(w.Body.Bytes(), &answer) // other answers are no errors
	return answer
}

func (h *hook) json(body string) reply {
	return h.send("POST", "", body, "Content-Type", "application/json")
}

func (h *hook) form(body string) reply {
	return h.send("POST", "", body, "Content-Type", "application/x-www-form-urlencoded")
}

// want fails unless a request was answered with a status and, for an error, a code.
func (r reply) want(t *testing.T, status int, code string) reply {
	t.Helper()
	if r.status != status || r.Error.Code != code {
		t.Errorf("answered %d %q, want %d %q\n%s", r.status, r.Error.Code, status, code, r.body)
	}
	return r
}

// last is the newest event.
func (h *hook) last() engine.Event {
	h.t.Helper()
	if len(h.intake.events) == 0 {
		h.t.Fatal("no event")
	}
	return h.intake.events[len(h.intake.events)-1]
}

// why is what the owner reads of the newest request that was refused.
func (h *hook) why() string {
	h.t.Helper()
	if len(h.intake.samples) == 0 {
		h.t.Fatal("no sample")
	}
	s := h.intake.samples[len(h.intake.samples)-1]
	return fmt.Sprint(s.Verdict, " ", s.Args)
}

// source is what expressions see of the newest event, worked out.
func (h *hook) source() map[string]any {
	h.t.Helper()
	return valueOf(h.t, h.prepared, h.last())
}

func valueOf(t testing.TB, p engine.PreparedSource, ev engine.Event) map[string]any {
	t.Helper()
	v, err := p.Value(ev)
	if err != nil {
		t.Fatalf("reading %s: %v", ev.Data, err)
	}
	all := v.(map[string]any)
	for name, field := range all {
		if later, ok := field.(func() (any, error)); ok {
			if all[name], err = later(); err != nil {
				t.Fatalf("source.%s: %v", name, err)
			}
		}
	}
	return all
}

// text writes a value as JSON.
func text(v any) string { return string(eval.Append(nil, v)) }

func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: got %s, want %s", what, g, w)
	}
}

func keysOf(v any) []string { return slices.Sorted(maps.Keys(v.(map[string]any))) }
