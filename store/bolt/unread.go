package bolt

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// unread is the changes that were acknowledged and cannot be read yet.
type unread struct {
	some atomic.Int64
	mu   sync.Mutex
	ends map[chan struct{}]struct{} // closed when one can be read, or failed
}

// begin adds one, until its end.
func (u *unread) begin() (end chan struct{}) {
	end = make(chan struct{})
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.ends == nil {
		u.ends = map[chan struct{}]struct{}{}
	}
	u.ends[end] = struct{}{}
	u.some.Add(1)
	return end
}

func (u *unread) end(end chan struct{}) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.ends, end)
	u.some.Add(-1)
	close(end)
}

// wait returns when all that there are can be read. Whoever reads operations
// begins with it, but for those who accept one.
func (u *unread) wait() {
	if u.some.Load() == 0 {
		return
	}
	u.mu.Lock()
	ends := slices.Collect(maps.Keys(u.ends))
	u.mu.Unlock()
	for _, end := range ends {
		<-end
	}
}
