package ui_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
	"stanok/engine/document"
	"stanok/sources"
	"stanok/store/bolt"
	"stanok/ui"
	"stanok/ui/static"
	"stanok/ui/text"
	"stanok/ui/words"
)

// BenchmarkPages asks for every page of a program with a thousand processings,
// each as large as the example, on a store of files. p95-ms is what the promise of
// 50 ms is about; it means something only while little else runs.
func BenchmarkPages(b *testing.B) {
	handler, id := pageServer(b, 1000)
	began := time.Now()
	ask(b, handler, "/p")
	b.Logf("the first list after a start took %s", time.Since(began))
	at := "/p/" + string(id)
	for _, path := range []string{
		"/p", "/p?q=envybox", "/p?sort=last&page=20", "/p?q=envibax", "/p/bin", "/import",
		at, at + "?at=source", at + "?at=request", at + "?at=fields", at + "?at=lead", at + "/palette", at + "/apply",
		at + "/versions", at + "/versions/1", at + "/settings", at + "/ops", "/ops", "/connections", "/connections/new", "/users",
	} {
		b.Run(strings.Replace(path, string(id), "ID", 1), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				ask(b, handler, path)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}

func ask(b *testing.B, handler http.Handler, path string) {
	b.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Authorization", "Bearer "+adminToken)
	w := httptest.NewRecorder()
	if handler.ServeHTTP(w, r); w.Code != 200 {
		b.Fatal(w.Body)
	}
}

// pageServer is a program with so many processings, and the id of one that runs.
func pageServer(b *testing.B, n int) (*ui.UI, engine.ProcessingID) {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	texts, err := text.Load()
	must(err)
	spoken, err := words.Load()
	must(err)
	assets, err := static.Load()
	must(err)
	vault, err := engine.NewVault(make([]byte, engine.KeySize))
	must(err)
	store, err := bolt.Open(b.TempDir(), bolt.Options{})
	must(err)
	b.Cleanup(func() { _ = store.Close() })
	must(store.PutWorkspace(b.Context(), engine.Workspace{ID: engine.MainWorkspace}))
	keys, clock := engine.Keys{Store: store, Vault: vault}, engine.SystemClock{}
	eng := engine.New(engine.Config{
		Store: store, Clock: clock, Vault: vault,
		Catalogue: engine.NewCatalogue(actions.All(actions.Deps{Egress: lost{}, Keyring: keys, Memory: store, Clock: clock, Tables: engine.NewRows(store)}), sources.All()),
		Read: func(draft []byte) (engine.Definition, engine.Problems) {
			doc, err := document.Parse(draft)
			must(err)
			return doc.Definition()
		},
	})
	example, err := os.ReadFile("../examples/uon-envybox/request.yaml")
	must(err)
	doc, err := document.Parse(example)
	must(err)
	var running engine.ProcessingID
	for i := range n {
		p, err := eng.Create(b.Context(), engine.MainWorkspace, fmt.Sprintf("U-ON → Envybox %d", i), doc.JSON())
		must(err)
		if i%2 == 0 {
			_, err = eng.Start(b.Context(), engine.MainWorkspace, p.ID, "me")
			must(err)
			running = p.ID
		}
	}
	return ui.New(ui.Config{
		Engine: eng, Store: store, Vault: vault, Texts: texts, Words: spoken, Assets: assets, Clock: clock,
		Log: slog.New(slog.DiscardHandler), Version: "test", AdminToken: adminToken,
	}), running
}
