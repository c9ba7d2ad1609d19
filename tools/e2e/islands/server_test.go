package islands_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/a-h/templ"

	"stanok/tools/e2e/browser"
	"stanok/ui/page/kit"
	"stanok/ui/page/people"
	"stanok/ui/part"
	"stanok/ui/static"
	"stanok/ui/streams"
	"stanok/ui/words"
)

func TestMain(m *testing.M) { browser.Main(m) }

// server is the draft behind HTTP.
type server struct {
	*draft
	t     *testing.T
	words words.Voice
	// answer, when it is not 0, is what ops says without looking at the draft.
	answer atomic.Int32
	// way is how edits come here: who holds it keeps them on their way.
	way sync.Mutex
}

// serve starts the page of the islands on a draft of its own.
func serve(t *testing.T) (*server, *browser.Page) {
	t.Helper()
	all, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	assets, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{draft: newDraft(), t: t, words: all.In("en")}
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, assets)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if err := kit.Islands(s.words, assets, w, r, s.view()); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("POST /p/1/ops", s.ops)
	mux.HandleFunc("GET /p/1/parts", s.parts)
	mux.HandleFunc("GET /p/1/tree", func(w http.ResponseWriter, r *http.Request) {
		_ = part.TreeNodes(s.words, leaves()).Render(r.Context(), w)
	})
	mux.HandleFunc("GET /palette", s.palette)
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("HX-Reswap", "none")
		w.Header().Set("HX-Trigger", "st:signed-in")
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /p/1/preview", s.preview)
	mux.HandleFunc("GET /p/1/live", s.live)
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) { streams.Serve(w, r, mux, slog.New(slog.DiscardHandler)) })
	http := httptest.NewServer(mux)
	t.Cleanup(http.Close)
	page := browser.New(t, http.URL)
	page.Go("/")
	page.Until("the islands to be there", `() => customElements.get("st-ops") && customElements.get("st-chips")`)
	return s, page
}

func (s *server) ops(w http.ResponseWriter, r *http.Request) {
	s.way.Lock()
	defer s.way.Unlock()
	if code := s.answer.Load(); code != 0 {
		w.WriteHeader(int(code))
		if code == http.StatusUnauthorized {
			_ = people.Ask(s.words, people.AskView{Action: "/login"}).Render(r.Context(), w)
		}
		return
	}
	var asked request
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	refused, other := s.take(asked)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Stanok-Revision", strconv.FormatInt(s.view().Queue.Revision, 10))
	if len(refused) > 0 {
		w.Header().Set("Stanok-Refused", strings.Join(refused, ","))
	}
	v := s.view()
	parts := []templ.Component{partial("#chain > st-chain", part.Chain(s.words, v.Chain))}
	switch {
	case other != nil:
		w.WriteHeader(http.StatusConflict)
		at := "[id='f-" + strings.ReplaceAll(other.scope, "/", ".") + "']"
		parts = append(parts, swapped(at, "beforeend", kit.IslandsConflict(s.words, other.scope, other.mine, other.theirs)))
	case asked.Changes[0].Kind == "undo":
		parts = append(parts, partial("#panel", kit.IslandsPanel(s.words, v)))
	default:
		parts = append(parts, inner("#chip-names", names(v)))
	}
	render(w, r.Context(), parts)
}

func (s *server) parts(w http.ResponseWriter, r *http.Request) {
	v := s.view()
	w.Header().Set("Stanok-Revision", strconv.FormatInt(v.Queue.Revision, 10))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	render(w, r.Context(), []templ.Component{
		partial("#chain > st-chain", part.Chain(s.words, v.Chain)), partial("#panel", kit.IslandsPanel(s.words, v)),
	})
}

func (s *server) preview(w http.ResponseWriter, r *http.Request) {
	var asked struct{ Text string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]string{"text": strings.ReplaceAll(asked.Text, "{{ source.r_id }}", "48211")})
}

func (s *server) palette(w http.ResponseWriter, r *http.Request) {
	asked := strings.ToLower(r.URL.Query().Get("q"))
	entries := []struct{ kind, words string }{{"http.request", "request запрос"}, {"json.parse", "parser парсер leitor"}, {"filter", "filter фильтр"}}
	for i, e := range entries {
		if strings.Contains(e.words, asked) {
			fmt.Fprintf(w, `<div class="pick" role="option" id="option-%d" data-testid="palette-%s">%s</div>`, i, e.kind, strings.Fields(e.words)[0])
		}
	}
}

func (s *server) live(w http.ResponseWriter, r *http.Request) {
	stream := make(chan string, 16)
	s.mu.Lock()
	s.news[stream] = true
	revision := s.revision
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.news, stream)
		s.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	fmt.Fprintf(w, "event: draft\ndata: {\"revision\": %d}\n\n", revision)
	_ = control.Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case one := <-stream:
			fmt.Fprintf(w, "event: draft\ndata: %s\n\n", one)
			_ = control.Flush()
		}
	}
}

// partial is a part of the page and where it goes.
func partial(target string, c templ.Component) templ.Component {
	return swapped(target, "outerMorph", c)
}

func inner(target string, c templ.Component) templ.Component { return swapped(target, "innerHTML", c) }

func swapped(target, how string, c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := fmt.Fprintf(w, `<hx-partial hx-target="%s" hx-swap="%s">`, target, how); err != nil {
			return err
		}
		if err := c.Render(ctx, w); err != nil {
			return err
		}
		_, err := fmt.Fprint(w, "</hx-partial>")
		return err
	})
}

// names is the table of names alone, without its script.
func names(v kit.IslandsView) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		return json.NewEncoder(w).Encode(v.Names)
	})
}

func render(w http.ResponseWriter, ctx context.Context, all []templ.Component) {
	for _, c := range all {
		_ = c.Render(ctx, w)
	}
}

// saved waits until the server has everything.
func saved(page *browser.Page) { page.Numbers("st-ops:not([data-unsaved])", 1) }
