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
	refused  map[string]int // answers that were no acknowledgement, by what they were
}

func newLedger() *ledger { return &ledger{refused: map[string]int{}} }

func (l *ledger) add(r receipt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.receipts = append(l.receipts, r)
}

func (l *ledger) refuse(why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused[why]++
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.receipts)
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
