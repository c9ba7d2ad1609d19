package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// fault is one thing that the world does to a program.
type fault struct {
	id, name string
	long     bool // it is left out of a short run
	try      func(ctx context.Context, t *trial) error
}

// all is every fault that is tried here, in the order of their worth.
var all = []fault{
	{"F4", "disk full", false, diskFull},
	{"F14", "SIGTERM under load", false, stopping},
	{"F15", "restart with much queued", false, restart},
	{"F18", "two processes", false, twoProcesses},
	{"F17", "backup and restore", false, backups},
	{"F5", "damaged file at start", false, damaged},
	{"F11", "circles", false, circles},
	{"F13", "fairness", true, fairness},
	{"F8", "evil senders", true, senders},
	{"F10", "a storm of 429 and 503", true, storm},
	{"F9", "mail that does not go", true, mailing},
	{"F3", "slow disk", true, slowDisk},
	{"F1", "kill -9, and syncs that fail", true, kills},
	{"F2", "power loss", true, powerLoss},
	{"F6", "clocks", true, clocks},
	{"F16", "upgrade", true, upgrade},
}

// errNeedsRoot ends a trial that only root can make.
var errNeedsRoot = errors.New("needs root")

// trial is one try of one fault, and what was seen.
type trial struct {
	fault
	bin, home string
	source    string // of the program
	crash     string // the command that kills it
	short     bool
	images    int // of a file after the power went
	kills     int // of a program at work
	storm     time.Duration
	done      string // what was done to the program
	figures   []figure
}

// figure is one number beside its bound.
type figure struct {
	holds bool
	text  string
}

// did notes what was done to the program.
func (t *trial) did(format string, args ...any) { t.done = fmt.Sprintf(format, args...) }

// see notes one figure: what was found, with its bound.
func (t *trial) see(holds bool, format string, args ...any) {
	t.figures = append(t.figures, figure{holds, fmt.Sprintf(format, args...)})
}

// none notes that there are no examples of something wrong.
func none[T any](t *trial, wrong []T, format string, args ...any) {
	text := fmt.Sprintf("%d ", len(wrong)) + fmt.Sprintf(format, args...)
	if len(wrong) > 0 {
		text += fmt.Sprintf(" (the first: %.300s)", fmt.Sprintf("%+v", wrong[0]))
	}
	t.see(len(wrong) == 0, "%s", text)
}

// size is a number for a whole run or a short one.
func (t *trial) size(whole, short int) int {
	if t.short {
		return short
	}
	return whole
}

// soon is how long something may take: in a short run, beside others, five times
// as long.
func (t *trial) soon(d time.Duration) time.Duration {
	if t.short {
		return 5 * d
	}
	return d
}

// run tries a fault, prints its line, and reports whether it was withstood.
func (t *trial) run(ctx context.Context) bool {
	began := time.Now()
	err := os.MkdirAll(t.home, 0o700)
	if err == nil {
		err = t.try(ctx, t)
	}
	verdict := t.verdict(err)
	var line strings.Builder
	fmt.Fprintf(&line, "%-10s %-4s %s (%v): %s", verdict, t.id, t.name, time.Since(began).Round(time.Second), t.done)
	for _, one := range t.figures {
		mark := ""
		if !one.holds {
			mark = "FAIL "
		}
		fmt.Fprintf(&line, "; %s%s", mark, one.text)
	}
	if err != nil && !errors.Is(err, errNeedsRoot) {
		fmt.Fprintf(&line, "; %s", strings.TrimSpace(err.Error()))
	}
	fmt.Println(line.String())
	return verdict != "FAIL"
}

func (t *trial) verdict(err error) string {
	if errors.Is(err, errNeedsRoot) {
		return "needs root"
	}
	ok := err == nil && len(t.figures) > 0
	for _, one := range t.figures {
		ok = ok && one.holds
	}
	if ok {
		return "ok"
	}
	return "FAIL"
}
