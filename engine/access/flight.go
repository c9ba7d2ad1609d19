package access

import (
	"context"
	"sync"

	"stanok/engine"
)

// flight is a renewal under way, which all who need it wait for.
type flight struct {
	done  chan struct{}
	token engine.Secret
	err   error
}

// flights are those of this process, one for each connection at most.
type flights struct {
	mu      sync.Mutex
	of      map[key]*flight
	closed  bool
	running sync.WaitGroup
}

// wait refuses more flights and waits for those under way.
func (f *flights) wait() {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.running.Wait()
}

// share joins the flight of a connection, or begins it. Who has no more time to
// wait leaves; the flight goes on for the others.
func (f *flights) share(ctx context.Context, at key, renew func() (engine.Secret, error)) (engine.Secret, error) {
	f.mu.Lock()
	one, ok := f.of[at]
	if !ok && f.closed {
		f.mu.Unlock()
		return "", errClosed
	}
	if !ok {
		one = &flight{done: make(chan struct{})}
		f.of[at] = one
		f.running.Go(func() {
			one.token, one.err = renew()
			f.mu.Lock()
			delete(f.of, at)
			f.mu.Unlock()
			close(one.done)
		})
	}
	f.mu.Unlock()
	select {
	case <-one.done:
		return one.token, one.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
