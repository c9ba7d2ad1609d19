package standin

import (
	"sync"
	"time"
)

// rate allows so many requests in any second. Zero allows all.
type rate struct {
	perSecond int
	now       func() time.Time

	mu   sync.Mutex
	last []time.Time // of the latest requests allowed, a ring of perSecond
	next int
}

func newRate(perSecond int) *rate {
	return &rate{perSecond: perSecond, now: time.Now, last: make([]time.Time, max(0, perSecond))}
}

// allow says whether one more request fits now; a refused one does not count.
func (r *rate) allow() bool {
	if r.perSecond <= 0 {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if oldest := r.last[r.next]; !oldest.IsZero() && now.Sub(oldest) < time.Second {
		return false
	}
	r.last[r.next] = now
	r.next = (r.next + 1) % r.perSecond
	return true
}
