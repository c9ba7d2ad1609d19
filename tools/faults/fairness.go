package main

import (
	"context"
	"net/http"
	"time"

	"stanok/tools/load"
)

// What a small flow may wait for a large one, and how much of the workers that
// are free the large one has to use.
const (
	mostSoon  = time.Second
	allSoon   = 5 * time.Second
	workers   = 64
	usedParts = 0.7
)

// fairness gives one flow much that is slow, and another an event a second.
func fairness(ctx context.Context, t *trial) error {
	h, err := t.house("house")
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	large, err := h.deploy("large", "{concurrency: 1000}")
	if err != nil {
		return err
	}
	small, err := h.deploy("small", "{concurrency: 16}")
	if err != nil {
		return err
	}
	h.sink.answers(func(w http.ResponseWriter, r *http.Request, a arrival) {
		if a.path == "large" {
			pause(r.Context(), 2*time.Second)
		}
	})
	much, few := t.size(10_000, 2_000), t.size(60, 8)
	t.did("%d queued with steps of 2 s, beside %d events, one a second", much, few)
	s := begin(ctx, large, 1_000, 0)
	for len(s.soFar()) < much && ctx.Err() == nil {
		pause(ctx, 50*time.Millisecond)
	}
	s.stop()
	sent, used := map[string]time.Time{}, 0
	client := &http.Client{Timeout: 30 * time.Second}
	for n := range few {
		pause(ctx, time.Second)
		a := post(client, small, n, 0)
		sent[a.operation] = a.due
		used += h.sink.busy("large")
	}
	pause(ctx, allSoon)
	var waits []time.Duration
	for _, a := range h.sink.all() {
		if a.path == "small" {
			waits = append(waits, a.at.Sub(sent[operationOf(a.key)]))
		}
	}
	t.see(len(waits) == few, "%d of %d small ones ran (all)", len(waits), few)
	p95, longest := load.Percentile(waits, 95), load.Percentile(waits, 100)
	t.see(p95 <= mostSoon, "95 of 100 run within %v (at most %v)", p95.Round(time.Millisecond), mostSoon)
	t.see(longest <= allSoon, "all within %v (at most %v)", longest.Round(time.Millisecond), allSoon)
	share := float64(used) / float64(few*workers)
	t.see(share >= usedParts, "the large one uses %.0f %% of the workers (at least %.0f)", 100*share, 100*usedParts)
	return nil
}

// operationOf is the part of a key that names the operation.
func operationOf(key string) string {
	for i, c := range key {
		if c == '/' || c == '-' {
			return key[:i]
		}
	}
	return key
}
