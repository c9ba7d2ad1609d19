package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"stanok/tools/program"
)

// refusesWithin is how long a second program on the same data may run, and a
// program on a file that is damaged.
const refusesWithin = 3 * time.Second

// exitBusy is the exit code of a program whose data another one uses.
const exitBusy = 75

// twoProcesses starts a second program on the data of a loaded one.
func twoProcesses(ctx context.Context, t *trial) error {
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
	link, err := h.deploy("send", "{concurrency: 16}")
	if err != nil {
		return err
	}
	tries := t.size(20, 4)
	t.did("%d second starts on the data of a program under 200 events/s", tries)
	s := begin(ctx, link, 200, 0)
	var wrong []string
	slowest := time.Duration(0)
	for range tries {
		other, err := program.FreeAddr()
		if err != nil {
			return err
		}
		began := time.Now()
		code, said := h.command(ctx, []string{"STANOK_LISTEN=" + other, "STANOK_DATA=" + h.server.Data()}, "serve")
		slowest = max(slowest, time.Since(began))
		if code != exitBusy || !strings.Contains(said, fmt.Sprint(p.PID())) {
			wrong = append(wrong, fmt.Sprintf("exit %d: %s", code, said))
		}
	}
	answers := s.stop()
	none(t, wrong, "of %d without exit 75 and the holder's number (0)", tries)
	t.see(slowest <= refusesWithin, "refused within %v (at most %v)", slowest.Round(time.Millisecond), refusesWithin)
	t.see(len(acceptedOf(answers)) == len(answers), "%d of %d events of the first not accepted (0)", len(answers)-len(acceptedOf(answers)), len(answers))
	if err := h.afterwards(ctx, t, answers, p.Stop); err != nil || t.short {
		return err
	}
	return t.tests(ctx, "NetworkDisk", "./store/bolt", "./cmd/stanok")
}
