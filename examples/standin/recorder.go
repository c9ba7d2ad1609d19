package standin

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Request is one request as a stand-in saw it.
type Request struct {
	At     time.Time // of arrival, when the body had been read
	Done   time.Time // of the end of its answer; zero while it is handled
	Status int       // answered; zero while it is handled and when it was cut off

	Method string
	Path   string // as sent, possibly with a key in it: do not print it
	Route  string // the path by which faults and waits find it; holds no key
	Query  url.Values
	Header http.Header
	Body   []byte
}

// Key is the Idempotency-Key the request came with.
func (r Request) Key() string { return r.Header.Get("Idempotency-Key") }

// Recorder keeps the latest requests to a stand-in. It is safe for concurrent
// use. What it hands out is shared with it: read, do not change.
type Recorder struct {
	mu      sync.Mutex
	calls   tail[*Request]
	changed chan struct{} // closed at the next arrival or answer; nil while nobody waits
}

// Requests are the latest requests whose route begins with prefix, oldest
// first. The empty prefix gives all that are kept.
func (r *Recorder) Requests(prefix string) []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.matching(prefix)
}

// Count says how many requests have arrived, also those no longer kept.
func (r *Recorder) Count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls.total
}

// Await returns the requests whose route begins with prefix as soon as there
// are at least n of them. When ctx ends first it returns those there are, with
// the cause.
func (r *Recorder) Await(ctx context.Context, prefix string, n int) ([]Request, error) {
	for {
		r.mu.Lock()
		found := r.matching(prefix)
		changed := r.watch()
		r.mu.Unlock()
		if len(found) >= n {
			return found, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return found, context.Cause(ctx)
		}
	}
}

// Forget drops what was recorded; the count starts again from zero.
func (r *Recorder) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = tail[*Request]{limit: r.calls.limit}
}

func (r *Recorder) arrived(q *Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls.add(q)
	r.wake()
}

func (r *Recorder) answered(q *Request, status int, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	q.Status, q.Done = status, at
	r.wake()
}

func (r *Recorder) matching(prefix string) []Request {
	var found []Request
	for _, q := range r.calls.latest() {
		if strings.HasPrefix(q.Route, prefix) {
			found = append(found, *q)
		}
	}
	return found
}

func (r *Recorder) watch() <-chan struct{} {
	if r.changed == nil {
		r.changed = make(chan struct{})
	}
	return r.changed
}

func (r *Recorder) wake() {
	if r.changed != nil {
		close(r.changed)
		r.changed = nil
	}
}
