package sources

import (
	"sync"
	"time"
)

// limiter lets through so many a second for each key, and a burst besides. It
// remembers a bounded number of keys: under a flood of new ones the oldest are
// forgotten, and forgotten keys begin with a full burst again.
//
// A key's state is one time: when its burst would be whole again.
type limiter[K comparable] struct {
	interval time.Duration // between two, once the burst is used up
	window   time.Duration // how far ahead of time a key may get
	keys     int

	mu       sync.Mutex
	recent   map[K]time.Time
	previous map[K]time.Time // used before recent was last emptied
}

func newLimiter[K comparable](perSecond float64, burst, keys int) *limiter[K] {
	interval := time.Duration(float64(time.Second) / perSecond)
	return &limiter[K]{
		interval: interval,
		window:   interval * time.Duration(max(burst, 1)-1),
		keys:     keys,
		recent:   map[K]time.Time{},
	}
}

// allow takes one of a key's, or says how long to wait for the next.
func (l *limiter[K]) allow(key K, now time.Time) (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	whole, known := l.recent[key]
	if !known {
		whole = l.previous[key]
	}
	if whole.Before(now) {
		whole = now
	}
	if ahead := whole.Sub(now); ahead > l.window {
		return ahead - l.window, false
	}
	if !known && len(l.recent) >= l.keys {
		l.previous, l.recent = l.recent, make(map[K]time.Time, l.keys/4)
	}
	l.recent[key] = whole.Add(l.interval)
	return 0, true
}
