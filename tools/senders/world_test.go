package senders_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"stanok/tools/program"
)

// world is the program, and a link for each scheme of signing.
type world struct {
	t     *testing.T
	api   program.API
	links map[string]link
}

// link is where a scheme's senders send, and what they sign with.
type link struct {
	URL      string `json:"url"`
	Secret   string `json:"secret"`
	Previous string `json:"previous"` // still let in
	Other    string `json:"other"`    // let in by nobody

	processing string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	bin := os.Getenv("STANOK_BIN")
	if bin == "" {
		t.Fatal("STANOK_BIN names no program: run these tests with ./task check:senders")
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	server, err := program.StartStanok(ctx, bin, t.TempDir(), "127.0.0.1:1")
	if err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		<-server.Exited()
	})
	return &world{t, server.API, map[string]link{}}
}

// open makes a link whose signatures are of a scheme.
func (w *world) open(scheme string, l link) link { return w.openAs(scheme, "scheme: "+scheme, l) }

// openAs makes a link with a name that checks signatures in a way.
func (w *world) openAs(name, way string, l link) link {
	w.t.Helper()
	conn, err := json.Marshal(map[string]any{
		"name": name, "type": "fields", "secrets": map[string]string{"secret": l.Secret, "previous_secret": l.Previous},
	})
	w.must(err)
	w.must(w.api.Call("POST", "/connections", "application/json", conn, nil))
	p, err := w.api.Deploy(fmt.Sprintf(`
format: 1
name: %[1]s
source: {type: webhook, with: {signature: {%[2]s, connection: %[1]s}}}
actions: [{id: a, type: set, with: {values: {x: 1}}}]
`, name, way))
	w.must(err)
	l.URL, l.processing = p.WebhookURL, p.ID
	w.links[name] = l
	return l
}

// post sends a body and returns the answer.
func (w *world) post(url string, body []byte, header http.Header) (status int, answer string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, url, bytes.NewReader(body))
	w.must(err)
	r.Header = header
	client := http.Client{Timeout: 10 * time.Second}
	got, err := client.Do(r)
	w.must(err)
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	w.must(err)
	return got.StatusCode, string(text)
}

// why are the codes that the newest refused requests to a link are kept with,
// oldest first.
func (w *world) why(l link) string {
	w.t.Helper()
	var list struct {
		Items []struct{ Verdict, Operation, Message string }
	}
	w.must(w.api.Call("GET", "/processings/"+l.processing+"/samples", "", nil, &list))
	var all []string
	for _, s := range list.Items {
		if s.Operation == "" && s.Verdict != "webhook.repeat" {
			all = append([]string{strings.TrimPrefix(s.Verdict, "webhook.signature_")}, all...)
		}
		if s.Operation == "" && s.Message == "" {
			w.t.Errorf("%s is not explained", s.Verdict)
		}
	}
	return strings.Join(all, " ")
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
