package standin

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

const (
	keptRequests = 10_000   // by a Recorder unless its stand-in was told otherwise
	maxBody      = 10 << 20 // a request body longer than this is refused
)

// Front stands before every stand-in: it records each request, takes the fault
// that is due for it, and otherwise passes it on. Its zero value is not usable;
// a stand-in makes its own.
type Front struct {
	Recorder
	Faults

	route  func(*http.Request) string
	answer http.Handler
	now    func() time.Time
}

// newFront passes requests to answer. route gives the path by which they are
// known; keep says how many stay in memory, zero meaning 10,000.
func newFront(answer http.HandlerFunc, route func(*http.Request) string, keep int) *Front {
	if keep <= 0 {
		keep = keptRequests
	}
	f := &Front{route: route, answer: answer, now: time.Now}
	f.calls.limit = keep
	return f
}

// ServeHTTP answers as the service would, unless a fault is due.
func (f *Front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "the body is too large or was cut off", http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	q := &Request{
		At: f.now(), Method: r.Method, Path: r.URL.Path, Route: f.route(r),
		Query: r.URL.Query(), Header: r.Header.Clone(), Body: body,
	}
	f.arrived(q)
	noted := &statusNote{ResponseWriter: w}
	defer func() { f.answered(q, noted.status, f.now()) }()
	if fault := f.take(q.Route); fault != nil {
		fault(noted, r, f.answer)
		return
	}
	f.answer.ServeHTTP(noted, r)
}

// statusNote remembers the status that went out. Unwrap lets faults reach the
// connection below.
type statusNote struct {
	http.ResponseWriter
	status int
}

func (s *statusNote) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

func (s *statusNote) Write(p []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return s.ResponseWriter.Write(p)
}

func (s *statusNote) Unwrap() http.ResponseWriter { return s.ResponseWriter }
