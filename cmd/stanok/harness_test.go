package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/engine"
)

// asProgram makes the test binary be the program.
const asProgram = "STANOK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" || os.Getenv(childCheck) != "" {
		main()
	}
	os.Exit(m.Run())
}

// patient is how long a test waits for what comes in a moment.
const patient = 30 * time.Second

// variables are an environment.
type variables map[string]string

func (v variables) get(name string) string { return v[name] }

// ended is what a command left behind.
type ended struct {
	code     int
	out, err string
}

// invoke runs the program in this process.
func invoke(env variables, args ...string) ended {
	var out, err buffer
	code := program{strings.NewReader(""), &out, &err, env.get}.main(args)
	return ended{code, out.String(), err.String()}
}

func (e ended) want(t *testing.T, code int, said ...string) {
	t.Helper()
	if e.code != code {
		t.Errorf("it exited with %d, want %d:\n%s%s", e.code, code, e.out, e.err)
	}
	for _, s := range said {
		if !strings.Contains(e.out+e.err, s) {
			t.Errorf("it does not say %q:\n%s%s", s, e.out, e.err)
		}
	}
}

// buffer can be written and read at once, and waited for.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// instance is a server in this process.
type instance struct {
	api
	data     string
	app      *app
	out, log *buffer
	end      func() error
}

// adminToken is the owner's in tests.
const adminToken = "the-owner's-token-of-these-tests"

// start serves until the test ends.
func start(t *testing.T, more variables) *instance {
	t.Helper()
	env := variables{
		"STANOK_LISTEN": "127.0.0.1:0", "STANOK_DATA": filepath.Join(t.TempDir(), "data"), "STANOK_ADMIN_TOKEN": adminToken,
		"STANOK_ALLOW_NETWORKS": "127.0.0.0/8", "STANOK_DRAIN": "20s",
	}
	for name, v := range more {
		env[name] = v
	}
	in := &instance{data: env["STANOK_DATA"], out: &buffer{}, log: &buffer{}}
	p := program{strings.NewReader(""), in.out, in.log, env.get}
	s, _, err := p.readSettings("serve", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, over := make(chan *app, 1), make(chan error, 1)
	go func() { over <- p.serve(ctx, nil, s, func(_ context.Context, a *app) { ready <- a }) }()
	select {
	case in.app = <-ready:
	case err := <-over:
		t.Fatal(err)
	}
	in.api = api{t, in.app.site.Listening, adminToken}
	in.end = sync.OnceValue(func() error { cancel(); return <-over })
	t.Cleanup(func() {
		if err := in.end(); err != nil {
			t.Error(err)
		}
	})
	return in
}

// api calls a server from outside.
type api struct {
	t          *testing.T
	url, token string
}

func (a api) as(token string) api { a.token = token; return a }

// reply is an answer that was read.
type reply struct {
	*http.Response
	body string
}

// outside keeps no connections, so that none is left when a server ends, and
// follows nothing.
var outside = &http.Client{
	Timeout: patient, Transport: &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

func (a api) do(method, path, body string, header ...string) reply {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	got, err := outside.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		a.t.Fatal(err)
	}
	return reply{got, string(text)}
}

// get reads a JSON answer of the API into out and checks its status.
func (a api) json(status int, method, path, body string, out any) {
	a.t.Helper()
	got := a.do(method, "/api/v1"+path, body)
	if got.StatusCode != status {
		a.t.Fatalf("%s %s answered %d, want %d: %s", method, path, got.StatusCode, status, got.body)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal([]byte(got.body), out); err != nil {
		a.t.Fatalf("%s %s answered %q: %v", method, path, got.body, err)
	}
}

// made is a processing that was deployed.
type made struct {
	ID   string
	Link string `json:"webhook_url"`
}

// deploy creates a processing of a document and starts it.
func (a api) deploy(document string) (p made) {
	a.t.Helper()
	a.json(http.StatusCreated, "POST", "/processings", document, &p)
	a.json(http.StatusOK, "POST", "/processings/"+p.ID+"/start", "", nil)
	return p
}

// connect creates a connection and returns its id.
func (a api) connect(body any) string {
	a.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		a.t.Fatal(err)
	}
	var c struct{ ID string }
	a.json(http.StatusCreated, "POST", "/connections", string(raw), &c)
	return c.ID
}

// finished waits for an operation's end.
func (a api) finished(id string) (op shown) {
	a.t.Helper()
	for until := time.Now().Add(patient); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if a.json(http.StatusOK, "GET", "/operations/"+id, "", &op); isFinal(op.State) {
			return op
		}
	}
	a.t.Fatalf("operation %s is still %s", id, op.State)
	return op
}

// send posts an event to a link and returns the operation it began.
func (a api) send(link, body string) string {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), "POST", link, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	got, err := outside.Do(r)
	if err != nil {
		a.t.Fatal(err)
	}
	defer got.Body.Close()
	var accepted struct{ Operation string }
	if err := json.NewDecoder(got.Body).Decode(&accepted); err != nil || got.StatusCode/100 != 2 {
		a.t.Fatalf("the link answered %d: %v", got.StatusCode, err)
	}
	return accepted.Operation
}

// sink is a service that says when it was called, and answers when it is told.
type sink struct {
	*httptest.Server
	reached chan string // the Idempotency-Key of each call
	release chan struct{}
}

func newSink(t *testing.T) *sink {
	k := &sink{reached: make(chan string, 1000), release: make(chan struct{})}
	k.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		k.reached <- r.Header.Get("Idempotency-Key")
		select {
		case <-k.release:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(k.Close)
	return k
}

// await returns what comes next on a channel.
func await[T any](t *testing.T, c <-chan T, what string) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(patient):
		t.Fatalf("waiting for %s: nothing came", what)
	}
	return v
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tokenOf makes a token with a role.
func (a api) tokenOf(role engine.Role) string {
	a.t.Helper()
	var made struct{ Token string }
	a.json(http.StatusCreated, "POST", "/tokens", `{"name":"test","role":"`+string(role)+`"}`, &made)
	return made.Token
}
