package standin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is a handler listening on a loopback address.
type Server struct {
	// URL is the base address, like http://127.0.0.1:41873, without a slash.
	URL string

	http   *http.Server
	cancel context.CancelFunc
	served chan error

	mu     sync.Mutex
	idle   sync.Cond // closed and nothing running
	closed bool
	active int
}

// Serve listens on addr, a loopback address with a port ("127.0.0.1:0" takes
// any free one; empty means that), and answers with h until Close. Any other
// address is refused: a stand-in is for this machine only.
func Serve(h http.Handler, addr string) (*Server, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("reading stand-in address %q: %w", addr, err)
	}
	if !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("stand-in address %q is not a loopback address", addr)
	}
	l, err := net.ListenTCP("tcp", tcp)
	if err != nil {
		return nil, fmt.Errorf("listening for a stand-in: %w", err)
	}
	return serve(h, l), nil
}

func serve(h http.Handler, l net.Listener) *Server {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{URL: "http://" + l.Addr().String(), cancel: cancel, served: make(chan error, 1)}
	s.idle.L = &s.mu
	s.http = &http.Server{
		Handler:           s.counted(h),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	go func() { s.served <- s.http.Serve(l) }()
	return s
}

// Close stops listening, cuts every connection, ends the waits of hung
// requests and returns when the last handler has.
func (s *Server) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	s.mu.Unlock()
	s.cancel()
	err := s.http.Close()
	if served := <-s.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.active > 0 {
		s.idle.Wait()
	}
	return err
}

// counted lets Close wait for handlers, which http.Server.Close does not.
func (s *Server) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.enter() {
			hangUp(w, false)
			return
		}
		defer s.leave()
		h.ServeHTTP(w, r)
	})
}

func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.active++
	return true
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active--
	s.idle.Broadcast()
}
