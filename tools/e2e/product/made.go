package product

import (
	"io"
	"net/http"
	"strings"

	"stanok/tools/e2e/browser"
)

// Made is a processing that a test made of a document, and that does not run.
type Made struct {
	ID   string
	Link string // of its webhook

	w *World
}

// Make makes a processing of a YAML document.
func (w *World) Make(document string) Made {
	w.t.Helper()
	m := Made{ID: w.Add(document), w: w}
	m.Link = w.Link(m.ID)
	return m
}

// At is the address of the editor with an action at hand.
func (m Made) At(action string) string { return "/p/" + m.ID + "?at=" + action }

// Receive posts a body to the link, which has to take it: it becomes the newest
// sample.
func (m Made) Receive(contentType, body string) {
	m.w.t.Helper()
	if status := m.Post(contentType, body); status != http.StatusOK {
		m.w.t.Fatalf("the link answers %d", status)
	}
}

// Post posts a body to the link and returns the status of the answer.
func (m Made) Post(contentType, body string) int {
	m.w.t.Helper()
	client := &http.Client{Timeout: browser.Patience}
	r, err := client.Post(m.Link, contentType, strings.NewReader(body))
	if err != nil {
		m.w.t.Fatal(err)
	}
	defer r.Body.Close()
	_, _ = io.Copy(io.Discard, r.Body)
	return r.StatusCode
}

// With is a setting of an action of the draft as it is stored now.
func (m Made) With(action, key string) any {
	m.w.t.Helper()
	return m.w.Draft(m.ID).With(action, key)
}
