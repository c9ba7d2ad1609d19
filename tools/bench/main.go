// Command bench measures Stanok beside the same flow written in plain Go, and
// says whether the figures that the project promises hold.
//
//	bench -bin bin/stanok            everything: about five minutes on two cores
//	bench -bin bin/stanok -history 0 without the part on a filled store
//	bench -only baseline             what this machine can do
//
// The contenders take turns within one run, since the speed of a shared machine
// drifts: a ratio is taken within a round, and the median of the rounds counts.
// Each contender is a process of its own that starts afresh for every round. All
// traffic stays on the loopback address, on free ports.
//
// The exit code is 1 when a target is missed or a webhook was lost.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

var errMissed = errors.New("not every target holds")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	run := bench
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "baseline" {
		run, args = serveBaseline, args[1:]
	}
	if err := run(ctx, args); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// options are the flags of a measurement.
type options struct {
	bin         string
	only        string
	rounds      int
	events      int
	connections int
	rate        float64
	due         int
	history     int
}

func bench(ctx context.Context, args []string) error {
	var o options
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.StringVar(&o.bin, "bin", "bin/stanok", "the program to measure")
	flags.StringVar(&o.only, "only", "", "measure one contender alone: baseline, stanok or history")
	flags.IntVar(&o.rounds, "rounds", 3, "rounds, each with every contender")
	flags.IntVar(&o.events, "events", 15000, "webhooks of the closed loop")
	flags.IntVar(&o.connections, "connections", 64, "connections")
	flags.Float64Var(&o.rate, "rate", 200, "webhooks a second of the open loop")
	flags.IntVar(&o.due, "due", 3000, "webhooks of the open loop")
	flags.IntVar(&o.history, "history", 100000, "operations in the filled store; 0 leaves that part out")
	if err := flags.Parse(args); err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "stanok-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(home) }()
	b, err := newBenchmark(o, home)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.measure(ctx); err != nil {
		return err
	}
	return b.report(os.Stdout)
}
