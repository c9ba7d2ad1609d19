package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"stanok/tools/program"
)

const mostGrown = 32.0 // MiB

// slowDisk has each sync of a loaded program take long.
func slowDisk(ctx context.Context, t *trial) error {
	if _, err := exec.LookPath("strace"); err != nil {
		return fmt.Errorf("it needs strace: %w", err)
	}
	lasts := time.Duration(t.size(20, 4)) * time.Second
	t.did("each sync takes 50 ms longer under 200 events/s, and 500 ms longer under 40/s, for %v each, until kill -9 (syncs that fail: F1)", lasts)
	for _, one := range []struct {
		takes time.Duration
		rate  int
		most  time.Duration
	}{{50 * time.Millisecond, 200, 250 * time.Millisecond}, {500 * time.Millisecond, 40, 1500 * time.Millisecond}} {
		if err := t.slowed(ctx, one.takes, one.rate, lasts, t.soon(one.most)); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) slowed(ctx context.Context, takes time.Duration, rate int, lasts, most time.Duration) error {
	h, err := t.house("slow" + takes.String())
	if err != nil {
		return err
	}
	defer h.close()
	p, err := h.start(ctx)
	if err != nil {
		return err
	}
	defer p.Kill()
	link, err := h.deploy("send", "{concurrency: 16}")
	if err != nil {
		return err
	}
	s := beginWith(ctx, link, rate, 0, 4*connections)
	pause(ctx, lasts/2)
	answers := s.stop()
	quick, err := p.Memory()
	if err != nil {
		return err
	}
	if err := p.Stop(); err != nil {
		return err
	}
	if p, err = h.startSlowed(ctx, takes); err != nil {
		return err
	}
	defer p.Kill()
	s = beginWith(ctx, link, rate, 0, 4*connections)
	pause(ctx, lasts)
	slow := s.stop()
	held, err := p.Memory()
	if err != nil {
		return err
	}
	t.see(p99(slow) <= most, "%v: answered within %v in 99 of 100 (at most %v)", takes, p99(slow), most)
	t.see(p99(slow) >= takes, "not sooner than a sync takes, so the syncs were slow")
	t.see(len(acceptedOf(slow)) == len(slow), "%d of %d events not accepted (0)", len(slow)-len(acceptedOf(slow)), len(slow))
	t.see(held.Own <= quick.Own+mostGrown, "%.0f MiB held beside %.0f on a quick disk (at most %.0f more)", held.Own, quick.Own, mostGrown)
	p.Kill()
	if p, err = h.start(ctx); err != nil { // quick again, to work what was accepted
		return err
	}
	defer p.Kill()
	return h.afterwards(ctx, t, append(answers, slow...), p.Stop)
}

// startSlowed starts the program with each of its syncs put off.
func (h *house) startSlowed(ctx context.Context, by time.Duration) (*program.Process, error) {
	c, err := h.server.Command()
	if err != nil {
		return nil, err
	}
	wrapper := []string{"strace", "-D", "-f", "-q", "--seccomp-bpf", "-e", "signal=none", "-e", "trace=fdatasync,fsync", "-e", fmt.Sprintf("inject=fdatasync,fsync:delay_enter=%d", by.Microseconds()), "-ttt", "-T", "-y", "-o", filepath.Join(h.server.Home, "syncs")}
	c.Args = append(append(wrapper[1:], c.Path), c.Args...)
	c.Path = wrapper[0]
	return program.Start(ctx, c, h.Addr)
}
