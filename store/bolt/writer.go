package bolt

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	bbolt "go.etcd.io/bbolt"
)

// commitMost is how many changes share a commit at most.
const commitMost = 1000

// A commit costs about as much for one change as for ten. After one that was
// shared, the writer gives those it has answered a moment to come back with more.
const (
	company  = 4 // changes; alone, nobody is made to wait
	patience = 1200 * time.Microsecond
)

// brimRest is how long the writer rests after a commit when the file is as large as
// it should get: what is free in it may be in the hands of those who read, and comes
// free for good when they end.
const brimRest = 10 * time.Millisecond

// fullRest is how long the writer rests when a full disk did not take what was
// acknowledged.
const fullRest = 100 * time.Millisecond

// freeMost is how many free pages are written down with every commit: a file that
// says which they are need not be read to its end by the next start, whatever
// ended the last. A longer list costs each commit more than that is worth.
const freeMost = 1500

// writer is the one goroutine that writes. It commits together whatever
// gathered during its last commit, so that concurrent calls share a sync and a
// lone one waits for nobody.
type writer struct {
	db     *bbolt.DB
	state  *health
	commit func(*bbolt.Tx) error
	idle   func()      // called about once a second, between commits
	trim   func()      // called twice as often, and so too
	wrote  func() bool // called after each; whether the file is as large as it should get

	noting atomic.Pointer[copying] // learns what was written
	ask    chan func()             // to be done between commits

	noted bool // the last commit says which pages are free
	brim  bool // after it the file is as large as it should get
	busy  bool // there was one since the last tick

	journal []byte // whose it is that what is urgent is written to

	mu     sync.Mutex
	queue  []*change
	closed bool
	early  early

	bell chan struct{} // rung when the queue is no longer empty
	gone chan struct{} // closed when the goroutine has ended
}

func newWriter(db *bbolt.DB, state *health, j *journal, commit func(*bbolt.Tx) error, idle, trim func(), wrote func() bool, took time.Duration) *writer {
	w := &writer{
		db: db, state: state, commit: commit, idle: idle, trim: trim, wrote: wrote, noted: true, journal: j.id,
		ask: make(chan func()), bell: make(chan struct{}, 1), gone: make(chan struct{}),
		early: early{long: commitLong, bell: make(chan struct{}, 1), gone: make(chan struct{})},
	}
	w.early.took(took)
	go w.run()
	go w.acknowledge(j)
	return w
}

// do writes a change and returns when it is durable. One that is urgent may be so
// before it can be read; then its later is not nil.
func (w *writer) do(c *change) error {
	if err := w.submit(c); err != nil {
		return err
	}
	return <-c.done
}

// submit hands over a change; what became of it will be in c.done.
func (w *writer) submit(c *change) error {
	if err := w.state.err(); err != nil {
		return err
	}
	if err := c.check(); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return errClosed()
	}
	w.queue = append(w.queue, c)
	if c.urgent && w.early.add(c) {
		ring(w.early.bell)
	}
	ring(w.bell)
	return nil
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// close writes what was handed over, and ends the goroutines.
func (w *writer) close() {
	w.mu.Lock()
	w.closed = true
	ring(w.bell)
	w.mu.Unlock()
	<-w.gone
	<-w.early.gone
}

func (w *writer) run() {
	defer close(w.early.bell)
	defer close(w.gone)
	tick, often := time.NewTicker(time.Second), time.NewTicker(time.Second/2)
	defer tick.Stop()
	defer often.Stop()
	var batch []*change
	for {
		select {
		case <-w.bell:
		case do := <-w.ask:
			do()
		case <-tick.C:
			w.idle()
			w.note()
			ring(w.early.bell)
		case <-often.C:
			w.trim()
		}
		for {
			var closed bool
			batch, closed = w.take(batch[:0])
			if len(batch) == 0 {
				if closed {
					return
				}
				break
			}
			w.busy = true
			err := w.write(batch)
			left := w.settle(batch, err)
			clear(batch)
			select {
			case do := <-w.ask:
				do()
			default:
				time.Sleep(w.rest(len(batch), left))
			}
		}
	}
}

// take moves the oldest changes from the queue to batch.
func (w *writer) take(batch []*change) ([]*change, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.queue), commitMost)
	batch = append(batch, w.queue[:n]...)
	left := copy(w.queue, w.queue[n:])
	clear(w.queue[left:])
	w.queue = w.queue[:left]
	if len(batch) > 0 {
		w.early.take(batch)
	}
	return batch, w.closed
}

// covered is the greatest number that the file is to tell it has, or 0.
func covered(batch []*change) (last uint64) {
	for _, c := range batch {
		if c.covered {
			last = c.number
		}
	}
	return last
}

// settle tells what became of changes, and returns how many are to be written
// again: a full disk takes nothing back that was acknowledged.
func (w *writer) settle(batch []*change, err error) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	again := w.early.settle(batch, err, err != nil && w.state.err() == nil && !w.closed)
	w.queue = slices.Insert(w.queue, 0, again...)
	if w.early.isSlow() {
		ring(w.early.bell)
	}
	return len(again)
}

// write commits changes. They were checked before, so that none can fail by a
// fault of its own: an error is the file's, and all share it.
func (w *writer) write(batch []*change) error {
	if err := w.state.writable(); err != nil {
		return err
	}
	if last := covered(batch); last > 0 {
		batch = append(batch, committedTo(w.journal, last))
	}
	if err := w.together(batch); err != nil {
		return w.state.broke(err)
	}
	if c := w.noting.Load(); c != nil {
		c.note(batch)
	}
	w.brim = w.wrote()
	return nil
}

// rest is how long to wait after so many changes were written, or not.
func (w *writer) rest(changes, left int) time.Duration {
	switch {
	case left > 0:
		return fullRest
	case w.brim:
		return brimRest
	case changes > company:
		return patience
	}
	return 0
}

// together commits changes in one transaction, or none of them.
func (w *writer) together(batch []*change) (err error) {
	tx, err := w.db.Begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // one that was committed is left alone
	defer survive(w.db.Path(), &err)
	var opened [buckets]*bbolt.Bucket
	for _, c := range batch {
		if err := c.apply(tx, &opened); err != nil {
			return err
		}
	}
	w.noted = w.fewFree()
	w.db.NoFreelistSync = !w.noted
	return w.commit(tx)
}

// between does something while nothing is written, and returns its error.
func (w *writer) between(do func() error) error {
	done := make(chan error, 1)
	select {
	case w.ask <- func() { done <- do() }:
		return <-done
	case <-w.gone:
		return errClosed()
	}
}

func (w *writer) fewFree() bool {
	stats := w.db.Stats()
	return stats.FreePageN+stats.PendingPageN <= freeMost
}

// note writes down the free pages, however many, once nothing was written for a
// while.
func (w *writer) note() {
	rested := !w.busy
	w.busy = false
	if w.noted || !rested || w.state.writable() != nil {
		return
	}
	w.noted, w.db.NoFreelistSync = true, false
	if tx, err := w.db.Begin(true); err != nil {
		_ = w.state.broke(err)
	} else if err := w.commit(tx); err != nil {
		_ = w.state.broke(err)
	}
}
