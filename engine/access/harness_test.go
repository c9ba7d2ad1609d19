package access_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/engine/egress"
	"stanok/examples/standin"
	"stanok/store/memory"
)

const ws engine.WorkspaceID = "w"

// clock goes when it is told to. Who sleeps on it lets others go on.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

func (c *clock) Elapsed() time.Duration { return c.Now().Sub(time.Unix(0, 0)) }

func (c *clock) Sleep(ctx context.Context, _ time.Duration) error {
	runtime.Gosched()
	return context.Cause(ctx)
}

// world is a keeper, and a service whose clock is the same.
type world struct {
	*testing.T
	clock   *clock
	store   *fragile
	vault   *engine.Vault
	out     *egress.Egress
	keeper  *access.Keeper
	service *standin.OAuth
	url     string
	told    []told
	as      func(engine.Connection) engine.Connection // what connections work like; nil: what they are
}

// told is a letter about a connection.
type told struct {
	connection string
	at         time.Time
	ended      string
}

// fragile is a store whose disk may be full.
type fragile struct {
	*memory.Store
	full atomic.Bool
}

func (f *fragile) PutAccess(ctx context.Context, ws engine.WorkspaceID, a engine.Access) error {
	if f.full.Load() && a.Claimed.IsZero() {
		return &engine.Error{Kind: engine.Unavailable, Code: "storage.full"}
	}
	return f.Store.PutAccess(ctx, ws, a)
}

func newWorld(t *testing.T, o standin.OAuthOptions) *world {
	t.Helper()
	w := &world{T: t, clock: &clock{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}, store: &fragile{Store: memory.New()}}
	o.Now = w.clock.Now
	w.service = standin.NewOAuth(o)
	server := httptest.NewServer(w.service)
	t.Cleanup(server.Close)
	w.url = server.URL
	allow, err := egress.ParseAllow("127.0.0.0/8")
	w.need(err)
	w.out = egress.New(egress.Config{Allow: allow, HostConcurrency: 100})
	t.Cleanup(w.out.CloseIdle)
	w.vault, err = engine.NewVault(make([]byte, engine.KeySize))
	w.need(err)
	w.need(w.store.PutWorkspace(t.Context(), engine.Workspace{ID: ws}))
	w.keeper = w.another(false)
	return w
}

// another is the keeper of another process on the same store.
func (w *world) another(alone bool) *access.Keeper {
	k := access.New(access.Config{
		Store: w.store, Vault: w.vault, Egress: w.out, Clock: w.clock, Alone: alone, SigningIn: w.as,
		Tell: func(_ context.Context, _ engine.WorkspaceID, c engine.Connection, at time.Time, ended *engine.Failure) error {
			one := told{connection: c.Name, at: at}
			if ended != nil {
				one.ended = ended.Code
			}
			w.told = append(w.told, one)
			return nil
		},
	})
	w.Cleanup(k.Close)
	return k
}

func (w *world) need(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// connect stores an oauth2 connection of a grant.
func (w *world) connect(grant string, change ...func(*engine.Connection)) engine.Connection {
	w.Helper()
	c := engine.Connection{
		ID: "c", Name: "crm", Type: "oauth2", Version: 1, Origins: []string{w.url},
		Fields: map[string]string{
			"grant": grant, "auth_url": w.url + "/authorize", "token_url": w.url + "/token", "client_id": "app", "username": standin.OAuthLogin,
		},
		Secrets: map[string]engine.Secret{"client_secret": "app-secret", "password": standin.OAuthPassword},
	}
	for _, f := range change {
		f(&c)
	}
	w.save(c)
	return c
}

func (w *world) save(c engine.Connection) {
	w.Helper()
	s, err := w.vault.Seal(ws, c)
	w.need(err)
	w.need(w.store.PutConnection(w.Context(), ws, s))
}

const redirect = "https://stanok.example.com/oauth/callback"

// signIn gives a connection access, as a person does.
func (w *world) signIn(c engine.Connection) {
	w.Helper()
	w.need(w.finish(c, redirect))
}

func (w *world) finish(c engine.Connection, from string) error {
	w.Helper()
	ask, err := access.Begin(c, redirect)
	w.need(err)
	back, err := w.service.Code(ask.URL)
	w.need(err)
	u, err := url.Parse(back)
	w.need(err)
	if u.Query().Get("state") != ask.State {
		w.Error("the state was lost")
	}
	return w.keeper.Finish(w.Context(), ws, c, u.Query().Get("code"), ask.Verifier, from)
}

// works reports whether the service takes a token.
func (w *world) works(token engine.Secret) bool {
	w.Helper()
	a, err := w.out.Do(w.Context(), egress.Request{URL: w.url + "/api/me", Header: http.Header{"Authorization": {"Bearer " + token.Reveal()}}})
	w.need(err)
	return a.Status == http.StatusOK
}

// stands is the state that people see.
func (w *world) stands(c engine.Connection) access.Standing {
	w.Helper()
	a, err := w.store.Access(w.Context(), ws, c.ID)
	w.need(err)
	return access.Stands(c, a, w.clock.Now())
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return engine.FailureOf(err, time.Time{}).Code
}
