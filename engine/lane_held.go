package engine

import (
	"cmp"
	"slices"
)

// putBack gives back an operation that was taken and may not begin, since its
// lane is kept by another. Who keeps it goes first. It reports whether it was not
// known that the lane is kept. The sweep finds it again.
func (q *queue) putBack(t taken, by OperationID) (news bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.undoPace(t)
	k := t.laneKey()
	news = q.lanes.held[k] != by
	if _, waits := q.lanes.at[t.Operation]; waits {
		q.lanes.held[k] = by
	}
	q.giveBack(t)
	if d, ok := q.lanes.toFront(k, by); ok && !q.closed {
		q.admit(d, q.clock.Now())
	}
	return news
}

// unheld says that nobody keeps a lane.
func (q *queue) unheld(k laneKey) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.lanes.held, k)
}

// wakeLane rings the first of a lane.
func (q *queue) wakeLane(k laneKey) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.wakeFirst(k)
}

// wakeHeld rings the first of each lane of a processing that is kept.
func (q *queue) wakeHeld(of lineKey) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for k := range q.lanes.held {
		if k.lineKey == of {
			q.wakeFirst(k)
		}
	}
}

func (q *queue) wakeFirst(k laneKey) {
	delete(q.lanes.held, k)
	if lane := q.lanes.of[k]; len(lane) > 0 && !q.lanes.gathering && !q.closed {
		q.admit(lane[0], q.clock.Now())
	}
}

// behind counts who is in a lane beside one operation.
func (q *queue) behind(k laneKey, id OperationID) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.lanes.beside(k, id)
}

// holds lists what is known of lanes that are kept.
func (q *queue) holds(ws WorkspaceID) []Hold {
	q.mu.Lock()
	defer q.mu.Unlock()
	var all []Hold
	for k, by := range q.lanes.held {
		if n := q.lanes.beside(k, by); k.ws == ws && n > 0 {
			all = append(all, Hold{Processing: k.p, Operation: by, Waiting: n})
		}
	}
	slices.SortFunc(all, func(a, b Hold) int {
		return cmp.Or(cmp.Compare(b.Waiting, a.Waiting), cmp.Compare(a.Operation, b.Operation))
	})
	return all
}

func (l *lanes) beside(k laneKey, id OperationID) int {
	n := len(l.of[k])
	if l.at[id] == k {
		n--
	}
	return n
}

// toFront moves an operation to the front of the lane it waits in, and returns it
// if it was not there.
func (l *lanes) toFront(k laneKey, id OperationID) (Due, bool) {
	lane := l.of[k]
	i := slices.IndexFunc(lane, func(d Due) bool { return d.Operation == id })
	if i <= 0 {
		return Due{}, false
	}
	d := lane[i]
	copy(lane[1:i+1], lane[:i])
	lane[0] = d
	return d, true
}
