package load

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// ledger holds the times of every webhook of one run. Times count from began;
// zero means "not yet".
type ledger struct {
	first   int64
	began   time.Time
	entries []entry
	arrived atomic.Int64 // distinct
	ended   atomic.Bool  // nothing more will be sent
	failed  atomic.Int64

	mu      sync.Mutex
	trouble string // the first failure, in words
}

type entry struct {
	sent, answered, arrived atomic.Int64
	arrivals                atomic.Int32
	wake                    chan<- struct{} // set before the webhook is sent
}

func newLedger(first int64, events int) *ledger {
	return &ledger{first: first, began: time.Now(), entries: make([]entry, events)}
}

// now is the time of the run; it is never zero.
func (l *ledger) now() time.Duration { return max(time.Since(l.began), 1) }

// wake asks for a word on c when webhook i arrives; c must have room for it.
func (l *ledger) wake(i int64, c chan<- struct{}) { l.entries[i].wake = c }

func (l *ledger) sent(i int64, from time.Duration) { l.entries[i].sent.Store(int64(max(from, 1))) }

func (l *ledger) answered(i int64, status int, answer []byte, err error) bool {
	switch {
	case err != nil:
		l.fail(err.Error())
		return false
	case status/100 != 2:
		l.fail(fmt.Sprintf("status %d: %.200s", status, answer))
		return false
	}
	l.entries[i].answered.Store(int64(l.now()))
	return true
}

func (l *ledger) fail(why string) {
	l.failed.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.trouble == "" {
		l.trouble = why
	}
}

// arrive is told of every lead. Those of another run are not ours to count.
func (l *ledger) arrive(id int64) {
	i := id - l.first
	if i < 0 || i >= int64(len(l.entries)) {
		return
	}
	e := &l.entries[i]
	if e.sent.Load() == 0 || e.arrivals.Add(1) > 1 {
		return
	}
	e.arrived.Store(int64(l.now()))
	l.arrived.Add(1)
	if e.wake != nil {
		e.wake <- struct{}{} // never blocks: it has room for the one word it is for
	}
}

func (l *ledger) allSent() { l.ended.Store(true) }

// watch returns when everything accepted has arrived after allSent, when nothing
// happened for as long as patience lasts, or when ctx ends.
func (l *ledger) watch(ctx context.Context, patience time.Duration) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	seen, since := int64(-1), time.Now()
	for {
		if l.ended.Load() && l.complete() {
			return
		}
		if now := l.arrived.Load(); now != seen {
			seen, since = now, time.Now()
		} else if time.Since(since) > patience {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// complete reports whether everything accepted has arrived.
func (l *ledger) complete() bool {
	for i := range l.entries {
		if e := &l.entries[i]; e.answered.Load() > 0 && e.arrived.Load() == 0 {
			return false
		}
	}
	return true
}
