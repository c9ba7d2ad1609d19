package engine

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// laneOf names the lane of an operation that runs p, "" for none: the value of
// the template in the settings, or for ticks that must not overlap the schedule
// itself. A test runs beside everything.
func (p *Plan) laneOf(op Operation) string {
	switch {
	case op.Test:
		return ""
	case p.lane != nil:
		return heldLane + p.laneValue(op)
	case p.Source.Schedule != nil && !p.Source.Schedule.Alone && op.ReplayOf == "":
		return "schedule"
	}
	return ""
}

// laneValue is empty where the event lacks what the template asks for: such
// events are of one lane, and not lost.
func (p *Plan) laneValue(op Operation) string {
	const longest = 64
	source, err := p.Source.Value(op.Event)
	if err != nil {
		return ""
	}
	value, err := p.lane(map[string]any{
		"source":     source,
		"processing": map[string]any{"id": string(op.Processing), "name": p.Definition.Name},
	})
	if err != nil {
		return ""
	}
	if len(value) > longest {
		sum := sha256.Sum256([]byte(value))
		return hex.EncodeToString(sum[:])
	}
	return value
}

// lanes keep the operations of a lane one behind the other: the first may be
// rung, and those behind it wait until it has ended.
type lanes struct {
	of map[laneKey][]Due // in order of arrival, but for the first, which has begun
	at map[OperationID]laneKey

	held   map[laneKey]OperationID // who keeps those lanes whose first was found to wait
	behind map[lineKey]int         // how many of a processing are not the first

	// gathering is true until all that was unfinished at the start is known:
	// which of a lane is first is not known before.
	gathering bool
}

type laneKey struct {
	lineKey
	lane string
}

func newLanes() lanes {
	return lanes{of: map[laneKey][]Due{}, at: map[OperationID]laneKey{}, held: map[laneKey]OperationID{}, behind: map[lineKey]int{}, gathering: true}
}

func (d Due) laneKey() laneKey { return laneKey{lineKey{d.Workspace, d.Processing}, d.Lane} }

// first enters an operation into its lane and reports whether it may be rung.
func (l *lanes) first(d Due) bool {
	if d.Lane == "" {
		return true
	}
	k := d.laneKey()
	if _, known := l.at[d.Operation]; !known {
		l.enter(k, d)
	}
	return !l.gathering && l.of[k][0].Operation == d.Operation
}

func (l *lanes) enter(k laneKey, d Due) {
	l.at[d.Operation] = k
	behind := l.of[k]
	from := 1 // behind the one that has begun
	if l.gathering || len(behind) == 0 {
		from = 0
	}
	i, _ := slices.BinarySearchFunc(behind[from:], d, byArrival)
	l.of[k] = slices.Insert(behind, from+i, d)
	if len(behind) > 0 {
		l.behind[k.lineKey]++
	}
}

// byArrival compares by id, which sorts by time of creation.
func byArrival(a, b Due) int { return cmp.Compare(a.Operation, b.Operation) }

// leave takes an operation that has ended out of its lane. The next is returned
// if it may be rung now.
func (l *lanes) leave(id OperationID) (next Due, ok bool) {
	k, known := l.at[id]
	if !known {
		return Due{}, false
	}
	delete(l.at, id)
	rest := l.of[k]
	i := slices.IndexFunc(rest, func(d Due) bool { return d.Operation == id })
	if rest = slices.Delete(rest, i, i+1); len(rest) == 0 {
		delete(l.of, k)
		delete(l.held, k)
		return Due{}, false
	}
	l.of[k] = rest
	if l.behind[k.lineKey]--; l.behind[k.lineKey] == 0 {
		delete(l.behind, k.lineKey)
	}
	return rest[0], i == 0 && !l.gathering
}

// waiting is how many wait behind the first of their lane.
func (l *lanes) waiting() int { return len(l.at) - len(l.of) }

// firsts lists the operations that others wait for.
func (l *lanes) firsts() []Due {
	var all []Due
	for _, lane := range l.of {
		if len(lane) > 1 {
			all = append(all, lane[0])
		}
	}
	return all
}

// freeLanes lets go on what waits for an operation that has ended without a
// word of it reaching the queue.
func (e *Engine) freeLanes(ctx context.Context) {
	for _, d := range e.queue.firsts() {
		op, err := e.cfg.Store.Operation(ctx, d.Workspace, d.Operation)
		if KindOf(err) == NotFound || err == nil && (op.State.Final() || op.State == Kept) {
			e.queue.settle(d.Operation, e.cfg.Clock.Now())
		}
	}
}
