package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryPageIsSeenInEveryLanguageThemeAndSize(t *testing.T) {
	views := variants([]string{"/", "/ops?state=failed"}, []string{"en", "ru"}, []string{"light", "dark"}, []string{"1366,768", "360,640"})
	if len(views) != 16 {
		t.Fatalf("%d views", len(views))
	}
	files := map[string]bool{}
	for _, v := range views {
		files[v.file()] = true
	}
	if len(files) != len(views) {
		t.Errorf("%d pictures for %d views", len(files), len(views))
	}
	last := views[15]
	if last.address() != "/ops?state=failed&lang=ru&theme=dark" || last.file() != "ops-state=failed.ru.dark.360x640.png" {
		t.Errorf("%s in %s", last.address(), last.file())
	}
}

func TestWhatThePageToldIsFound(t *testing.T) {
	r, err := read([]byte(`<html><pre id="look-report" hidden="">{"Violations":[{"ID":"label","Nodes":[{"HTML":"&lt;input&gt;"},{}]}],"Refused":["x"],"Sideways":12}</pre></html>`))
	if err != nil {
		t.Fatal(err)
	}
	if n := r.print(view{path: "/"}); n != 4 || r.Violations[0].Nodes[0].HTML != "<input>" {
		t.Errorf("%d findings: %+v", n, r)
	}
	if _, err := read([]byte("<html></html>")); err == nil {
		t.Error("a page that tells nothing passes")
	}
}

func TestThePageGetsTheQuestionsAndKeepsItsPolicy(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<html><head><title>"+r.Header.Get("Cookie")+"</title></head></html>")
	}))
	defer server.Close()
	axe := filepath.Join(t.TempDir(), "axe.js")
	if err := os.WriteFile(axe, []byte("axe"), 0o600); err != nil {
		t.Fatal(err)
	}
	handler, err := looker{url: server.URL, axe: axe, cookie: "a=b"}.proxy()
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, httptest.NewRequest("GET", "/", nil))
	body := rec.Body.String()
	if !strings.Contains(body, `<head><script src="/look/ask.js"></script><script src="/look/axe.js"></script><title>a=b<`) {
		t.Error(body)
	}
	if rec.Header().Get("Content-Security-Policy") != "default-src 'self'" {
		t.Error(rec.Header())
	}
}
