package engine

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// queue says which operation a free worker takes next: round robin over
// processings, in order within one, at most so many of one at once, and one at
// a time of a lane. It is a doorbell and not a ledger: what it forgets, the
// sweep of Store.Due finds.
type queue struct {
	mu     sync.Mutex
	lines  map[lineKey]*line
	limits map[lineKey]bounds // of those worked before
	turn   []*line            // those that have work and room, in turn
	paced  map[*line]bool     // those that have, and wait for their time
	clock  Clock
	known  map[OperationID]place
	lanes  lanes
	parked wakes // to be rung later
	max    int   // operations waiting for a worker, in all
	ready  int
	wake   chan struct{} // one token for each worker that may have something to do
	soon   chan struct{} // rung when the first of parked has changed
	closed bool
}

type lineKey struct {
	ws WorkspaceID
	p  ProcessingID
}

// bounds are how many operations of a processing may run at once, and how soon
// one may begin after another.
type bounds struct {
	limit int
	pace  time.Duration
	next  time.Duration // not to begin another before the clock has run so long
}

// line is what waits and runs of one processing.
type line struct {
	bounds
	key     lineKey
	waiting []Due
	running int
	inRing  bool
}

// place is where the queue has an operation.
type place uint8

const (
	nowhere    place = iota
	inLine           // waiting for a worker
	inHand           // with a worker
	takenAgain       // with a worker, and rung since
)

// taken is an operation in a worker's hands.
type taken struct {
	Due
	line         *line
	before, next time.Duration // the line's, before it was taken and since
}

// maxLine is how many operations of one processing may wait for a worker or in its
// lanes.
const maxLine = 20_000

func newQueue(limit int, clock Clock) *queue {
	return &queue{
		clock: clock, paced: map[*line]bool{}, lines: map[lineKey]*line{}, limits: map[lineKey]bounds{}, known: map[OperationID]place{}, lanes: newLanes(), max: limit,
		wake: make(chan struct{}, 1), soon: make(chan struct{}, 1),
	}
}

// ring says that an operation is due at d.At: now, or later. To ring twice does
// no harm.
func (q *queue) ring(d Due, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || !q.lanes.first(d) {
		return
	}
	q.admit(d, now)
}

func (q *queue) admit(d Due, now time.Time) {
	if d.At.After(now) {
		q.park(d, now)
		return
	}
	d.Paused = true // it is due now
	q.push(d)
}

// settle says that an operation has ended. What waited for it in its lane is
// rung.
func (q *queue) settle(id OperationID, now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if next, ok := q.lanes.leave(id); ok && !q.closed {
		q.admit(next, now)
	}
}

// gathered says that all that is unfinished has been rung once. Until then no
// operation of a lane is let through.
func (q *queue) gathered(now time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lanes.gathering = false
	for _, lane := range q.lanes.of {
		q.admit(lane[0], now)
	}
}

func (q *queue) firsts() []Due {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lanes.firsts()
}

// later rings at a given time, unless it is rung before.
func (q *queue) later(d Due, now, at time.Time) {
	q.mu.Lock()
	defer q.mu.Unlock()
	d.At = at
	q.park(d, now)
}

func (q *queue) park(d Due, now time.Time) {
	if len(q.parked) >= q.max {
		return // the sweep will find it
	}
	w := wake{d, q.clock.Elapsed() + d.At.Sub(now)}
	heap.Push(&q.parked, w)
	if q.parked[0] == w {
		signal(q.soon)
	}
}

func (q *queue) push(d Due) {
	switch q.known[d.Operation] {
	case inLine, takenAgain:
		return
	case inHand:
		q.known[d.Operation] = takenAgain
		return
	}
	q.known[d.Operation] = inLine
	l := q.line(lineKey{d.Workspace, d.Processing})
	l.waiting = append(l.waiting, d)
	q.ready++
	q.offer(l)
}

func (q *queue) line(k lineKey) *line {
	l := q.lines[k]
	if l == nil {
		l = &line{key: k, bounds: q.limits[k]}
		l.limit = max(1, l.limit) // one by one until it is known
		q.lines[k] = l
	}
	return l
}

// offer puts a line that has work and room in the ring and wakes a worker.
func (q *queue) offer(l *line) {
	switch may := !l.inRing && len(l.waiting) > 0 && l.running < l.limit; {
	case may && l.pace > 0 && q.clock.Elapsed() < l.next:
		q.paced[l] = true
		signal(q.soon)
	case may:
		l.inRing = true
		q.turn = append(q.turn, l)
	}
	if len(q.turn) > 0 {
		signal(q.wake)
	}
}

// next waits for an operation to work. It is false when ctx ends or the queue is
// closed.
func (q *queue) next(ctx context.Context) (taken, bool) {
	for {
		if t, ok := q.take(); ok {
			return t, true
		}
		select {
		case <-ctx.Done():
			return taken{}, false
		case <-q.wake:
		}
	}
}

func (q *queue) take() (taken, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.turn) == 0 {
		return taken{}, false
	}
	l := q.turn[0]
	q.turn = q.turn[1:]
	l.inRing = false
	d := l.waiting[0]
	l.waiting = l.waiting[1:]
	l.running++
	q.ready--
	q.known[d.Operation] = inHand
	before := l.next
	if l.pace > 0 {
		l.next = q.clock.Elapsed() + l.pace
		q.limits[l.key] = l.bounds
	}
	q.offer(l)
	return taken{d, l, before, l.next}, true
}

// done gives back an operation that was taken. It may be rung again from then on.
func (q *queue) done(t taken) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.giveBack(t)
}

// unbegun gives back an operation that was taken and had nothing left to work: its
// turn of its processing's pace is another's.
func (q *queue) unbegun(t taken) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.undoPace(t)
	q.giveBack(t)
}

func (q *queue) undoPace(t taken) {
	if t.line.next == t.next { // nobody else has begun since
		t.line.next = t.before
		q.limits[t.line.key] = t.line.bounds
	}
}

func (q *queue) giveBack(t taken) {
	again := q.known[t.Operation] == takenAgain
	delete(q.known, t.Operation)
	t.line.running--
	if again {
		q.push(t.Due)
	}
	if t.line.running == 0 && len(t.line.waiting) == 0 {
		delete(q.lines, t.line.key)
		return
	}
	q.offer(t.line)
}

// limit sets how many operations of d's processing may run at once, and how soon
// one may begin after another.
func (q *queue) limit(d Due, n int, pace time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := lineKey{d.Workspace, d.Processing}
	l := q.lines[k]
	if l == nil || l.limit == n && l.pace == pace {
		return
	}
	if l.limit, l.next = n, l.next+pace-l.pace; l.pace == 0 { // it has just begun one
		l.next = q.clock.Elapsed() + pace
	}
	l.pace = pace
	makeRoom(q.limits)
	q.limits[k] = l.bounds
	q.offer(l)
}

// room reports whether one more operation of a processing may wait.
func (q *queue) room(ws WorkspaceID, p ProcessingID) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	k := lineKey{ws, p}
	waiting := q.lanes.behind[k]
	if l := q.lines[k]; l != nil {
		waiting += len(l.waiting)
	}
	return q.ready+q.lanes.waiting() < q.max && waiting < maxLine
}

// due rings what has come due and returns how soon the next will, at most.
func (q *queue) due(most time.Duration) time.Duration {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.clock.Elapsed()
	for len(q.parked) > 0 && q.parked[0].at <= now {
		q.push(heap.Pop(&q.parked).(wake).Due)
	}
	next := q.onTime(now, now+most)
	if len(q.parked) > 0 {
		next = min(next, q.parked[0].at)
	}
	return next - now
}

// onTime lets lines go on whose time has come, and returns when the next one's
// will, at the latest when nothing else is.
func (q *queue) onTime(now, next time.Duration) time.Duration {
	for l := range q.paced {
		if now < l.next {
			next = min(next, l.next)
			continue
		}
		delete(q.paced, l)
		q.offer(l)
	}
	return next
}

// close ends next for good.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
}

func (q *queue) counts() (ready, parked int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.ready + q.lanes.waiting(), len(q.parked)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// wake is an operation that is to be rung when the clock has run so long.
type wake struct {
	Due
	at time.Duration
}

// wakes is a heap by time.
type wakes []wake

func (w wakes) Len() int           { return len(w) }
func (w wakes) Less(i, j int) bool { return w[i].at < w[j].at }
func (w wakes) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }
func (w *wakes) Push(x any)        { *w = append(*w, x.(wake)) }
func (w *wakes) Pop() any {
	old := *w
	last := old[len(old)-1]
	*w = old[:len(old)-1]
	return last
}
