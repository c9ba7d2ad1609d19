package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// sink is the service that the flows call. It notes every request.
type sink struct {
	server *httptest.Server

	mu       sync.Mutex
	arrivals []*arrival
	under    map[string]int // requests under way, by path
	answer   func(w http.ResponseWriter, r *http.Request, a arrival)
}

// arrival is one request that reached the sink.
type arrival struct {
	path, key string
	n         string
	at        time.Time
	answered  bool // whether its answer was written
}

func startSink() *sink {
	s := &sink{under: map[string]int{}}
	s.server = httptest.NewServer(s)
	return s
}

func (s *sink) addr() string { return strings.TrimPrefix(s.server.URL, "http://") }

func (s *sink) close() {
	s.server.CloseClientConnections()
	s.server.Close()
}

// answers sets how requests are answered from now on; nil for at once.
func (s *sink) answers(f func(w http.ResponseWriter, r *http.Request, a arrival)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = f
}

// ServeHTTP notes a request and answers it.
func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // cut off before it was whole: it has had no effect
	}
	var event struct{ N json.RawMessage }
	_ = json.Unmarshal(body, &event) // a body without a number is an event without one
	a := &arrival{path: strings.Trim(r.URL.Path, "/"), key: r.Header.Get("Idempotency-Key"), n: strings.Trim(string(event.N), `"`), at: time.Now()}
	s.mu.Lock()
	s.arrivals = append(s.arrivals, a)
	s.under[a.path]++
	answer := s.answer
	s.mu.Unlock()
	if answer != nil {
		answer(w, r, *a)
	}
	cut := r.Context().Err() != nil
	s.mu.Lock()
	s.under[a.path]--
	a.answered = !cut
	s.mu.Unlock()
	if !cut && answer == nil {
		fmt.Fprint(w, "{}")
	}
}

// all is every request so far, in order of arrival.
func (s *sink) all() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	copied := make([]arrival, len(s.arrivals))
	for i, a := range s.arrivals {
		copied[i] = *a
	}
	return copied
}

// count is how many requests there were.
func (s *sink) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.arrivals)
}

// busy is how many requests to a path are under way.
func (s *sink) busy(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.under[path]
}

// forget drops what was noted.
func (s *sink) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrivals = nil
}

// keys are the keys that each event arrived under, by path and event.
func keys(arrivals []arrival) map[string][]string {
	seen := map[string][]string{}
	for _, a := range arrivals {
		event := a.path + " " + a.n
		if !slices.Contains(seen[event], a.key) {
			seen[event] = append(seen[event], a.key)
		}
	}
	return seen
}

// countOf is how many requests to a path there were.
func (s *sink) countOf(path string) (count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.arrivals {
		if a.path == path {
			count++
		}
	}
	return count
}
