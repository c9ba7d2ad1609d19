package bolt

import (
	"cmp"
	"time"

	"stanok/engine"
)

// live is what is known in memory of the operations that are queued, running or
// waiting. The zero live is empty.
type live struct {
	entries map[liveKey]*entry
	due     order
	counts  map[countKey]int // of each processing
	tokens  int64            // greatest token ever given
}

type liveKey struct {
	workspace engine.WorkspaceID
	id        engine.OperationID
}

type countKey struct {
	workspace  engine.WorkspaceID
	processing engine.ProcessingID
}

// entry is one live operation.
type entry struct {
	liveKey
	processing engine.ProcessingID
	state      engine.State // as it is stored; a leased one is running
	at         int64        // when it is due
	token      int64        // of the lease; 0 when not leased
	cancelling bool
	lane       string
	row        *row // while it is leased; replaced, never altered
}

// leased reports whether somebody works on it.
func (e *entry) leased() bool { return e != nil && e.token != 0 }

// until is the end of its lease, or when it is due.
func (e *entry) until() time.Time { return timeOf(e.at) }

// get returns the entry of an operation, or nil if that is not live.
func (l *live) get(ws engine.WorkspaceID, id engine.OperationID) *entry {
	return l.entries[liveKey{ws, id}]
}

// set makes what is in memory say what is stored of an operation. A lease on it
// stays if the operation is running.
func (l *live) set(ws engine.WorkspaceID, op *row) {
	e := l.get(ws, op.ID)
	if settled(op.State) {
		if e != nil {
			l.remove(e)
		}
		return
	}
	if e == nil {
		e = l.add(ws, op)
	} else {
		l.due.remove(e)
	}
	e.state, e.cancelling, e.lane = op.State, op.Cancelling, op.Lane
	switch {
	case op.State != engine.Running:
		e.token, e.row, e.at = 0, nil, stamp(op.WakeAt)
	case e.token != 0:
		e.row = op
	default:
		e.at = never
	}
	l.due.insert(e)
}

// lease gives an operation to the next worker.
func (l *live) lease(e *entry, op *row, until time.Time) engine.Lease {
	l.due.remove(e)
	l.tokens++
	e.token, e.row, e.at = l.tokens, op, stamp(until)
	l.due.insert(e)
	return engine.Lease{Operation: e.id, Token: e.token, Until: until}
}

// extend moves the end of a lease.
func (l *live) extend(e *entry, until time.Time) {
	l.due.remove(e)
	e.at = stamp(until)
	l.due.insert(e)
}

func (l *live) add(ws engine.WorkspaceID, op *row) *entry {
	if l.entries == nil {
		l.entries, l.counts = map[liveKey]*entry{}, map[countKey]int{}
	}
	e := &entry{liveKey: liveKey{ws, op.ID}, processing: op.Processing}
	l.entries[e.liveKey] = e
	l.counts[countKey{ws, op.Processing}]++
	return e
}

func (l *live) remove(e *entry) {
	l.due.remove(e)
	delete(l.entries, e.liveKey)
	n := countKey{e.workspace, e.processing}
	if l.counts[n]--; l.counts[n] == 0 {
		delete(l.counts, n)
	}
}

// settled reports whether an operation in a state waits for no worker.
func settled(s engine.State) bool { return s == engine.Kept || s.Final() }

// sooner compares entries by when they are due.
func sooner(a, b *entry) int {
	if c := cmp.Compare(a.at, b.at); c != 0 {
		return c
	}
	if c := cmp.Compare(a.workspace, b.workspace); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}
