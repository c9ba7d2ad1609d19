// Command crash kills the real program again and again under load and counts
// what it lost, left stuck or sent twice.
//
//	crash -bin bin/stanok         everything: about three minutes on two cores
//	crash -bin bin/stanok -short  what CI has time for: about one
//
// The suite is the world around the program: it sends the events, keeps the
// ledger of what was acknowledged, and is the service that the flows call. It is
// never killed itself, so what it wrote down is what happened.
//
// A kill leaves the kernel's memory alone and so says nothing about syncs. Those
// are watched with strace: each acknowledgement must follow a sync of its own,
// and after a sync that fails there must be none.
//
// Last, faults are planted in copies of the program, and each must be found.
//
// The exit code is 1 when something does not hold or could not be shown.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := crash(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(1)
	}
}

var errBroken = errors.New("not everything holds")

func crash(ctx context.Context, args []string) error {
	var bin, source string
	var short, teeth bool
	var kills int
	flags := flag.NewFlagSet("crash", flag.ExitOnError)
	flags.StringVar(&bin, "bin", "bin/stanok", "the program to kill")
	flags.StringVar(&source, "source", ".", "its source, to plant faults in")
	flags.BoolVar(&short, "short", false, "do what takes about a minute")
	flags.IntVar(&kills, "kills", full.kills.kills, "how often to kill it at least, if not -short")
	flags.BoolVar(&teeth, "teeth", true, "plant faults and see that they are found")
	if err := flags.Parse(args); err != nil {
		return err
	}
	bin, err := filepath.Abs(bin)
	if err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "stanok-crash-")
	if err != nil {
		return err
	}
	s := &suite{bin: bin, source: source, home: home, size: full}
	s.size.kills = full.kills.times(kills)
	if short {
		s.size = small
	}
	if err := s.run(ctx, teeth); err != nil {
		return fmt.Errorf("%w; the data folders and logs are kept in %s", err, home)
	}
	return os.RemoveAll(home)
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
