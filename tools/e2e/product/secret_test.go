package product_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// answered is what the server answers at an address, as a page asks for it.
const answered = `async (address) => await (await fetch(address)).text()`

// said is all that a page holds, also what is not seen and what was written into
// fields.
const said = `() => document.documentElement.outerHTML + [...document.querySelectorAll("input, textarea")].map((f) => f.value).join("\n")`

func TestA47ASecretIsSeenNowhereAgain(t *testing.T) {
	t.Parallel()
	s := product.NewShop(t, "en")
	in, _ := s.Pages()
	in.Except("/text?") // not every step has both sides
	secrets := map[string]string{"the key in an address": s.UON.Key(), "the key in a query": s.Envybox.APIKey()}
	looked := 0
	look := func(where, text string) {
		looked++
		for what, secret := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s is in %s", what, where)
			}
		}
	}
	for _, stop := range product.Tour() {
		if stop.Out || !holdsData(stop.Name) {
			continue
		}
		in.Go(stop.Path(s))
		if stop.Do != nil {
			stop.Do(in)
		}
		look(stop.Name, browser.Eval[string](in, said))
	}
	for _, address := range []string{
		"/p/" + s.Leads + "/export", "/p/export?id=" + s.Leads, "/api/v1/operations/" + s.Succeeded, "/api/v1/operations/" + s.Failed,
		"/api/v1/processings/" + s.Leads, "/api/v1/connections/" + s.Connection, "/api/v1/connections",
	} {
		look(address, browser.Eval[string](in, answered, address))
	}
	for _, operation := range []string{s.Succeeded, s.Failed} {
		for _, step := range []string{"source", "request", "fields", "lead", "send"} {
			in.Go("/ops/" + operation + "?step=" + step)
			look("step "+step+" of "+operation, browser.Eval[string](in, said))
			for _, side := range []string{"in", "out"} {
				look(side+" of "+step, browser.Eval[string](in, answered, "/ops/"+operation+"/text?step="+step+"&side="+side))
			}
		}
	}
	in.Go("/ops/" + s.Succeeded + "?step=request")
	if text := browser.Eval[string](in, said); !strings.Contains(text, s.UONURL+"/***/request/") {
		t.Error("the address that holds a secret is not shown at all")
	}
	if looked < 40 {
		t.Errorf("only %d places were looked at", looked)
	}
}

// holdsData reports whether a stop of the tour is about what was sent or set up.
func holdsData(stop string) bool {
	for _, about := range []string{"editor-http", "editor-post", "editor-apply", "version", "contract", "operation", "connection", "instance", "attention", "list"} {
		if strings.HasPrefix(stop, about) {
			return true
		}
	}
	return false
}

// TestA47ASecretIsSeenNowhereWhereverItIsSent puts a secret into every part of a
// request, to a service that says all of it back.
func TestA47ASecretIsSeenNowhereWhereverItIsSent(t *testing.T) {
	t.Parallel()
	const core = "n0body5ees"
	const secret = core + ` may/see+"this"`
	box, err := standin.OpenMailbox()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	w := product.New(t, "--smtp-url", "smtp://"+box.Addr()+"?tls=none", "--mail-from", "stanok@example.test")
	var sent sync.Map
	address := w.Serve(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what is missing of it is missing below
		for part, text := range map[string]string{"address": r.URL.Path, "query": r.URL.Query().Get("key"), "header": r.Header.Get("X-Key"), "bearer": r.Header.Get("Authorization"), "body": string(body)} {
			sent.Store(part, strings.Contains(text, core))
		}
		rw.Header().Set("Content-Type", "application/json")
		rw.Header().Set("X-Back", r.Header.Get("X-Key"))
		rw.WriteHeader(http.StatusForbidden)
		_ = json.NewEncoder(rw).Encode(map[string]any{"message": "no, " + r.Header.Get("X-Key"), "url": r.URL.String(), "headers": r.Header, "body": string(body)})
	}))
	var connection struct{ ID string }
	w.Post("/connections", map[string]any{
		"name": "Echo", "origins": []string{address}, "fields": map[string]string{"address": address}, "secrets": map[string]string{"key": secret},
	}, &connection)
	id := deploy(t, w, `
format: 1
name: Echo
source: {type: webhook, with: {params: [{name: phone, type: text}]}}
actions:
  - id: send
    type: http.request
    with:
      method: POST
      connection: Echo
      url: "{{ connection.address }}/as/{{ connection.key }}"
      query: {key: "{{ connection.key }}"}
      headers: {X-Key: "{{ connection.key }}", Authorization: "Bearer {{ connection.key }}"}
      body: {kind: form, fields: {key: "{{ connection.key }}", phone: "{{ source.phone }}"}}
`)
	op := run(t, w, id, map[string]any{"phone": "1"})
	for _, part := range []string{"address", "query", "header", "bearer", "body"} {
		if there, _ := sent.Load(part); there != true {
			t.Errorf("the service did not get the secret in the %s", part)
		}
	}
	look := func(where, text string) {
		t.Helper()
		if strings.Contains(text, core) {
			t.Errorf("the secret is in %s", where)
		}
	}
	look("the letter", letter(t, box))
	p := w.Owner()
	p.Clipboard()
	p.Go("/ops/" + op)
	p.Click("[data-testid=technical] > summary")
	p.Click("[data-testid=technical] [data-copy-from]")
	p.Says("#say-polite, [data-testid=toast]", "opied")
	copied := browser.Eval[string](p, `() => navigator.clipboard.readText()`)
	if !strings.Contains(copied, "curl") {
		t.Errorf("copied: %q", copied)
	}
	look("what was copied", copied)
	for _, path := range []string{
		"/", "/ops", "/ops?q=Echo", "/ops/" + op, "/ops/" + op + "?step=send", "/ops/" + op + "/repeat", "/p/" + id, "/p/" + id + "?at=send", "/p/" + id + "/versions",
		"/connections", "/connections/" + connection.ID, "/settings", "/users",
	} {
		p.Go(path)
		look(path, browser.Eval[string](p, said))
	}
	for _, path := range []string{
		"/p/" + id + "/export", "/ops/" + op + "/text?step=send&side=in", "/ops/" + op + "/text?step=send&side=out",
		"/api/v1/operations/" + op, "/api/v1/operations", "/api/v1/processings/" + id, "/api/v1/connections/" + connection.ID, "/api/v1/connections",
	} {
		look(path, browser.Eval[string](p, answered, path))
	}
	log, err := os.ReadFile(filepath.Join(w.Home, "stanok.log"))
	if err != nil {
		t.Fatal(err)
	}
	look("the log", string(log))
}
