// Package streams sends several streams of server-sent events over one
// connection: browsers open few to a host, and a person may have many pages open.
package streams

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// Most is how many streams one connection carries.
const Most = 64

// suffix is how the path of every stream ends.
const suffix = "/live"

// Serve answers with the streams that the request names by their addresses, as of
// values of its query, until the caller leaves. Each is asked for at from, with the
// request's own headers, as if the caller had.
//
// An event's data are a list: the address's place in the query, from 0, and what
// its stream said, which is whole events. The event ready says that every stream
// has begun to listen, or has ended. Addresses that are no stream's say nothing.
func Serve(w http.ResponseWriter, r *http.Request, from http.Handler, log *slog.Logger) {
	named := r.URL.Query()["of"]
	named = named[:min(len(named), Most)]
	out := &line{to: w, control: http.NewResponseController(w), waits: len(named)}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	_ = out.control.SetWriteDeadline(time.Time{})
	out.begin(0)
	var all sync.WaitGroup
	for i, address := range named {
		all.Go(func() {
			one := &stream{line: out, place: i, header: http.Header{}}
			defer one.end(log)
			if asked := ask(r, address); asked != nil {
				from.ServeHTTP(one, asked)
			}
		})
	}
	all.Wait()
	<-r.Context().Done() // a connection that ended would be made anew at once
}

// ask is a request for a stream, as the caller's would be; nil for an address that
// is none.
func ask(r *http.Request, address string) *http.Request {
	at, err := url.Parse(address)
	if err != nil || at.IsAbs() || at.Host != "" || !strings.HasPrefix(at.Path, "/") || at.Path == suffix || !strings.HasSuffix(at.Path, suffix) {
		return nil
	}
	asked := r.Clone(r.Context())
	asked.URL, asked.RequestURI, asked.Body, asked.ContentLength = at, at.RequestURI(), http.NoBody, 0
	return asked
}

// line is the one connection.
type line struct {
	mu      sync.Mutex
	to      http.ResponseWriter
	control *http.ResponseController
	waits   int // streams that have not begun
	failed  error
}

// begin notes that n more streams have begun.
func (l *line) begin(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waits -= n; l.waits == 0 {
		l.waits = -1
		l.write("event: ready\ndata: 0\n\n")
	}
}

func (l *line) say(place int, said []byte) error {
	raw, err := json.Marshal([]any{place, string(said)})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write(fmt.Sprintf("data: %s\n\n", raw))
	return l.failed
}

func (l *line) write(s string) {
	if l.failed != nil {
		return
	}
	if _, l.failed = l.to.Write([]byte(s)); l.failed == nil {
		l.failed = l.control.Flush()
	}
}

// stream is what one of the streams writes to.
type stream struct {
	*line
	place  int
	header http.Header
	status int
	said   []byte
	begun  bool
}

// Header implements http.ResponseWriter.
func (s *stream) Header() http.Header { return s.header }

// WriteHeader implements http.ResponseWriter.
func (s *stream) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
}

// Write implements http.ResponseWriter. What is written is sent by Flush.
func (s *stream) Write(p []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	if s.status == http.StatusOK {
		s.said = append(s.said, p...)
	}
	return len(p), nil
}

// Flush implements http.Flusher.
func (s *stream) Flush() { _ = s.FlushError() }

// FlushError sends what was written. It fails when the caller is gone.
func (s *stream) FlushError() error {
	var err error
	if len(s.said) > 0 && strings.HasPrefix(s.header.Get("Content-Type"), "text/event-stream") {
		err = s.say(s.place, s.said)
	}
	s.said = s.said[:0]
	if !s.begun {
		s.begun = true
		s.begin(1)
	}
	return err
}

// end lets nobody wait for a stream that is over. What broke in it does not take
// the others with it.
func (s *stream) end(log *slog.Logger) {
	broke := recover()
	if err, _ := broke.(error); broke != nil && !errors.Is(err, http.ErrAbortHandler) {
		log.Error("a stream broke", "err", broke, "stack", string(debug.Stack()))
	}
	if !s.begun {
		s.begun = true
		s.begin(1)
	}
}
