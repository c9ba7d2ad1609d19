package engine

import (
	"context"
	"sync"
	"time"
)

// TallyHours is how many hours a tally goes back.
const TallyHours = 24

// Tally is what lists say of a processing's operations. Tests are left out.
type Tally struct {
	Hours   [TallyHours]HourTally // by when operations were created, the present hour last
	Last    Glimpse               // of the newest operation there is
	Failure Glimpse               // of the newest failure among those of Hours and Last
}

// HourTally counts operations of one hour by how they ended. Those that are
// uncertain count as failed until a person says what happened.
type HourTally struct{ OK, Failed int }

// Glimpse is an operation as a list mentions it. The zero Glimpse is of none.
type Glimpse struct {
	Operation         OperationID
	State             State
	Created, Finished time.Time
	WakeAt            time.Time
	Failure           *Failure // shared: not to be changed
}

func glimpseOf(op Operation) Glimpse {
	return Glimpse{op.ID, op.State, op.Created, op.Finished, op.WakeAt, op.Failure}
}

// tallies are kept up to date at every end of an operation, so that a list needs
// no history. What ended before the engine was made is counted from the store,
// once, while the engine already works.
type tallies struct {
	since time.Time // what ended later is counted as it ends
	mu    sync.Mutex
	of    map[lineKey]*tally
}

type tally struct {
	hours   [TallyHours]hourSlot // by the hour's number, in a ring
	last    Glimpse
	failure Glimpse
	asked   bool // the store was asked for an operation older than all hours
}

type hourSlot struct {
	hour       int64
	ok, failed int32
}

func newTallies(now time.Time) *tallies { return &tallies{since: now, of: map[lineKey]*tally{}} }

// seen notes how an operation stands now.
func (t *tallies) seen(ws WorkspaceID, op Operation) {
	if op.Test {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tally(ws, op.Processing).seen(glimpseOf(op))
}

// ended counts an operation by its final state.
func (t *tallies) ended(ws WorkspaceID, op Operation) {
	if op.Test {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	one := t.tally(ws, op.Processing)
	one.count(op, 1)
	one.seen(glimpseOf(op))
}

// resumed takes back what was counted of an uncertain operation that goes on.
func (t *tallies) resumed(ws WorkspaceID, op Operation) {
	if op.Test {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	one, was := t.tally(ws, op.Processing), op
	was.State = UncertainState
	one.count(was, -1)
	if one.failure.Operation == op.ID {
		one.failure = Glimpse{}
	}
	one.seen(glimpseOf(op))
}

func (t *tallies) forget(k lineKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, k)
}

// tally returns that of a processing; the caller holds the lock.
func (t *tallies) tally(ws WorkspaceID, id ProcessingID) *tally {
	k := lineKey{ws, id}
	if t.of[k] == nil {
		t.of[k] = &tally{}
	}
	return t.of[k]
}

func (t *tally) seen(g Glimpse) {
	if g.Operation >= t.last.Operation {
		t.last = g
	}
	if (g.State == Failed || g.State == UncertainState) && g.Operation >= t.failure.Operation {
		t.failure = g
	}
}

func (t *tally) count(op Operation, by int32) {
	hour := op.Created.Unix() / 3600
	slot := &t.hours[hour%TallyHours]
	if hour < slot.hour {
		return
	}
	if hour > slot.hour {
		*slot = hourSlot{hour: hour}
	}
	switch op.State {
	case Succeeded, Stopped:
		slot.ok = max(0, slot.ok+by)
	case Failed, UncertainState:
		slot.failed = max(0, slot.failed+by)
	}
}

// at is the tally as it reads at a time.
func (t *tally) at(now time.Time) Tally {
	seen := Tally{Last: t.last, Failure: t.failure}
	present := now.Unix() / 3600
	for _, s := range t.hours {
		if age := present - s.hour; age >= 0 && age < TallyHours {
			seen.Hours[TallyHours-1-age] = HourTally{int(s.ok), int(s.failed)}
		}
	}
	if f := seen.Failure; f.Operation != seen.Last.Operation && present-f.Created.Unix()/3600 >= TallyHours {
		seen.Failure = Glimpse{}
	}
	return seen
}

// Tally returns that of a processing. It costs no history to be read: the store
// is asked, once, only for the newest operation of one that had none for a day.
func (e *Engine) Tally(ctx context.Context, ws WorkspaceID, id ProcessingID) (Tally, error) {
	now := e.cfg.Clock.Now()
	e.tallies.mu.Lock()
	one := e.tallies.tally(ws, id)
	seen, known := one.at(now), one.asked || one.last.Operation != ""
	e.tallies.mu.Unlock()
	if known {
		return seen, nil
	}
	page, err := e.cfg.Store.FindOperations(ctx, ws, OperationQuery{Processing: id, Limit: 1})
	if err != nil {
		return seen, err
	}
	e.tallies.mu.Lock()
	defer e.tallies.mu.Unlock()
	one = e.tallies.tally(ws, id)
	one.asked = true
	for _, op := range page.Operations {
		one.seen(glimpseOf(op))
	}
	return one.at(now), nil
}

// How many of the newest operations of a workspace are counted anew at the start,
// and the pause after each page of them: the picture of the last day may take a
// minute to fill, and is worth no more memory than that.
const (
	maxRecounted = 100_000
	recountPause = 50 * time.Millisecond
)

// recount counts what ended in the last hours before the engine was made.
func (e *Engine) recount(ctx context.Context) {
	all, err := e.cfg.Store.ListWorkspaces(ctx)
	for _, ws := range all {
		if err == nil {
			err = e.recountIn(ctx, ws.ID)
		}
	}
	if err != nil && ctx.Err() == nil {
		e.cfg.Log.Error("counting the operations of the last day", "err", err)
	}
}

func (e *Engine) recountIn(ctx context.Context, ws WorkspaceID) error {
	q := OperationQuery{From: e.tallies.since.Add(-TallyHours * time.Hour), Limit: 100}
	for range maxRecounted / q.Limit {
		page, err := e.cfg.Store.FindOperations(ctx, ws, q)
		if err != nil {
			return err
		}
		for _, op := range page.Operations {
			if op.State.Final() && op.Finished.Before(e.tallies.since) {
				e.tallies.ended(ws, op)
			} else if op.State != Running { // what runs tells itself
				e.tallies.seen(ws, op)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
		if err := e.cfg.Clock.Sleep(ctx, recountPause); err != nil {
			return err
		}
	}
	return nil
}
