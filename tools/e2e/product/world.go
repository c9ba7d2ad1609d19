package product

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/store/bolt"
	"stanok/tools/e2e/browser"
	"stanok/tools/program"
)

// The owner whom the program begins with.
const (
	OwnerEmail    = "owner@example.test"
	OwnerPassword = "a river runs past the mill"
)

// World is the program under test and the services around it.
type World struct {
	URL        string // of the program
	Home       string // the folder with its log and its data
	API        program.API
	UON        *standin.UON
	UONURL     string
	Envybox    *standin.Envybox
	EnvyboxURL string

	t      testing.TB
	server *program.Stanok
	flags  []string
}

// New starts a world of its own for a test, whose program has an owner. It ends
// with the test.
func New(t testing.TB, flags ...string) *World {
	t.Helper()
	return Unowned(t, append([]string{"--admin-email", OwnerEmail, "--admin-password", OwnerPassword}, flags...)...)
}

// Unowned starts a world whose program knows nobody yet.
func Unowned(t testing.TB, flags ...string) *World {
	t.Helper()
	w := &World{UON: standin.NewUON(standin.UONOptions{}), Envybox: standin.NewEnvybox(standin.EnvyboxOptions{}), Home: t.TempDir(), t: t}
	w.UONURL, w.EnvyboxURL = w.Serve(w.UON), w.Serve(w.Envybox)
	w.flags = append([]string{"--allow-networks", "127.0.0.0/8"}, flags...)
	w.server = start(t, w.Home, strings.TrimPrefix(w.UONURL, "http://"), w.flags...)
	w.API, w.URL = w.server.API, "http://"+w.server.Addr
	return w
}

// Meanwhile stops the program, has something done to its data, and starts it again,
// at another address. What takes days in life is written so.
func (w *World) Meanwhile(do func(*bolt.Store) error) {
	w.t.Helper()
	w.must(w.server.Stop())
	folder := filepath.Join(w.Home, "data")
	text, err := os.ReadFile(filepath.Join(folder, "secret.key"))
	w.must(err)
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	w.must(err)
	s, err := bolt.Open(folder, bolt.Options{Key: key})
	w.must(err)
	w.must(errors.Join(do(s), s.Close()))
	w.server = start(w.t, w.Home, strings.TrimPrefix(w.UONURL, "http://"), w.flags...)
	w.API, w.URL = w.server.API, "http://"+w.server.Addr
}

// Serve serves a service of the test's own, until the test ends, and returns its
// address.
func (w *World) Serve(h http.Handler) string {
	w.t.Helper()
	s, err := standin.Serve(h, "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = s.Close() })
	return s.URL
}

// Owner opens a tab for the owner, signed in.
func (w *World) Owner() *browser.Page {
	w.t.Helper()
	return w.signIn(OwnerEmail)
}

// signIn opens a tab for somebody with the password that all people here have.
func (w *World) signIn(email string) *browser.Page {
	w.t.Helper()
	p := browser.New(w.t, w.URL)
	p.Go("/login?to=/p")
	p.Fill("login-email", email)
	p.Fill("login-password", OwnerPassword)
	p.Click("login-submit")
	p.See("new-processing")
	p.Clicks, p.Entries = 0, 0
	return p
}

// Send sends an event to a webhook link, as U-ON does, and returns the status of
// the answer.
func (w *World) Send(link string, e standin.UONEvent) int {
	w.t.Helper()
	client := &http.Client{Timeout: browser.Patience}
	r, err := w.UON.Notify(w.t.Context(), client, link, e)
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode
}

// Create makes a processing of a document and returns its id.
func (w *World) Create(document string) string {
	w.t.Helper()
	var made struct{ ID string }
	w.must(w.API.Call(http.MethodPost, "/processings", "application/yaml", []byte(document), &made))
	return made.ID
}

// Post sends JSON to a route of the API and reads the answer into out, unless
// that is nil.
func (w *World) Post(path string, body, out any) {
	w.t.Helper()
	raw, err := json.Marshal(body)
	w.must(err)
	w.must(w.API.Call(http.MethodPost, path, "application/json", raw, out))
}

// Put replaces the draft at a route of the API.
func (w *World) Put(path, document string) {
	w.t.Helper()
	w.must(w.API.Call(http.MethodPut, path, "application/yaml", []byte(document), nil))
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
