package egress

import "time"

const (
	span         = 10 * time.Second // of one tally
	tallies      = 7                // 60 s and the one under way
	retryFloor   = 10
	retryPercent = 20
)

// window counts what happened on a host in the last 60 to 70 s.
type window struct {
	slots [tallies]tally
	at    int64 // number of the newest span
}

type tally struct{ good, bad, first, again uint32 }

func (w *window) begun(now time.Duration, retry bool) {
	t := w.roll(now)
	if retry {
		t.again++
	} else {
		t.first++
	}
}

// refund takes back one repeat.
func (w *window) refund(now time.Duration) {
	w.roll(now)
	for n := w.at; n >= max(0, w.at-tallies+1); n-- {
		if t := &w.slots[n%tallies]; t.again > 0 {
			t.again--
			return
		}
	}
}

func (w *window) ended(now time.Duration, good bool) {
	t := w.roll(now)
	if good {
		t.good++
	} else {
		t.bad++
	}
}

// tripped reports whether too many of enough outcomes were bad.
func (w *window) tripped(now time.Duration) bool {
	w.roll(now)
	s := w.sum()
	return s.good+s.bad >= tripCount && s.bad*100 >= (s.good+s.bad)*tripPercent
}

// mayRetry reports whether one more repeat keeps within the budget.
func (w *window) mayRetry(now time.Duration) bool {
	w.roll(now)
	s := w.sum()
	return s.again < max(retryFloor, s.first*retryPercent/100)
}

// nextRetry returns how long until the oldest repeats are no longer counted.
func (w *window) nextRetry(now time.Duration) time.Duration {
	w.roll(now)
	for n := max(0, w.at-tallies+1); n <= w.at; n++ {
		if w.slots[n%tallies].again > 0 {
			return time.Duration(n+tallies)*span - now
		}
	}
	return time.Second
}

// forgive forgets how requests ended, and not how many there were.
func (w *window) forgive() {
	for i := range w.slots {
		w.slots[i].good, w.slots[i].bad = 0, 0
	}
}

// roll clears the tallies that are too old and returns the newest. A clock that
// went back adds to the newest.
func (w *window) roll(now time.Duration) *tally {
	n := int64(now / span)
	for i := max(w.at+1, n-tallies+1); i <= n; i++ {
		w.slots[i%tallies] = tally{}
	}
	w.at = max(w.at, n)
	return &w.slots[w.at%tallies]
}

func (w *window) sum() (s tally) {
	for _, t := range w.slots {
		s.good += t.good
		s.bad += t.bad
		s.first += t.first
		s.again += t.again
	}
	return s
}
