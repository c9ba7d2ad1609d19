package egress

import "time"

const (
	firstRest   = 30 * time.Second
	longestRest = 15 * time.Minute
	tripCount   = 10 // outcomes within the window
	tripPercent = 70 // of them bad
)

// breaker leaves a host alone that keeps failing.
//
//	closed ──(≥ 10 outcomes in 60 s, ≥ 70 % bad)──► resting 30 s
//	resting ──(time is up)──► one probe ──good──► closed
//	   ▲                          │
//	   └───(twice as long)──bad───┘
type breaker struct {
	rest    time.Duration // 0: closed
	until   time.Duration
	probing bool
	era     uint32 // changes with each opening and closing
}

func (b *breaker) refusal(now time.Duration) *Error {
	switch {
	case b.rest == 0:
		return nil
	case now < b.until:
		return rests("rest", b.until-now)
	case b.probing:
		return rests("rest", time.Second)
	}
	return nil
}

func (b *breaker) admit() pass {
	b.probing = b.rest > 0
	return pass{probe: b.probing, era: b.era}
}

// record takes the outcome of p's request. What began before the last opening
// or closing says nothing about now.
func (b *breaker) record(p pass, now time.Duration, o outcome, w *window) {
	if p.era != b.era {
		return
	}
	if p.probe {
		b.probed(now, o, w)
		return
	}
	if o == neutral {
		return
	}
	w.ended(now, o == good)
	if o == bad && w.tripped(now) {
		b.open(now, firstRest)
	}
}

func (b *breaker) probed(now time.Duration, o outcome, w *window) {
	b.probing = false
	switch o {
	case good:
		b.rest = 0
		b.era++
		w.forgive()
	case bad:
		b.open(now, min(2*b.rest, longestRest))
	}
}

func (b *breaker) open(now, rest time.Duration) {
	b.rest, b.until = rest, now+rest
	b.era++
}
