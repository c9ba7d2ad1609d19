package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// lastTime is how long anything may still take after a second signal. What
// heeds nobody is left behind then: the store bears that at any moment.
const lastTime = 1500 * time.Millisecond

// signals returns a context that ends with the first signal to stop, and a
// channel that is closed at the second. Its caller calls done.
func signals() (ctx context.Context, hurry <-chan struct{}, done func()) {
	ctx, first := context.WithCancel(context.Background())
	twice, over := make(chan struct{}), make(chan struct{})
	second := func() {
		close(twice)
		time.AfterFunc(lastTime, func() { os.Exit(exitFailed) })
	}
	arrived := make(chan os.Signal, 2)
	signal.Notify(arrived, os.Interrupt, syscall.SIGTERM)
	go func() {
		for _, act := range []func(){first, second} {
			select {
			case <-arrived:
				act()
			case <-over:
				return
			}
		}
	}()
	return ctx, twice, func() {
		signal.Stop(arrived)
		close(over)
		first()
	}
}
