package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"syscall"
	"time"

	"stanok/tools/program"
)

// What stopping may take.
const (
	unreadyWithin = 100 * time.Millisecond
	stopsWithin   = 30 * time.Second
	hurriedWithin = 2 * time.Second
)

// stopping asks a loaded program to stop, and starts it again.
func stopping(ctx context.Context, t *trial) error {
	longest, drain := time.Duration(t.size(20, 5))*time.Second, fmt.Sprintf("%ds", t.size(10, 2))
	h, err := t.house("house", "--drain", drain)
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
	t.did("SIGTERM under 200 events/s, steps of 0 to %v, --drain %s (scaled)", longest, drain)
	h.sink.answers(takes(longest))
	s := begin(ctx, link, 200, 0)
	pause(ctx, 3*time.Second)
	asked := time.Now()
	watched := make(chan time.Duration, 1)
	go func() { watched <- unready(h.Addr, asked) }()
	if err := signalTo(p, syscall.SIGTERM); err != nil {
		return err
	}
	left(t, p, asked, stopsWithin, 0, "SIGTERM")
	answers := s.stop()
	off := <-watched
	t.see(off <= t.soon(unreadyWithin), "not ready after %v (at most %v)", off.Round(time.Millisecond), t.soon(unreadyWithin))
	unanswered(t, answers)
	if err := h.hurried(ctx, t); err != nil {
		return err
	}
	h.sink.answers(nil)
	if p, err = h.start(ctx); err != nil {
		return err
	}
	defer p.Kill()
	if err := h.afterwards(ctx, t, answers, p.Stop); err != nil {
		return err
	}
	sameKeys(t, h.sink.all())
	return nil
}

// hurried starts the program, with steps under way, and asks it twice to stop.
func (h *house) hurried(ctx context.Context, t *trial) error {
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	pause(ctx, 500*time.Millisecond)
	if err := signalTo(p, syscall.SIGTERM); err != nil {
		return err
	}
	pause(ctx, 200*time.Millisecond)
	again := time.Now()
	if err := signalTo(p, syscall.SIGTERM); err != nil {
		return err
	}
	left(t, p, again, hurriedWithin, -1, "a second SIGTERM")
	return nil
}

// takes answers after a while, at most the given one, or not to a caller that
// has gone.
func takes(longest time.Duration) func(http.ResponseWriter, *http.Request, arrival) {
	return func(w http.ResponseWriter, r *http.Request, _ arrival) {
		pause(r.Context(), rand.N(longest))
		if r.Context().Err() == nil {
			fmt.Fprint(w, "{}")
		}
	}
}

// left sees how long after a moment the program ended, and with which code; -1
// for any.
func left(t *trial, p *program.Process, since time.Time, within time.Duration, code int, after string) {
	select {
	case <-p.Exited():
		took := time.Since(since)
		t.see(took <= within && (code < 0 || p.ExitCode() == code), "exit %d %v after %s (at most %v)", p.ExitCode(), took.Round(time.Millisecond), after, within)
	case <-time.After(within + 5*time.Second):
		p.Kill()
		t.see(false, "it still ran %v after %s", within+5*time.Second, after)
	}
}

// unready waits until the program does not call itself ready any more.
func unready(addr string, since time.Time) time.Duration {
	client := &http.Client{Timeout: time.Second}
	for time.Since(since) < 10*time.Second && status(client, "http://"+addr+"/readyz") == http.StatusOK {
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(since)
}

// unanswered sees that each event that found a listener was answered.
func unanswered(t *trial, answers []answer) {
	var wrong []string
	heard := 0
	for _, a := range answers {
		if a.unheard {
			continue
		}
		heard++
		if a.err != nil {
			wrong = append(wrong, a.err.Error())
		}
	}
	none(t, wrong, "of %d connections not answered (0)", heard)
}

// sameKeys sees that an event that was sent again was so under its own key.
func sameKeys(t *trial, arrivals []arrival) {
	var wrong []string
	events := keys(arrivals)
	for event, seen := range events {
		if len(seen) > 1 {
			wrong = append(wrong, fmt.Sprint(event, seen))
		}
	}
	repeated := len(arrivals) - len(events)
	none(t, wrong, "of %d events sent under two keys (0)", len(events))
	t.see(repeated > 0 || t.short, "%d sends that were cut off repeated (some)", repeated)
}

func signalTo(p *program.Process, s os.Signal) error {
	process, err := os.FindProcess(p.PID())
	if err != nil {
		return err
	}
	return process.Signal(s)
}
