package main

import (
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// slowest is the longest that the sink takes to answer, so that there are always
// steps in flight.
const slowest = 25 * time.Millisecond

// patience is how long the first request of the slow flow is without an answer:
// longer than anything may take that must not wait for it.
const patience = 3 * leavesWithin

// sink is the services that the flows call, on one port. It notes every request.
type sink struct {
	server *http.Server
	addr   string
	done   chan struct{}

	mu       sync.Mutex
	arrivals []*arrival
	sent     map[int64]bool // events that a send arrived for
	sends    map[string]int // how many those are, by flow
	life     int
	open     map[net.Conn]bool
	idle     time.Time // since when no connection is open
}

// startSink starts a sink on a free port of the loopback address.
func startSink() (*sink, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{addr: listener.Addr().String(), done: make(chan struct{}), sent: map[int64]bool{}, sends: map[string]int{}, open: map[net.Conn]bool{}}
	s.server = &http.Server{Handler: s, ConnState: s.note}
	go func() {
		defer close(s.done)
		_ = s.server.Serve(listener) // ends with close
	}()
	return s, nil
}

func (s *sink) close() {
	_ = s.server.Close() // what is open is cut off
	<-s.done
}

// ServeHTTP answers GET /goods/N and POST /send/FLOW.
func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // cut off before it was whole: it has had no effect
	}
	a, answer := read(r, body)
	s.arrive(a)
	s.work(r, a)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
	if a.step == "" {
		w.WriteHeader(http.StatusNotFound)
	}
	w.Write(answer)
	if http.NewResponseController(w).Flush() == nil {
		s.answer(a)
	}
}

// work takes the time that the sink needs for a request: a while at most, but
// for the slow flow, which has to wait as long as its first caller does.
func (s *sink) work(r *http.Request, a *arrival) {
	if a.flow == slow && a.life == 0 {
		select {
		case <-r.Context().Done():
		case <-time.After(patience):
		}
		return
	}
	time.Sleep(rand.N(slowest))
}

func (s *sink) arrive(a *arrival) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.life, a.at = s.life, time.Now()
	s.arrivals = append(s.arrivals, a)
	if a.step == sendStep && !s.sent[a.n] {
		s.sent[a.n] = true
		s.sends[a.flow]++
	}
}

func (s *sink) answer(a *arrival) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a.answered = time.Now()
}

func (s *sink) note(conn net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.open[conn] = true
	case http.StateClosed:
		delete(s.open, conn)
		s.idle = time.Now()
	}
}

// settle returns when everything that a dead program sent has been read, and
// counts what comes from now on to the next life.
func (s *sink) settle() {
	const quiet = 5 * time.Millisecond // for a connection that is not accepted yet
	for end := time.Now().Add(time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		s.mu.Lock()
		settled := len(s.open) == 0 && time.Since(s.idle) > quiet
		s.mu.Unlock()
		if settled {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.life++
}

// events is how many events of the flows a send arrived for.
func (s *sink) events(flows ...string) (count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, flow := range flows {
		count += s.sends[flow]
	}
	return count
}

// arrived reports whether a send arrived for an event and was answered.
func (s *sink) arrived(n int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.arrivals) - 1; i >= 0; i-- {
		if a := s.arrivals[i]; a.n == n && a.step == sendStep {
			return !a.answered.IsZero()
		}
	}
	return false
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
