package egress

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// host counts what is sent to one address and port: how many requests are under
// way, how many were repeats, and how many failed.
type host struct {
	key   hostKey
	limit int

	mu      sync.Mutex
	busy    int
	queue   list.List // of chan struct{}, first come first served
	breaker breaker
	window  window
	until   time.Duration // it asked to be left alone until then
}

// pass is the right to send one request; every pass must be given back by leave.
type pass struct {
	probe bool
	era   uint32
	slot  bool
	retry bool
}

// outcome is what a request said about its host.
type outcome uint8

const (
	neutral outcome = iota // nothing: it was cut off, or refused on our side
	good                   // it answers
	worked                 // it answers, and with what was asked for
	bad                    // it does not, or says that it cannot
)

// hold lets no more than n requests be under way; 0 says nothing.
func (h *host) hold(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n > 0 && n < h.limit {
		h.limit = n
	}
}

// enter waits for room on the host and returns the right to send. It refuses
// when the host rests, when retry is set and there were too many repeats, and
// when there was no room within wait.
func (h *host) enter(ctx context.Context, now func() time.Duration, retry bool, wait time.Duration) (pass, *Error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if refused := h.refusal(now(), retry); refused != nil {
		return pass{}, refused
	}
	if h.busy >= h.limit { // as long as anyone waits, since slots are handed on
		if err := h.await(ctx, wait); err != nil {
			return pass{}, err
		}
		// The host may have begun to rest meanwhile.
		if refused := h.refusal(now(), retry); refused != nil {
			h.handOn()
			return pass{}, refused
		}
	} else {
		h.busy++
	}
	p := h.admit(now(), retry)
	p.slot, p.retry = true, retry
	return p, nil
}

// tryEnter is enter for what needs no room, and is no attempt of a request.
func (h *host) tryEnter(now time.Duration) (pass, *Error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if refused := h.breaker.refusal(now); refused != nil {
		return pass{}, refused
	}
	return h.breaker.admit(), nil
}

// leave gives p back and tells what became of its request, and how long the host
// asked to be left alone.
func (h *host) leave(p pass, now time.Duration, o outcome, rest time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if rest > 0 {
		h.until = max(h.until, now+min(rest, longestRest))
	}
	if o == worked {
		o = good
		if p.retry { // what worked is no burden
			h.window.refund(now)
		}
	}
	h.breaker.record(p, now, o, &h.window)
	if p.slot {
		h.handOn()
	}
}

func (h *host) refusal(now time.Duration, retry bool) *Error {
	if refused := h.breaker.refusal(now); refused != nil {
		return refused
	}
	if now < h.until {
		return rests("asked", h.until-now)
	}
	if retry && !h.window.mayRetry(now) {
		return rests("budget", h.window.nextRetry(now))
	}
	return nil
}

func (h *host) admit(now time.Duration, retry bool) pass {
	h.window.begun(now, retry)
	return h.breaker.admit()
}

// await unlocks h while it waits. When it returns nil the caller has a slot.
func (h *host) await(ctx context.Context, wait time.Duration) *Error {
	turn := make(chan struct{})
	place := h.queue.PushBack(turn)
	h.mu.Unlock()
	timer := time.NewTimer(wait)
	var err *Error
	select {
	case <-turn:
	case <-timer.C:
		err = timedOut("", "wait", wait)
		err.NotAnAttempt, err.After = true, time.Second
	case <-ctx.Done():
		err = interrupted(ctx, "")
	}
	timer.Stop()
	h.mu.Lock()
	if err == nil {
		return nil
	}
	select {
	case <-turn: // the slot came at the same moment: the next may have it
		h.handOn()
	default:
		h.queue.Remove(place)
	}
	return err
}

// handOn gives the caller's slot to whoever has waited longest.
func (h *host) handOn() {
	first := h.queue.Front()
	if first == nil || h.busy > h.limit { // which was lowered meanwhile
		h.busy--
		return
	}
	close(h.queue.Remove(first).(chan struct{}))
}
