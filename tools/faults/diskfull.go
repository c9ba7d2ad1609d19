package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"stanok/tools/program"
)

// back is how soon after room is back the program must accept again.
const back = 10 * time.Second

// volume is one way in which a disk runs out of room.
type volume struct {
	name  string
	long  bool // it is left out of a short run
	mount func(folder string) (unmount func(), err error)
	fill  func(ctx context.Context, p *program.Process, folder string) (free func() error, err error)
	full  bool // no event can be accepted then
}

var volumes = []volume{
	{"tmpfs of 64 MiB filled to the last byte", false, func(f string) (func(), error) { return mount(f, "size=64m") }, with(fillBytes), true},
	{"ext4 of 64 MiB filled to the last byte", true, mountExt4, with(fillBytes), true},
	{"tmpfs without another inode", true, func(f string) (func(), error) { return mount(f, "size=64m,nr_inodes=400") }, with(fillInodes), false},
	{"a quota that is used up", true, func(string) (func(), error) { return func() {}, nil }, useUp, true},
}

// diskFull lets the volume of a loaded program run out of room and gives the
// room back.
func diskFull(ctx context.Context, t *trial) error {
	hold := time.Duration(t.size(20, 6)) * time.Second
	var did []string
	for i, v := range volumes {
		if t.short && v.long {
			continue
		}
		did = append(did, v.name)
		t.did("%s, each for %v under 200 events/s", strings.Join(did, ", "), hold)
		if err := t.filled(ctx, fmt.Sprint("house", i), v, hold); err != nil {
			return fmt.Errorf("%s: %w", v.name, err)
		}
	}
	return nil
}

// filled fills one volume.
func (t *trial) filled(ctx context.Context, name string, v volume, hold time.Duration) error {
	letters := &post25{}
	if err := letters.open(""); err != nil {
		return err
	}
	defer letters.close()
	h, err := t.house(name, letters.flags("none")...)
	if err != nil {
		return err
	}
	defer h.close()
	unmount, err := v.mount(h.server.Data())
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
	s := begin(ctx, link, 200, 500)
	pause(ctx, 2*time.Second)
	free, err := v.fill(ctx, p, h.server.Data())
	if err != nil {
		return err
	}
	full := time.Now()
	pause(ctx, hold)
	h.readable(t)
	freed := time.Now()
	if err := free(); err != nil {
		return err
	}
	pause(ctx, time.Duration(t.size(12, 3))*time.Second)
	answers := s.stop()
	refusals(t, answers, full, v.full)
	accepting(t, answers, freed)
	if v.full {
		t.see(letters.delivered() == 1 && letters.says("no room left on the disk"), "%d letters about it (1)", letters.delivered())
	}
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
func refusals(t *trial, answers []answer, since time.Time, some bool) {
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
	if some {
		t.see(refused > 0, "%d refused (some)", refused)
	}
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

// with fills a volume with files in a folder of their own.
func with(fill func(folder string) error) func(context.Context, *program.Process, string) (func() error, error) {
	return func(_ context.Context, _ *program.Process, data string) (func() error, error) {
		filler := filepath.Join(data, "filler")
		free := func() error { return os.RemoveAll(filler) }
		return free, errors.Join(os.Mkdir(filler, 0o700), fill(filler))
	}
}

// useUp has the kernel tell a program, at each write to a file, that its quota is
// used up. Few kernels have quotas; what a program gets to see of one is this.
func useUp(ctx context.Context, p *program.Process, _ string) (free func() error, err error) {
	const calls = "pwrite64,fallocate,ftruncate"
	c := exec.CommandContext(ctx, "strace", "-f", "-q", "-o", os.DevNull, "-p", fmt.Sprint(p.PID()), "-e", "trace="+calls, "-e", "inject="+calls+":error=EDQUOT")
	if err := c.Start(); err != nil {
		return nil, err
	}
	pause(ctx, 500*time.Millisecond) // it attaches to each thread
	return func() error {
		err := c.Process.Signal(os.Interrupt)
		_ = c.Wait() // it ends by the signal
		return err
	}, nil
}

// fillInodes makes files until there can be no more.
func fillInodes(folder string) error {
	for i := 0; ; i++ {
		err := os.WriteFile(filepath.Join(folder, fmt.Sprint(i)), nil, 0o600)
		if errors.Is(err, syscall.ENOSPC) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// fillBytes writes a file until there is no room left.
func fillBytes(folder string) (err error) {
	f, err := os.Create(filepath.Join(folder, "filler"))
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
