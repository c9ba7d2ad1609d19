package examples_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// frozen is a clock that goes only when it is told to.
type frozen struct {
	mu    sync.Mutex
	now   time.Time
	moved chan struct{} // closed when it goes
}

func (c *frozen) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *frozen) Elapsed() time.Duration { return c.Now().Sub(time.Unix(0, 0)) }

func (c *frozen) Sleep(ctx context.Context, d time.Duration) error {
	for until := c.Now().Add(d); ; {
		c.mu.Lock()
		now, moved := c.now, c.moved
		c.mu.Unlock()
		if !now.Before(until) {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *frozen) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	close(c.moved)
	c.moved = make(chan struct{})
}

// links hands requests to the webhooks, a millisecond apart, so that operations are
// known by their order.
type links struct {
	hook  http.Handler
	clock *frozen
}

func (l links) RoundTrip(r *http.Request) (*http.Response, error) {
	l.clock.pass(time.Millisecond)
	r = r.Clone(r.Context())
	r.RemoteAddr = "203.0.113.9:41000"
	if r.Body == nil {
		r.Body = http.NoBody
	}
	mux, rec := http.NewServeMux(), httptest.NewRecorder()
	mux.Handle("/hook/{token}", l.hook)
	mux.ServeHTTP(rec, r)
	return rec.Result(), nil
}
