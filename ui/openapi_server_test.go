package ui_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/egress"
	"stanok/engine/eval"
	"stanok/engine/origin"
	"stanok/sources"
	"stanok/store/memory"
	"stanok/ui"
)

// adminToken is that of the server that newClient runs.
const adminToken = "the-owner-of-the-test"

// client asks a whole server, and holds every answer against the description.
type client struct {
	t        *testing.T
	handler  http.Handler
	store    engine.Store
	contract *contract
	token    string
	asked    map[string]bool // "METHOD /described/path"
}

// lost is a network on which every request is sent and no answer comes.
type lost struct{}

func (lost) Do(_ context.Context, r egress.Request) (*egress.Answer, error) {
	if r.Method == http.MethodGet && strings.HasPrefix(r.URL, "https://asked.example.com/") {
		body := `{"total": 1, "clients": [{"id": 7, "contact": {"phone": "+7 (900) 111-22-33"}, "token": "hush-hush"}], "asked": ` + strconv.Quote(r.URL) + `}`
		return &egress.Answer{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, ContentType: "application/json", Body: []byte(body)}, nil
	}
	return nil, &egress.Error{
		Code: egress.CodeTimeout, Args: map[string]string{"host": "crm.example.com", "seconds": "30", "reason": "answer"},
		Sent: true, Transient: true,
	}
}

func newClient(t *testing.T) *client {
	t.Helper()
	texts, err := loadTexts()
	if err != nil {
		t.Fatal(err)
	}
	spoken, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	assets, err := loadAssets()
	if err != nil {
		t.Fatal(err)
	}
	vault, err := engine.NewVault(make([]byte, engine.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	templates, err := loadTemplates()
	if err != nil {
		t.Fatal(err)
	}
	store, clock := memory.New(), engine.SystemClock{}
	if err := store.PutWorkspace(t.Context(), engine.Workspace{ID: engine.MainWorkspace}); err != nil {
		t.Fatal(err)
	}
	keys := engine.Keys{Store: store, Vault: vault}
	deps := actions.Deps{Egress: lost{}, Keyring: keys, Memory: store, Clock: clock, Tables: engine.NewRows(store)}
	known, declared := openServices(t, deps)
	texts = texts.With(spokenOf(t))
	catalogue := engine.NewCatalogue(slices.Concat(actions.All(deps), declared), sources.All())
	catalogue.Text = laneText
	eng := engine.New(engine.Config{
		Store: store, Clock: clock, Vault: vault, Workers: 2, Catalogue: catalogue, Uses: origin.Uses,
		Read: func(draft []byte) (engine.Definition, engine.Problems) {
			doc, err := document.Parse(draft)
			if err != nil {
				return engine.Definition{}, engine.ProblemsOf(err)
			}
			return doc.Definition()
		},
	})
	run(t, eng)
	say := func(r *http.Request, code string, args map[string]string) (string, string) {
		return texts.SayToSender(texts.Match(r.Header.Get("Accept-Language")), code, args)
	}
	handler := ui.New(ui.Config{
		Engine: eng, Store: store, Vault: vault, Texts: texts, Words: spoken, Assets: assets, Clock: clock, Log: slog.New(slog.DiscardHandler),
		PublicURL: "https://stanok.example.com", Version: "test", AdminToken: adminToken, NewEvent: sources.NewEvent, Alter: sources.Alter,
		Hook: sources.NewWebhook(sources.Config{Intake: eng, Keys: keys, Clock: clock, Say: say}),
		Prove: func(ctx context.Context, ws engine.WorkspaceID, s engine.PreparedSource, ev engine.Event) (bool, error) {
			return sources.Prove(ctx, keys, ws, s, ev)
		},
		Ready: func() error { return nil },
		Backup: func(_ context.Context, w io.Writer, _ func(done, of int64)) error {
			_, err := io.WriteString(w, "all")
			return err
		},
		Probe: func(context.Context, engine.WorkspaceID, engine.Connection, string) (int, error) {
			return 0, errors.New("nobody there")
		},
		Services:  known,
		Templates: templates,
	})
	return &client{t, handler, store, newContract(t), adminToken, map[string]bool{}}
}

// laneText makes ready the template of a lane.
func laneText(template string, scope engine.Scope) (func(map[string]any) (string, error), error) {
	t, err := eval.ParseText(template, eval.Plain, eval.Scope(scope))
	return func(vars map[string]any) (string, error) { return t.String(eval.Env{Vars: vars}) }, err
}

// run lets an engine work until the test ends.
func run(t *testing.T, eng *engine.Engine) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- eng.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the engine: %v", err)
		}
	})
}

// do sends a request whose answer must have a status and be as described. It
// returns the answer's JSON, nil if it has none. Headers are names and values in
// turn.
func (c *client) do(method, path, body string, want int, headers ...string) map[string]any {
	c.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	var v map[string]any
	if json.Unmarshal(c.send(r, want), &v) != nil {
		return nil
	}
	return v
}

// send sends a request and returns the body of its answer.
func (c *client) send(r *http.Request, want int) []byte {
	c.t.Helper()
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	if w.Code != want {
		c.t.Fatalf("%s %s: %d, want %d: %s", r.Method, r.URL, w.Code, want, w.Body)
	}
	if err := c.contract.check(r, w.Result(), w.Body.Bytes()); err != nil {
		c.t.Errorf("%s %s: %v\n%s", r.Method, r.URL, err, w.Body)
	}
	if described, ok := c.contract.pathOf(r.URL.Path); ok {
		c.asked[r.Method+" "+described] = true
	}
	return w.Body.Bytes()
}

// as returns the same client with another token.
func (c *client) as(token string) *client {
	other := *c
	other.token = token
	return &other
}

// create makes a processing, starts it and returns its id.
func (c *client) create(document string) string {
	c.t.Helper()
	id := c.do("POST", "/api/v1/processings", document, 201)["id"].(string)
	c.do("POST", "/api/v1/processings/"+id+"/start", "", 200)
	return id
}

// run begins an operation and returns it when it has ended or waits.
func (c *client) run(id, input string, want int) map[string]any {
	c.t.Helper()
	return c.do("POST", "/api/v1/processings/"+id+"/operations?wait=5s", input, want)
}
