package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"stanok/tools/program"
)

// What a restart with much queued may take.
const (
	acceptsWithin = 3 * time.Second
	runsWithin    = 5 * time.Second
	roomOver      = 100.0 // MiB
	lines         = 10    // flows that share the queue
)

// restart kills a program with many operations queued, and starts it.
func restart(ctx context.Context, t *trial) error {
	h, err := t.house("house", "--queue-limit", "1000000")
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	each := t.size(10_000, 300)
	t.did("kill -9 with %d queued in %d flows, start", each*lines, lines)
	h.sink.answers(func(_ http.ResponseWriter, r *http.Request, _ arrival) { <-r.Context().Done() })
	answers, link, err := h.queue(each)
	if err != nil {
		return err
	}
	memory, err := h.empty(ctx, t)
	if err != nil {
		return err
	}
	p.Kill()
	before := h.sink.all()
	h.sink.answers(nil)
	h.sink.forget()
	began := time.Now()
	if p, err = h.launch(ctx); err != nil {
		return err
	}
	defer p.Kill()
	held, look := context.WithCancel(ctx)
	defer look()
	most := make(chan program.Memory, 1)
	go func() { most <- mostHeld(held, p) }()
	h.firstSteps(ctx, t, began, link)
	states, err := h.drained(ctx, 5*time.Minute)
	if err != nil {
		return err
	}
	none(t, lost(answers, states), "of %d acknowledged lost (0)", len(answers))
	none(t, unended(states), "of %d operations not succeeded (0)", len(states))
	look()
	peak := <-most
	t.see(peak.Own > 0 && peak.Own <= memory.Own+roomOver, "%.0f MiB held beside %.0f of an empty one (at most %.0f more)", peak.Own, memory.Own, roomOver)
	t.see(peak.Files <= memory.Files+roomOver, "%.0f MiB of pages of files beside %.0f (at most %.0f more)", peak.Files, memory.Files, roomOver)
	inOrder(t, before, h.sink.all())
	return p.Stop()
}

// queue has the program accept so many events for each flow, one after another.
func (h *house) queue(each int) (taken []answer, link string, err error) {
	var mu sync.Mutex
	var sending sync.WaitGroup
	var wrong []error
	for i := range lines {
		to, err := h.deploy(fmt.Sprintf("line%d", i), "{concurrency: 1}")
		if err != nil {
			return nil, "", err
		}
		link = to
		sending.Go(func() {
			client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}
			for n := range each {
				a := post(client, to, n, 0)
				mu.Lock()
				if taken = append(taken, a); !a.accepted() {
					wrong = append(wrong, fmt.Errorf("event %d: status %d, code %s, %w", n, a.status, a.code, a.err))
				}
				mu.Unlock()
			}
		})
	}
	sending.Wait()
	if len(wrong) > 0 {
		return nil, "", errors.Join(wrong[0], fmt.Errorf("%d events were not accepted", len(wrong)))
	}
	return taken, link, nil
}

// empty is what a program without data holds after its start, in MiB.
func (h *house) empty(ctx context.Context, t *trial) (program.Memory, error) {
	other, err := t.house("empty")
	if err != nil {
		return program.Memory{}, err
	}
	defer other.close()
	p, err := other.start(ctx)
	if err != nil {
		return program.Memory{}, err
	}
	defer p.Kill()
	m, err := p.Memory()
	return m, errors.Join(err, p.Stop())
}

// mostHeld is the most that a program held, with pages of files and without, in MiB,
// seen ten times a second until ctx ends.
func mostHeld(ctx context.Context, p *program.Process) (most program.Memory) {
	for ctx.Err() == nil {
		if m, err := p.Memory(); err == nil {
			most.Own, most.Files = max(most.Own, m.Own), max(most.Files, m.Files)
		}
		pause(ctx, 100*time.Millisecond)
	}
	return most
}

// firstSteps sees how soon a started program accepts an event, and when the
// first queued one runs.
func (h *house) firstSteps(ctx context.Context, t *trial, began time.Time, link string) {
	client := &http.Client{Timeout: time.Second}
	accepted, ran := time.Duration(0), time.Duration(0)
	for n := fresh; (accepted == 0 || ran == 0) && time.Since(began) < 30*time.Second && ctx.Err() == nil; n++ {
		if ran == 0 && h.sink.count() > 0 {
			ran = h.sink.all()[0].at.Sub(began)
		}
		if accepted == 0 && post(client, link, n, 0).accepted() {
			accepted = time.Since(began)
		}
		pause(ctx, 5*time.Millisecond)
	}
	t.see(accepted > 0 && accepted <= acceptsWithin, "accepts %v after the start (at most %v)", accepted.Round(time.Millisecond), acceptsWithin)
	t.see(ran > 0 && ran <= runsWithin, "the first queued runs after %v (at most %v)", ran.Round(time.Millisecond), runsWithin)
}

// fresh is where the numbers of events begin that came after the start.
const fresh = 1_000_000

// inOrder sees that each flow's queued events ran in the order they came in, and
// each once, but for those under way at the kill.
func inOrder(t *trial, before, after []arrival) {
	underWay := map[string]bool{}
	for _, a := range before {
		underWay[a.path+" "+a.n] = true
	}
	next, repeated, seen := map[string]int{}, 0, map[string]bool{}
	var wrong, twice []string
	for _, a := range after {
		n, err := strconv.Atoi(a.n)
		if n >= fresh {
			continue
		}
		if err != nil || n < next[a.path] {
			wrong = append(wrong, fmt.Sprintf("%s: %s after %d", a.path, a.n, next[a.path]))
		}
		next[a.path] = n
		event := a.path + " " + a.n
		if underWay[event] {
			repeated++
		}
		if seen[event] {
			twice = append(twice, event)
		}
		seen[event] = true
	}
	none(t, wrong, "of %d out of order in their flow (0)", len(after))
	none(t, twice, "run twice after the start (0), %d that were under way at the kill run again (at most %d)", repeated, len(underWay))
}
