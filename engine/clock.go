package engine

import (
	"context"
	"time"
)

// Clock is time as the engine sees it. Times that are stored come from Now;
// nothing in engine, actions, sources or store calls time.Now itself.
type Clock interface {
	Now() time.Time

	// Elapsed goes on evenly from some moment, whatever the clock is set to.
	Elapsed() time.Duration

	// Sleep waits until d has passed or ctx ends, and then returns ctx's cause.
	Sleep(ctx context.Context, d time.Duration) error
}

// SystemClock is the machine's clock, in UTC.
type SystemClock struct{}

// Now returns the time to the microsecond, which is what is stored.
func (SystemClock) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

var began = time.Now()

// Elapsed counts from the start of the program.
func (SystemClock) Elapsed() time.Duration { return time.Since(began) }

// Sleep waits on a timer.
func (SystemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
