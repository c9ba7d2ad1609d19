package engine

import (
	"math/rand/v2"
	"time"
)

// RetryPolicy says how often and how soon a failed step is tried again. Only
// errors of kind Unavailable are.
type RetryPolicy struct {
	Attempts int           // in all, the first included; 0 for the default's
	First    time.Duration // before the second attempt; 0 for the default's
	Max      time.Duration // longest pause; 0 for the default's

	// Pauses are the exact pauses of a default policy. A policy that sets First
	// or Max doubles from First instead.
	Pauses  []time.Duration
	Spread  float64       // each pause is made up to this much shorter or longer
	Longest time.Duration // asked to wait longer than this, the step gives up
}

// ChainRetry is for actions whose answer the rest of the chain waits for.
var ChainRetry = RetryPolicy{
	Attempts: 5, Spread: 0.25, Longest: time.Hour,
	Pauses: []time.Duration{time.Second, 5 * time.Second, 30 * time.Second, 2 * time.Minute},
}

// SendRetry is for the last sends of a chain and for mail: it gives the other
// side more than a day to recover.
var SendRetry = RetryPolicy{
	Attempts: 8, Spread: 0.2, Longest: 24 * time.Hour,
	Pauses: []time.Duration{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
		5 * time.Hour, 10 * time.Hour, 10 * time.Hour,
	},
}

// Over returns p with its zero fields taken from the default policy d.
func (p RetryPolicy) Over(d RetryPolicy) RetryPolicy {
	own := p.First != 0 || p.Max != 0 || len(p.Pauses) > 0
	if p.Attempts == 0 {
		p.Attempts = d.Attempts
	}
	if !own {
		p.Pauses = d.Pauses
	}
	if p.First == 0 && len(d.Pauses) > 0 {
		p.First = d.Pauses[0]
	}
	if p.Max == 0 {
		p.Max = max(p.First, time.Hour)
	}
	if p.Spread == 0 {
		p.Spread = d.Spread
	}
	if p.Longest == 0 {
		p.Longest = d.Longest
	}
	return p
}

// Next returns how long to wait after the given failed attempt, counted from 1,
// and whether to try again at all. The pause is never shorter than the error
// asks for.
func (p RetryPolicy) Next(attempt int, err error) (time.Duration, bool) {
	if KindOf(err) != Unavailable || attempt >= p.Attempts && !freeOf(err) || afterOf(err) > p.Longest {
		return 0, false
	}
	d := p.pause(attempt)
	d += time.Duration((rand.Float64()*2 - 1) * p.Spread * float64(d))
	after := afterOf(err)
	if freeOf(err) { // many wait for the same moment: they need not all come at it
		after += time.Duration(rand.Float64() * p.Spread * float64(after))
	}
	return max(d, after), true
}

func (p RetryPolicy) pause(attempt int) time.Duration {
	attempt = max(attempt, 1)
	if len(p.Pauses) > 0 {
		return p.Pauses[min(attempt, len(p.Pauses))-1]
	}
	d := p.First
	for i := 1; i < attempt && d < p.Max; i++ {
		d *= 2
	}
	return min(d, p.Max)
}
