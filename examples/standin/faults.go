package standin

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// A Fault answers one request wrongly. It may answer by itself, or call answer,
// which is the stand-in as it is when healthy, and spoil what comes of it.
// It returns when the request's context ends.
type Fault func(w http.ResponseWriter, r *http.Request, answer http.Handler)

// Faults is a queue of faults. It is safe for concurrent use; the zero value
// is empty.
type Faults struct {
	mu     sync.Mutex
	queued []queued
}

type queued struct {
	prefix string
	left   int // negative: until Heal
	fault  Fault
}

// Fail lets the next n requests whose route begins with prefix meet fault; a
// negative n means all of them until Heal. A request meets one fault at most,
// the first in the queue that fits it: Fail("/lead", 2, a) and then
// Fail("/lead", 1, b) make a, a, b.
func (f *Faults) Fail(prefix string, n int, fault Fault) {
	if n == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queued = append(f.queued, queued{prefix, n, fault})
}

// Heal forgets all faults. Requests that are meeting one are not released.
func (f *Faults) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.queued = nil
}

// Failing says whether any fault is still queued.
func (f *Faults) Failing() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.queued) > 0
}

func (f *Faults) take(route string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.queued {
		q := &f.queued[i]
		if !strings.HasPrefix(route, q.prefix) {
			continue
		}
		fault := q.fault
		if q.left > 0 {
			q.left--
		}
		if q.left == 0 {
			f.queued = slices.Delete(f.queued, i, i+1)
		}
		return fault
	}
	return nil
}
