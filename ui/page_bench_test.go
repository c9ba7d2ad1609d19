package ui_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"stanok/ui"
	"stanok/ui/uitest"

	"stanok/engine"
)

// BenchmarkPages asks for every page there is of a program with a thousand
// processings, each as large as the example, and ten thousand operations, on a
// store of files. p95-ms is what the promise of 50 ms is about; it means something
// only while little else runs.
func BenchmarkPages(b *testing.B) {
	l := newLarge(b, 1000, 10_000)
	empty := newLarge(b, 0, 0)
	me := uitest.SignIn(b, l.store, engine.Owner)
	began := time.Now()
	ask(b, l.ui, "/p", me)
	b.Logf("the first list after a start took %s", time.Since(began))
	for _, r := range ui.Screens() {
		for _, path := range measured[r.Path] {
			if r.Method != http.MethodGet {
				continue
			}
			handler, who := l.ui, me
			switch r.Path {
			case "/setup":
				handler, who = empty.ui, nil
			case "/login", "/forgot", "/pass/:token":
				who = nil
			}
			b.Run(path, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					began := time.Now()
					ask(b, handler, l.address(path), who)
					took = append(took, time.Since(began))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}

// ask asks for an address as a browser does that somebody is signed in with, or
// nobody if who is nil.
func ask(t testing.TB, handler http.Handler, path string, who *http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Header.Set("Accept", "text/html")
	if who != nil {
		r.AddCookie(who)
	}
	w := httptest.NewRecorder()
	if handler.ServeHTTP(w, r); w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w
}
