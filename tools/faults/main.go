// Command faults does to the real program what the world does to it: a full
// disk, a damaged file, a second process, a signal to stop, a restart with much
// to do, a backup that is killed, and holds what it does against figures.
//
//	faults -bin bin/stanok                 everything
//	faults -bin bin/stanok -short          what takes half a minute: the command's part of ./task test
//	faults -bin bin/stanok -only F4,F14    these alone
//
// Each fault is one line: what was done, and each figure beside its bound. Where
// a trial cannot be had, as without root, the line says so; that is not "ok".
// Kills and failing syncs (F1, F3) are tried by the command crash, which is run.
// Scale (F12) is measured by the command scale, which is not.
//
// The exit code is 1 when a figure is out of its bound.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := faults(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1)
	}
}

func faults(ctx context.Context, args []string) error {
	var bin, source, crash, only string
	var short bool
	var images, kills int
	var storm time.Duration
	flags := flag.NewFlagSet("faults", flag.ExitOnError)
	flags.StringVar(&bin, "bin", "bin/stanok", "the program to try")
	flags.StringVar(&source, "source", ".", "its source, whose tests are run where a fault needs no process (F6, F16)")
	flags.StringVar(&crash, "crash", ".task/bin/crash", "the command crash, which kills (F1)")
	flags.StringVar(&only, "only", "", "the faults to try, as F4,F14; empty for all")
	flags.BoolVar(&short, "short", false, "do what takes half a minute, two at a time")
	flags.IntVar(&images, "images", 20_000, "the files to make of a recording of what is written (F2)")
	flags.IntVar(&kills, "kills", 1_000, "how often to kill the program (F1)")
	flags.DurationVar(&storm, "storm", 12*time.Second, "how long a service is broken (F10)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(only, short)
	if err != nil {
		return err
	}
	if bin, err = filepath.Abs(bin); err != nil {
		return err
	}
	home, err := os.MkdirTemp("", "stanok-faults-")
	if err != nil {
		return err
	}
	failed := run(ctx, chosen, func(f fault) *trial {
		return &trial{bin: bin, home: filepath.Join(home, f.id), source: source, crash: crash, short: short, images: images, kills: kills, storm: storm}
	})
	if failed > 0 {
		return fmt.Errorf("%d of %d faults are not withstood; the data folders and logs are kept in %s", failed, len(chosen), home)
	}
	return os.RemoveAll(home)
}

// run tries faults and returns how many were not withstood. In a short run two are
// tried at once, which measures nothing exactly.
func run(ctx context.Context, chosen []fault, of func(fault) *trial) int {
	var failed atomic.Int64
	queue := make(chan *trial, len(chosen))
	lanes := 1
	for _, f := range chosen {
		t := of(f)
		t.fault = f
		queue <- t
		if t.short {
			lanes = 2
		}
	}
	close(queue)
	var all sync.WaitGroup
	for range lanes {
		all.Go(func() {
			for t := range queue {
				if !t.run(ctx) {
					failed.Add(1)
				}
			}
		})
	}
	all.Wait()
	return int(failed.Load())
}

// choose picks the faults of a list of ids, or all of a run.
func choose(only string, short bool) (chosen []fault, err error) {
	if only == "" {
		for _, f := range all {
			if !short || !f.long {
				chosen = append(chosen, f)
			}
		}
		return chosen, nil
	}
	var unknown []error
next:
	for id := range strings.SplitSeq(only, ",") {
		for _, f := range all {
			if f.id == strings.TrimSpace(id) {
				chosen = append(chosen, f)
				continue next
			}
		}
		unknown = append(unknown, fmt.Errorf("there is no fault %q", id))
	}
	return chosen, errors.Join(unknown...)
}
