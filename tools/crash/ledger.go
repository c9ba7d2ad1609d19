package main

import (
	"sync"
	"time"
)

// receipt is one acknowledgement: the program answered 2xx, so from now on the
// event is its concern.
type receipt struct {
	flow      string
	n         int64
	operation string
	sent, got time.Time
}

// ledger holds every acknowledgement of a run. It lives in the suite, which is
// never killed.
type ledger struct {
	mu       sync.Mutex
	receipts []receipt
	counts   map[string]int // by flow
	refused  map[string]int // answers that were no acknowledgement, by what they were
}

func newLedger() *ledger { return &ledger{counts: map[string]int{}, refused: map[string]int{}} }

func (l *ledger) add(r receipt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.receipts = append(l.receipts, r)
	l.counts[r.flow]++
}

func (l *ledger) refuse(why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused[why]++
}

// count is how many events of the flows were acknowledged.
func (l *ledger) count(flows ...string) (count int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, flow := range flows {
		count += l.counts[flow]
	}
	return count
}

func (l *ledger) all() []receipt {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]receipt(nil), l.receipts...)
}

// refusals is what the program answered when it did not acknowledge.
func (l *ledger) refusals() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	copied := map[string]int{}
	for why, count := range l.refused {
		copied[why] = count
	}
	return copied
}
