package flow

import (
	"fmt"
	"sync"
	"sync/atomic"

	"stanok/tools/wire"
)

// Sink is both services of the flow on one port. It tells its listener of every
// right lead at the moment it arrives, and counts the wrong ones.
type Sink struct {
	server  *wire.Server
	arrived atomic.Pointer[func(id int64)]
	wrong   atomic.Int64

	mu    sync.Mutex
	first string
}

// StartSink starts a sink on a free port of the loopback address.
func StartSink() (*Sink, error) {
	s := &Sink{}
	s.OnLead(func(int64) {})
	server, err := wire.Listen(s.answer)
	s.server = server
	return s, err
}

// Addr is the host:port of the sink.
func (s *Sink) Addr() string { return s.server.Addr() }

// Close ends the sink.
func (s *Sink) Close() { s.server.Close() }

// OnLead makes f the listener. It is called by many goroutines and must not
// block.
func (s *Sink) OnLead(f func(id int64)) { s.arrived.Store(&f) }

// Wrong is how many calls were not what the flow must send, and the first of
// them in words.
func (s *Sink) Wrong() (count int64, first string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.wrong.Load(), s.first
}

func (s *Sink) answer(m *wire.Message, out []byte) (int, []byte) {
	method, path := m.Target()
	if id, ok := requestNumber(path); ok && string(method) == "GET" {
		return 200, AppendRequest(out, id)
	}
	if string(path) != leadPath || string(method) != "POST" {
		s.refuse(fmt.Sprintf("unknown call %.200q", m.First))
		return 404, append(out, `{"status":"error","message":"no such address"}`...)
	}
	id, err := CheckLead(m.Body)
	if err != nil {
		s.refuse(fmt.Sprintf("%v in %.400s", err, m.Body))
		return 400, append(out, `{"status":"error","message":"not a lead"}`...)
	}
	(*s.arrived.Load())(id)
	return 200, append(out, `{"status":"ok","lead":{"created":true}}`...)
}

func (s *Sink) refuse(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wrong.Add(1) == 1 {
		s.first = why
	}
}
