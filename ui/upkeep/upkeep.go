// Package upkeep does what takes long to the data as a whole, one thing at a time,
// while people look on or come back later.
package upkeep

import (
	"context"
	"io"
	"sync"
	"time"

	"stanok/engine"
)

// Phase is what is being done at the moment.
type Phase string

// The phases there are.
const (
	Copying   Phase = "copying"   // the data, so that work goes on meanwhile
	Unpacking Phase = "unpacking" // what was uploaded
	Checking  Phase = "checking"  // record by record
)

// Tell says how far a phase has come, from 0 to 1.
type Tell func(p Phase, share float64)

// Keeper looks after the data. Its errors are for people.
type Keeper interface {
	// Check looks for damage in the data as they are now.
	Check(ctx context.Context, tell Tell) error
	// Upload keeps a backup of at most so many bytes until Restore.
	Upload(r io.Reader, size int64) error
	// Restore has what was uploaded take the place of the data at the next start, if
	// it is sound.
	Restore(ctx context.Context, tell Tell) error
	// Waiting reports whether restored data wait for the next start, and since when.
	Waiting() (since time.Time, ok bool)
	// Withdraw has them not take the place of the data.
	Withdraw() error
}

// Kind is what is done.
type Kind string

// The kinds there are.
const (
	Check   Kind = "check"
	Restore Kind = "restore"
)

// Work is one thing that is done, or was.
type Work struct {
	Kind  Kind
	Phase Phase
	Share float64 // of the phase
	By    string  // who began it
	Began time.Time
	Ended time.Time // zero while it goes on
	Err   error     // why it did not end well
}

// Desk does the work. Its methods are safe for concurrent use.
type Desk struct {
	Keeper
	clock engine.Clock

	bell engine.Bell

	mu    sync.Mutex
	last  Work
	taken *Taken
	stop  context.CancelFunc
}

// New returns a desk on which nothing was done yet.
func New(k Keeper, clock engine.Clock) *Desk {
	return &Desk{Keeper: k, clock: clock}
}

// Begin begins a work unless one goes on: that is Conflict, code "backup.busy". before
// is done first, while the caller waits; if it fails, there is no work.
func (d *Desk) Begin(kind Kind, by string, before func() error) error {
	do := d.Keeper.Check
	if kind == Restore {
		do = d.Keeper.Restore
	}
	ctx, stop := context.WithCancel(context.Background())
	d.mu.Lock()
	was := d.last
	if !was.Began.IsZero() && was.Ended.IsZero() {
		d.mu.Unlock()
		stop()
		return &engine.Error{Kind: engine.Conflict, Code: "backup.busy"}
	}
	d.last, d.stop = Work{Kind: kind, By: by, Began: d.clock.Now()}, stop
	d.mu.Unlock()
	if err := before(); err != nil {
		stop()
		d.change(func() { d.last = was })
		return err
	}
	go func() {
		defer stop()
		err := do(ctx, d.tell)
		d.change(func() { d.last.Ended, d.last.Err = d.clock.Now(), err })
	}()
	return nil
}

// Last is the latest work, if there was one since the start.
func (d *Desk) Last() (Work, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.last, !d.last.Began.IsZero()
}

// Cancel ends what goes on.
func (d *Desk) Cancel() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stop != nil {
		d.stop()
	}
}

// Moved tells on a channel that something has changed, until end is called.
func (d *Desk) Moved() (moved <-chan struct{}, end func()) { return d.bell.Listen() }

func (d *Desk) tell(p Phase, share float64) {
	d.change(func() { d.last.Phase, d.last.Share = p, min(1, max(0, share)) })
}

func (d *Desk) change(alter func()) {
	d.mu.Lock()
	alter()
	d.mu.Unlock()
	d.bell.Ring()
}
