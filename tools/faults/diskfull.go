package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// back is how soon after room is back the program must accept again.
const back = 10 * time.Second

// diskFull lets the volume of a loaded program run out of room and gives the
// room back.
func diskFull(ctx context.Context, t *trial) error {
	h, err := t.house("house")
	if err != nil {
		return err
	}
	defer h.close()
	unmount, err := mount(h.server.Data(), 64)
	if err != nil {
		return err
	}
	defer unmount()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	link, err := h.deploy("send", "{concurrency: 16}")
	if err != nil {
		return err
	}
	hold := time.Duration(t.size(20, 4)) * time.Second
	t.did("tmpfs of 64 MiB filled to the last byte for %v under 200 events/s", hold)
	s := begin(ctx, link, 200, 500)
	pause(ctx, 2*time.Second)
	filler := filepath.Join(h.server.Data(), "filler")
	if err := fill(filler); err != nil {
		return err
	}
	full := time.Now()
	pause(ctx, hold)
	h.readable(t)
	freed := time.Now()
	if err := os.Remove(filler); err != nil {
		return err
	}
	pause(ctx, time.Duration(t.size(12, 8))*time.Second)
	answers := s.stop()
	refusals(t, answers, full)
	accepting(t, answers, freed)
	return h.afterwards(ctx, t, answers, p.Stop)
}

// afterwards looks, at rest, for what was lost or is not sound.
func (h *house) afterwards(ctx context.Context, t *trial, answers []answer, stop func() error) error {
	states, err := h.drained(ctx, time.Minute)
	if err != nil {
		return err
	}
	none(t, lost(answers, states), "of %d acknowledged lost (0)", len(acceptedOf(answers)))
	none(t, unended(states), "of %d operations not succeeded (0)", len(states))
	if err := stop(); err != nil {
		return err
	}
	h.check(ctx, t)
	return nil
}

// readable sees that what is stored can be looked at.
func (h *house) readable(t *trial) {
	var wrong []string
	began := time.Now()
	for _, path := range []string{"/operations?limit=50", "/processings"} {
		if err := h.Call(http.MethodGet, path, "", nil, nil); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	if got := status(http.DefaultClient, "http://"+h.Addr+"/login"); got != http.StatusOK {
		wrong = append(wrong, fmt.Sprintf("the page /login answered %d", got))
	}
	none(t, wrong, "of 3 pages not readable while full (0; %v)", time.Since(began).Round(time.Millisecond))
}

// refusals sees that whoever was not accepted was told so, and when to try again.
func refusals(t *trial, answers []answer, since time.Time) {
	var wrong []string
	refused := 0
	for _, a := range answers {
		if a.accepted() {
			continue
		}
		refused++
		if a.status != http.StatusServiceUnavailable || a.retryAfter == "" || a.code != "storage.full" {
			wrong = append(wrong, fmt.Sprintf("%v after: status %d, code %q, Retry-After %q, %v", a.got.Sub(since).Round(time.Millisecond), a.status, a.code, a.retryAfter, a.err))
		}
	}
	none(t, wrong, "of %d refused without 503, Retry-After and storage.full (0)", refused)
	t.see(refused > 0, "%d refused (some)", refused)
}

// accepting sees how soon events were accepted again.
func accepting(t *trial, answers []answer, since time.Time) {
	soonest := time.Duration(-1)
	for _, a := range acceptedOf(answers) {
		if took := a.got.Sub(since); a.due.After(since) && (soonest < 0 || took < soonest) {
			soonest = took
		}
	}
	t.see(soonest >= 0 && soonest <= back, "accepts %v after room is back (at most %v)", soonest.Round(time.Millisecond), back)
}

// fill writes a file until there is no room left.
func fill(path string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	for block := make([]byte, 1<<16); ; {
		n, err := f.Write(block)
		if errors.Is(err, syscall.ENOSPC) {
			if len(block) == 1 {
				return nil
			}
			block = block[:max(1, (len(block)-n)/2)]
		} else if err != nil {
			return err
		}
	}
}
