package bolt

import (
	"errors"
	"slices"
	"time"
)

// A commit that takes longer than commitLong tells of a slow disk, and for slowFor
// the disk is held to be one: what is urgent is acknowledged when the journal has
// it.
const (
	commitLong = 100 * time.Millisecond
	slowFor    = time.Minute
)

// journalPart is about how many bytes are written to the journal at a time.
const journalPart = 8 << 20

// early is what the writer knows of urgent changes. The writer's lock guards it.
type early struct {
	long      time.Duration
	slow      time.Time // until when
	began     time.Time // when the commit under way did; zero if there is none
	open      []*change // that are not committed, in order
	number    uint64    // of the last
	committed uint64    // the greatest that is

	page []byte        // of the goroutine that acknowledges
	bell chan struct{} // rung when it may have something to do
	gone chan struct{} // closed when it has ended
}

// urgency is where an urgent change stands.
type urgency struct {
	number    uint64     // in the order of submission; 0 of one that is not urgent
	taken     bool       // its commit has begun
	covered   bool       // and will tell that the file has it
	journaled bool       // the journal has it or is getting it
	later     chan error // not nil: it was acknowledged, and this tells of its commit
}

// add numbers an urgent change, and reports whether it is to be acknowledged early.
func (e *early) add(c *change) bool {
	e.number++
	c.number = e.number
	e.open = append(e.open, c)
	return e.isSlow()
}

func (e *early) isSlow() bool {
	if e.slow.IsZero() && e.began.IsZero() {
		return false
	}
	now := time.Now()
	return now.Before(e.slow) || !e.began.IsZero() && now.Sub(e.began) > e.long
}

// took learns how long a commit took.
func (e *early) took(d time.Duration) {
	if d > e.long {
		e.slow = time.Now().Add(slowFor)
	}
}

// take begins the commit of a batch.
func (e *early) take(batch []*change) {
	cover := e.isSlow()
	for _, c := range batch {
		cover = cover || c.journaled
	}
	for _, c := range batch {
		c.taken, c.covered = true, cover && c.number > 0
	}
	e.began = time.Now()
}

// settle ends it. Those that were acknowledged and found no room are returned: they
// are to be committed again.
func (e *early) settle(batch []*change, err error, retry bool) (again []*change) {
	e.took(time.Since(e.began))
	e.began = time.Time{}
	for _, c := range batch {
		switch {
		case c.number == 0:
		case retry && c.later != nil:
			c.taken = false
			again = append(again, c)
		case err == nil:
			e.committed = c.number
		}
	}
	e.open = slices.DeleteFunc(e.open, func(c *change) bool { return c.taken })
	for _, c := range batch {
		switch {
		case !c.taken:
		case c.later != nil:
			c.later <- err
		default:
			c.done <- err
		}
	}
	return again
}

// acknowledge writes to the journal what is urgent, and says so.
func (w *writer) acknowledge(j *journal) {
	defer close(w.early.gone)
	for range w.early.bell {
		for w.journalSome(j) {
		}
	}
	w.mu.Lock()
	committed := w.early.committed
	w.mu.Unlock()
	j.close(committed)
}

// journalSome does so once, and reports whether there may be more.
func (w *writer) journalSome(j *journal) bool {
	last, committed, slow := w.toJournal(j.id)
	if committed >= j.last {
		j.rewind()
	}
	if last == 0 {
		if j.end == 0 {
			_ = j.clear(slow) // what is left there counts no more
		}
		return false
	}
	err := j.write(w.early.page, last)
	w.inJournal(last, err)
	if err != nil && !errors.Is(err, errNoJournal) && !isFull(err) {
		_ = w.state.broke(err)
	}
	return err == nil
}

// toJournal writes on the page what the journal has not, and returns the number of
// the last, of the last that is committed, and whether the disk is slow.
func (w *writer) toJournal(id []byte) (last, committed uint64, slow bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := &w.early
	e.page = e.page[:0]
	if !e.isSlow() {
		e.page = nil // it may be large
		return 0, e.committed, false
	}
	for _, c := range e.open {
		if c.journaled || c.taken && !c.covered {
			continue // a file that does not tell that it has it would get it twice
		}
		if len(e.page) > journalPart {
			break
		}
		e.page, c.journaled, last = appendEntry(e.page, id, c), true, c.number
	}
	return last, e.committed, true
}

// inJournal acknowledges what the journal has up to a number, unless it has not.
func (w *writer) inJournal(last uint64, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.early.open {
		switch {
		case !c.journaled || c.number > last || c.later != nil:
		case err != nil:
			c.journaled = false
		default:
			c.later = make(chan error, 1)
			c.done <- nil
		}
	}
}
