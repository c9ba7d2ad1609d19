package ui_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"syscall"
	"testing"
	"time"

	"stanok/engine"
	"stanok/ui"
	"stanok/ui/uitest"
)

// BenchmarkPages asks for every page there is of a program with a thousand
// processings, each as large as the example, and ten thousand operations, on a
// store of files. p95-ms is what the promise of 50 ms is about; it means something
// only while little else runs. cpu-ms is what one answer costs, also elsewhere.
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
				used := cpu()
				for b.Loop() {
					began := time.Now()
					ask(b, handler, l.address(path), who)
					took = append(took, time.Since(began))
				}
				b.ReportMetric(float64((cpu()-used).Microseconds())/1000/float64(len(took)), "cpu-ms")
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}

// BenchmarkManyProcessings asks for the pages that go over all processings where
// there are ten thousand of them.
func BenchmarkManyProcessings(b *testing.B) {
	l := newLarge(b, 10_000, 100)
	me := uitest.SignIn(b, l.store, engine.Owner)
	began := time.Now()
	ask(b, l.ui, "/p", me)
	b.Logf("the first list after a start took %s", time.Since(began))
	for _, path := range []string{"/", "/p", "/p?q=envybox"} {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ask(b, l.ui, path, me)
			}
		})
	}
}

// cpu is the processor's time that the program has used.
func cpu() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // nothing of it can fail
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
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
