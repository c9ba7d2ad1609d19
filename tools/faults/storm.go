package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// storm has the service that a flow calls ask for patience, break, and recover.
func storm(ctx context.Context, t *trial) error {
	h, err := t.house("house", "--host-concurrency", fmt.Sprint(hostLimit))
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	link, err := h.deploy("send", "{concurrency: 64}")
	if err != nil {
		return err
	}
	rate := 100
	if t.storm > time.Minute {
		rate = 30 // as many may wait of one flow
	}
	w := &weather{began: time.Now(), broken: t.storm, calmed: t.storm + max(33*time.Second, t.storm/4), asked: map[string]time.Time{}}
	t.did("503 for %v at %d events/s, and later 429 with Retry-After for %v", w.broken, rate, patient)
	h.sink.answers(w.answer)
	s := begin(ctx, link, rate, 0)
	pause(ctx, w.broken+5*time.Second)
	answers := s.stop()
	pause(ctx, time.Until(w.began.Add(w.calmed)))
	s = begin(ctx, link, rate, 0)
	pause(ctx, patient+2*time.Second)
	answers = append(answers, s.stop()...)
	states, err := h.drained(ctx, 5*time.Minute)
	if err != nil {
		return err
	}
	none(t, w.early, "of %d calls earlier than Retry-After (0)", w.calls)
	extra := w.calls - len(acceptedOf(answers))
	t.see(extra <= len(answers)/5+10, "%d calls beside the first ones (at most a fifth of %d, and 10)", extra, len(answers))
	t.see(w.bad <= hostLimit+10, "%d calls were answered with 503 (at most %d: ten that open the breaker, and those under way)", w.bad, hostLimit+10)
	t.see(w.most <= hostLimit, "%d calls at once (at most %d)", w.most, hostLimit)
	none(t, lost(answers, states), "of %d acknowledged lost (0)", len(acceptedOf(answers)))
	none(t, unended(states), "of %d operations not succeeded (0)", len(states))
	return p.Stop()
}

// hostLimit is how many calls a host may be given at once.
const hostLimit = 10

// patient is how long the service wants patience at the end.
const patient = 8 * time.Second

// weather is how the service is doing: broken, then well until it has calmed and the
// breaker has let it through, and then in want of patience.
type weather struct {
	began          time.Time
	broken, calmed time.Duration // since then

	mu        sync.Mutex
	asked     map[string]time.Time // key -> until when it was asked to wait
	early     []string
	calls     int
	bad       int
	now, most int
}

func (w *weather) answer(rw http.ResponseWriter, _ *http.Request, a arrival) {
	since := a.at.Sub(w.began)
	w.mu.Lock()
	w.calls++
	w.now++
	w.most = max(w.most, w.now)
	if until := w.asked[a.key]; a.at.Before(until) {
		w.early = append(w.early, fmt.Sprintf("%s %v early", a.key, until.Sub(a.at)))
	}
	switch {
	case since > w.calmed && since < w.calmed+patient:
		w.wait(rw, a)
	case since < w.broken:
		w.bad++
		rw.WriteHeader(http.StatusServiceUnavailable)
	default:
		fmt.Fprint(rw, "{}")
	}
	w.mu.Unlock()
	time.Sleep(5 * time.Millisecond) // the answer is written when this returns
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now--
}

// wait asks for patience, in turn by seconds and by a date, which is whole
// seconds.
func (w *weather) wait(rw http.ResponseWriter, a arrival) {
	until := a.at.Add(3 * time.Second)
	if w.calls%2 == 0 {
		rw.Header().Set("Retry-After", "3")
	} else {
		until = until.Truncate(time.Second)
		rw.Header().Set("Retry-After", until.UTC().Format(http.TimeFormat))
	}
	w.asked[a.key] = until
	rw.WriteHeader(http.StatusTooManyRequests)
}
