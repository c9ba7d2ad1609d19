package wire

import (
	"bufio"
	"errors"
	"net"
	"strconv"
	"sync"
)

// Handler answers one request. It appends the body of its answer to out, which
// is empty, and gives it back with the status.
type Handler func(m *Message, out []byte) (status int, body []byte)

// Server answers requests on one listener.
type Server struct {
	listener net.Listener
	handle   Handler
	all      sync.WaitGroup

	mu     sync.Mutex
	conns  map[net.Conn]bool
	closed bool
}

// Listen starts a server on a free port of the loopback address.
func Listen(handle Handler) (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{listener: listener, handle: handle, conns: map[net.Conn]bool{}}
	s.all.Go(s.accept)
	return s, nil
}

// Addr is the host:port that the server listens at.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close ends the listener and every connection and returns when all are gone.
func (s *Server) Close() {
	s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for conn := range s.conns {
		conn.Close()
	}
	s.mu.Unlock()
	s.all.Wait()
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil && s.keep(conn) {
			s.all.Go(func() {
				defer s.drop(conn)
				s.serve(conn)
			})
		}
	}
}

func (s *Server) keep(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		conn.Close()
		return false
	}
	s.conns[conn] = true
	return true
}

func (s *Server) drop(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	conn.Close()
	delete(s.conns, conn)
}

func (s *Server) serve(conn net.Conn) {
	reader := bufio.NewReaderSize(conn, bufferSize)
	var m Message
	var body, out []byte
	for {
		if err := m.Read(reader); err != nil {
			return
		}
		var status int
		status, body = s.handle(&m, body[:0])
		out = AppendAnswer(out[:0], status, body)
		if _, err := conn.Write(out); err != nil || m.Close {
			return
		}
	}
}

// AppendAnswer appends a JSON answer to out.
func AppendAnswer(out []byte, status int, body []byte) []byte {
	out = append(out, "HTTP/1.1 "...)
	out = strconv.AppendInt(out, int64(status), 10)
	out = append(out, " -\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(body)), 10)
	out = append(out, "\r\n\r\n"...)
	return append(out, body...)
}

// AppendPost appends a POST of JSON to out.
func AppendPost(out []byte, host, path string, body []byte) []byte {
	out = append(out, "POST "...)
	out = append(out, path...)
	out = append(out, " HTTP/1.1\r\nHost: "...)
	out = append(out, host...)
	out = append(out, "\r\nContent-Type: application/json\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(body)), 10)
	out = append(out, "\r\n\r\n"...)
	return append(out, body...)
}
