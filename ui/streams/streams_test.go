package streams_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/ui/streams"
)

// inside answers for the streams that tests ask for.
func inside(gone chan<- string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/p/{id}/live", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "me=1" || r.Method != http.MethodGet {
			http.Error(w, "nobody", http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		out := http.NewResponseController(w)
		_ = out.Flush()
		fmt.Fprintf(w, "event: draft\ndata: %s %s\n\n", r.PathValue("id"), r.URL.Query().Get("at"))
		_ = out.Flush()
		<-r.Context().Done()
		gone <- r.PathValue("id")
	})
	mux.HandleFunc("/broken/live", func(http.ResponseWriter, *http.Request) { panic("broken") })
	mux.HandleFunc("/page/live", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<p>no stream</p>") })
	mux.HandleFunc("/secret", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: secret\n\n")
		_ = http.NewResponseController(w).Flush()
	})
	return mux
}

// open asks for streams and returns the lines that are said, one after another.
func open(t *testing.T, h http.Handler, of ...string) (next func() string, leave func()) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		streams.Serve(w, r, h, slog.New(slog.DiscardHandler))
	}))
	t.Cleanup(server.Close)
	ctx, leave := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(leave)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/live?"+url.Values{"of": of}.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", "me=1")
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	return func() string {
		t.Helper()
		for lines.Scan() {
			if lines.Text() != "" {
				return lines.Text()
			}
		}
		t.Fatalf("it ended: %v", lines.Err())
		return ""
	}, leave
}

func TestSeveralStreamsComeOverOneConnection(t *testing.T) {
	gone := make(chan string, 2)
	next, leave := open(t, inside(gone), "/p/a/live?at=x", "/broken/live", "/page/live", "/secret", "/nowhere/live", "//evil.example/live", "https://evil.example/live", "/live", "%zz/live", "/p/b/live")
	got := []string{next(), next(), next(), next()}
	slices.Sort(got)
	want := []string{
		`data: 0`, `data: [0,"event: draft\ndata: a x\n\n"]`, `data: [9,"event: draft\ndata: b \n\n"]`, `event: ready`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("said\n%s", strings.Join(got, "\n"))
	}
	leave()
	both := []string{<-gone, <-gone}
	if slices.Sort(both); !slices.Equal(both, []string{"a", "b"}) {
		t.Errorf("left: %v", both)
	}
}

func TestAConnectionWithoutStreamsIsReady(t *testing.T) {
	next, _ := open(t, inside(nil))
	if got := next(); got != "event: ready" {
		t.Errorf("said %s", got)
	}
}

func TestThereIsAnEndToWhatOneConnectionCarries(t *testing.T) {
	gone := make(chan string, 1000)
	var of []string
	for i := range 2 * streams.Most {
		of = append(of, fmt.Sprintf("/p/%d/live", i))
	}
	next, leave := open(t, inside(gone), of...)
	for n := 0; n < streams.Most; {
		if strings.HasPrefix(next(), "data: [") {
			n++
		}
	}
	leave()
	for range streams.Most {
		<-gone
	}
	select {
	case one := <-gone:
		t.Errorf("%s is one too many", one)
	default:
	}
}
