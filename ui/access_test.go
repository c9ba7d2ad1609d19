package ui_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/sources"
	"stanok/store/memory"
	"stanok/ui"
	"stanok/ui/site"
	"stanok/ui/uitest"
)

// house is a whole server over a store in memory, for tests of who may do what.
type house struct {
	*testing.T
	http.Handler
	store *memory.Store
	site  *site.Site
	sent  []engine.Mail
}

// mail gives the house a mail server, and the address of a real one.
func (h *house) mail(t *testing.T) {
	t.Helper()
	if err := h.site.Save(t.Context(), "https://stanok.example.com", site.Mail{Host: "mail.example.com", Port: 587}); err != nil {
		t.Fatal(err)
	}
}

// Send implements engine.Mailer.
func (h *house) Send(_ context.Context, m engine.Mail) error { h.sent = append(h.sent, m); return nil }

// newHouse builds one; change may alter what it is made of.
func newHouse(t *testing.T, change func(*ui.Config)) *house {
	t.Helper()
	texts, err1 := loadTexts()
	spoken, err2 := loadWords()
	assets, err3 := loadAssets()
	vault, err4 := engine.NewVault(make([]byte, engine.KeySize))
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			t.Fatal(err)
		}
	}
	h := &house{T: t, store: memory.New()}
	clock := engine.SystemClock{}
	if err := h.store.PutWorkspace(t.Context(), engine.Workspace{ID: engine.MainWorkspace, TimeZone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	at, err := site.Open(t.Context(), site.Config{Store: h.store, Vault: vault, Listening: "http://example.com"})
	if err != nil {
		t.Fatal(err)
	}
	h.site = at
	eng := engine.New(engine.Config{
		Store: h.store, Clock: clock, Vault: vault, Workers: 1,
		Catalogue: engine.NewCatalogue(
			actions.All(actions.Deps{Egress: lost{}, Keyring: engine.Keys{Store: h.store, Vault: vault}, Memory: h.store, Clock: clock, Tables: engine.NewRows(h.store)}), sources.All()),
		Read: func(draft []byte) (engine.Definition, engine.Problems) {
			doc, err := document.Parse(draft)
			if err != nil {
				return engine.Definition{}, engine.ProblemsOf(err)
			}
			return doc.Definition()
		},
	})
	c := ui.Config{
		Engine: eng, Store: h.store, Vault: vault, Texts: texts, Words: spoken, Assets: assets, Clock: clock,
		Log: slog.New(slog.DiscardHandler), Site: at, Mailer: h, Version: "test", NewEvent: sources.NewEvent, Alter: sources.Alter,
		Prove: func(ctx context.Context, ws engine.WorkspaceID, s engine.PreparedSource, ev engine.Event) (bool, error) {
			return sources.Prove(ctx, engine.Keys{Store: h.store, Vault: vault}, ws, s, ev)
		},
		Ready: func() error { return nil },
		Backup: func(_ context.Context, w io.Writer, _ func(done, of int64)) error {
			_, err := io.WriteString(w, "all")
			return err
		},
	}
	if change != nil {
		change(&c)
	}
	h.Handler = ui.New(c)
	return h
}

// browser is somebody at their browser.
type browser struct {
	*house
	cookies []*http.Cookie
}

// as is a browser that somebody of a role is signed in with.
func (h *house) as(role engine.Role) *browser {
	h.Helper()
	return &browser{h, []*http.Cookie{uitest.SignIn(h, h.store, role)}}
}

// ask sends a request as a page does and returns the answer. Forms are written
// as in a query; headers are names and values in turn.
func (b *browser) ask(method, path, form string, headers ...string) *httptest.ResponseRecorder {
	b.Helper()
	ctx, leave := context.WithTimeout(b.Context(), 3*time.Second)
	defer leave()
	r := httptest.NewRequest(method, path, strings.NewReader(form)).WithContext(ctx)
	r.Header.Set("Accept", "text/html")
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for _, k := range b.cookies {
		r.AddCookie(k)
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(glance{w, leave}, r)
	for _, k := range w.Result().Cookies() {
		b.keep(k)
	}
	return w
}

func (b *browser) keep(k *http.Cookie) {
	for i, old := range b.cookies {
		if old.Name == k.Name {
			b.cookies = append(b.cookies[:i:i], b.cookies[i+1:]...)
			break
		}
	}
	if k.MaxAge >= 0 {
		b.cookies = append(b.cookies, k)
	}
}

// status is that of an answer whose end is not waited for.
func (b *browser) status(method, path string, headers ...string) int {
	b.Helper()
	ctx, leave := context.WithCancel(b.Context())
	defer leave()
	r := httptest.NewRequest(method, path, strings.NewReader("{}")).WithContext(ctx)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	for _, k := range b.cookies {
		r.AddCookie(k)
	}
	w := glance{httptest.NewRecorder(), leave}
	b.ServeHTTP(w, r)
	return w.Code
}

// glance leaves a stream as soon as it begins.
type glance struct {
	*httptest.ResponseRecorder
	leave func()
}

func (g glance) Flush() { g.leave(); g.ResponseRecorder.Flush() }

// address is a route's path with ids of nothing.
func address(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "none"
		}
		if p == ":version" {
			parts[i] = "1"
		}
	}
	return strings.Join(parts, "/")
}

// It is one test for all there is: whoever adds a route is held to it.
func TestEveryRouteOfApiAndPagesLetsPassWhoMayAndNobodyElse(t *testing.T) {
	h := newHouse(t, nil)
	people := map[engine.Role]*browser{}
	for _, role := range engine.Roles {
		people[role] = h.as(role)
	}
	nobody, stranger := &browser{house: h}, &browser{h, []*http.Cookie{{Name: "stanok_session", Value: "made-up"}}}
	routes := append(ui.Routes(), ui.Screens()...)
	if len(routes) < 60 {
		t.Fatalf("only %d routes", len(routes))
	}
	for _, r := range routes {
		path := address(r.Path)
		page := []string{"Accept", "text/html"}
		if strings.HasPrefix(path, "/api/") {
			page = nil
		}
		if r.Role == "" {
			continue // everybody's; what they do is their own tests'
		}
		for who, b := range map[string]*browser{"nobody": nobody, "a made-up session": stranger} {
			want := map[bool]int{true: http.StatusUnauthorized, false: http.StatusSeeOther}[page == nil]
			if got := b.status(r.Method, path, page...); got != want {
				t.Errorf("%s %s as %s: %d, want %d", r.Method, r.Path, who, got, want)
			}
			if page != nil {
				if got := b.status(r.Method, path, "Accept", "text/html", "HX-Request", "true"); got != http.StatusUnauthorized {
					t.Errorf("a part of %s %s as %s: %d", r.Method, r.Path, who, got)
				}
			}
		}
		for _, role := range engine.Roles {
			got := people[role].status(r.Method, path, page...)
			may := role.Includes(engine.Role(r.Role))
			if (got == http.StatusForbidden) == may || got == http.StatusUnauthorized || got == http.StatusInternalServerError {
				t.Errorf("%s %s as %s: %d, and it takes %s", r.Method, r.Path, role, got, r.Role)
			}
			if r.Path == "/account/sessions" { // it has just signed the others out
				people[role] = h.as(role)
			}
		}
	}
}

func TestWhatIsAnotherWorkspacesIsNotThere(t *testing.T) {
	h := newHouse(t, nil)
	mine := h.as(engine.Owner)
	ctx := t.Context()
	const theirs engine.WorkspaceID = "theirs"
	p, err1 := h.store.PutProcessing(ctx, theirs, engine.Processing{ID: "foreign", Name: "Foreign secret", Token: "t", Draft: []byte(leads)}, nil)
	_, _, err2 := h.store.CreateOperation(ctx, theirs, engine.Operation{ID: "foreign", Processing: p.ID, Created: time.Now()})
	err3 := h.store.PutConnection(ctx, theirs, engine.SealedConnection{Connection: engine.Connection{ID: "foreign", Name: "Foreign secret", Version: 1}})
	err4 := h.store.AddPerson(ctx, theirs, engine.Person{ID: "foreign", Email: "foreign@example.com", Name: "Foreign secret", Role: engine.Viewer})
	err5 := h.store.PutToken(ctx, theirs, engine.Token{ID: "foreign", Name: "Foreign secret"})
	for _, err := range []error{err1, err2, err3, err4, err5} {
		if err != nil {
			t.Fatal(err)
		}
	}
	tried := 0
	for _, r := range append(ui.Routes(), ui.Screens()...) {
		if r.Role == "" {
			continue
		}
		path := strings.ReplaceAll(address(r.Path), "none", "foreign")
		body := mine.ask(r.Method, path, "").Body.String()
		if strings.Contains(body, "Foreign secret") {
			t.Errorf("%s %s tells of it: %s", r.Method, path, body)
		}
		if !strings.Contains(r.Path, ":id") {
			continue
		}
		tried++
		if got := mine.status(r.Method, path, "Accept", "text/html"); got != http.StatusNotFound && got != http.StatusUnprocessableEntity {
			t.Errorf("%s %s: %d", r.Method, path, got)
		}
		if r.Path == "/account/sessions" || r.Path == "/logout" {
			mine = h.as(engine.Owner)
		}
	}
	if tried < 25 {
		t.Errorf("only %d routes were tried", tried)
	}
	if _, err := h.store.Person(ctx, theirs, "foreign"); err != nil {
		t.Errorf("the person: %v", err)
	}
}

func TestAnotherSitesPageCanMakeABrowserDoNothing(t *testing.T) {
	h := newHouse(t, nil)
	owner := h.as(engine.Owner)
	for _, r := range append(ui.Routes(), ui.Screens()...) {
		if r.Method == http.MethodGet {
			continue
		}
		for _, from := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
		} {
			if got := owner.status(r.Method, address(r.Path), from...); got != http.StatusForbidden {
				t.Errorf("%s %s from %v: %d", r.Method, r.Path, from, got)
			}
		}
		if got := owner.status(r.Method, address(r.Path), "Sec-Fetch-Site", "same-origin", "HX-Request", "true"); got == http.StatusForbidden {
			t.Errorf("%s %s from our own page: %d", r.Method, r.Path, got)
		}
		if r.Path == "/logout" || r.Path == "/account/sessions" {
			owner = h.as(engine.Owner)
		}
	}
}
