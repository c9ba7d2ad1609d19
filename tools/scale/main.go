// Command scale measures the program with a million operations behind it, and
// with ten thousand processings, and says whether it keeps what it promises.
//
//	scale -bin bin/stanok                       everything: about a quarter of an hour on two cores
//	scale -bin bin/stanok -operations 10000 -processings 500
//
// Both data folders are made at the start and removed at the end. What is in the
// history is what the program itself wrote of one webhook, with other numbers, so
// that it has the size and the shape of the real thing. Everything is measured
// from outside, over HTTP, on a second process; who asks for pages is signed in.
//
// The exit code is 1 when a line of the table does not hold.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

var errMissed = errors.New("not every line holds")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := scale(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

// options are the flags of a measurement.
type options struct {
	bin         string
	home        string
	operations  int
	processings int
	asks        int
	rounds      int
	due         int
}

func scale(ctx context.Context, args []string) error {
	var o options
	flags := flag.NewFlagSet("scale", flag.ExitOnError)
	flags.StringVar(&o.bin, "bin", "bin/stanok", "the program to measure")
	flags.StringVar(&o.home, "home", "", "folder to keep what is made in, and to find it again; empty for one that is removed")
	flags.IntVar(&o.operations, "operations", 1_000_000, "finished operations of the first store")
	flags.IntVar(&o.processings, "processings", 10_000, "processings of the second store")
	flags.IntVar(&o.asks, "asks", 60, "times that each page is asked for")
	flags.IntVar(&o.rounds, "rounds", 7, "rounds of webhooks, each to an empty store and to the full one")
	flags.IntVar(&o.due, "due", 1000, "webhooks of a round")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.home == "" {
		home, err := os.MkdirTemp("", "stanok-scale-")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(home) }()
		o.home = home
	}
	t, err := measure(ctx, o)
	if err != nil {
		return err
	}
	return t.print(os.Stdout)
}

// measure makes the stores and asks everything of them.
func measure(ctx context.Context, o options) (*table, error) {
	w, err := newWorld(o)
	if err != nil {
		return nil, err
	}
	defer w.close()
	t := &table{}
	began := time.Now()
	if err := w.seedOperations(ctx); err != nil {
		return nil, fmt.Errorf("making the history: %w", err)
	}
	t.note("making the history of %d operations took %.0f s", o.operations, time.Since(began).Seconds())
	if err := w.measureOperations(ctx, t); err != nil {
		return nil, fmt.Errorf("measuring with %d operations: %w", o.operations, err)
	}
	if err := w.measurePurge(ctx, t); err != nil {
		return nil, fmt.Errorf("measuring while much is forgotten: %w", err)
	}
	began = time.Now()
	if err := w.seedProcessings(ctx); err != nil {
		return nil, fmt.Errorf("making the processings: %w", err)
	}
	t.note("making %d processings took %.0f s", o.processings, time.Since(began).Seconds())
	if err := w.measureProcessings(ctx, t); err != nil {
		return nil, fmt.Errorf("measuring with %d processings: %w", o.processings, err)
	}
	return t, nil
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
