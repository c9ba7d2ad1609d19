package product_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"stanok/tools/e2e/product"
)

// faulty is a service with an answer for each trouble.
type faulty struct {
	asked atomic.Bool // for what it is too busy for once
}

// ServeHTTP answers each path in its way.
func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/locked":
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprint(w, `{"message": "wrong api_key"}`)
	case "/page":
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, `<html><body><b id="evil">Sign in, please</b></body></html>`)
	case "/busy":
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusTooManyRequests)
	case "/busy-once":
		if !f.asked.Swap(true) {
			w.Header().Set("Retry-After", "4")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	case "/big":
		w.Header().Set("Content-Type", "application/json")
		var items []map[string]any
		for i := range 20_000 {
			items = append(items, map[string]any{"id": i, "name": fmt.Sprintf("item %d", i), "note": strings.Repeat("x", 200)})
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"list": items})
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"ok": true, "client": {"phone": "+7 921 555-01-37"}}`)
	}
}

// secretKey is what must never be seen.
const secretKey = "k3y-nobody-may-see"

// service starts the faulty service, with a connection to it.
func service(t *testing.T, flags ...string) (w *product.World, address string) {
	t.Helper()
	w = product.New(t, flags...)
	address = w.Serve(&faulty{})
	w.Post("/connections", map[string]any{
		"name": "CRM", "origins": []string{address}, "fields": map[string]string{"address": address}, "secrets": map[string]string{"key": secretKey},
	}, nil)
	return w, address
}

// ask is a processing that sends a request to a path of the service.
func ask(name, path string) string {
	return `
format: 1
name: ` + name + `
source: {type: webhook, with: {params: [{name: phone, type: text}]}}
actions:
  - id: body
    type: json.compose
    title: Build
    with: {template: '{"phone": {{ digits(source.phone) }}, "from": "shop"}'}
  - id: send
    type: http.request
    title: Send
    with: {method: POST, connection: CRM, url: "{{ connection.address }}` + path + `", query: {api_key: "{{ connection.key }}"}, headers: {X-Key: "{{ connection.key }}"}, body: {kind: json, from: "{{ body.json }}"}}
`
}

// run begins an operation and returns its id once it stands still.
func run(t *testing.T, w *product.World, processing string, input map[string]any) string {
	t.Helper()
	var op struct{ ID string }
	w.Post("/processings/"+processing+"/operations?wait=10s", input, &op)
	return op.ID
}

func deploy(t *testing.T, w *product.World, document string) string {
	t.Helper()
	p, err := w.API.Deploy(document)
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}
