package engine

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// Hold is a failed operation that keeps its lane: those behind it wait until it
// or a repeat of it ends well, or it is cancelled, erased or let go; see
// LaneOnFailure.
type Hold struct {
	Processing ProcessingID
	Operation  OperationID // which holds
	Waiting    int         // how many wait, as far as is known here
}

const (
	// holdFor is how long an operation keeps its lane at most.
	holdFor = keepFailure
	// heldLane begins the lanes that settings name: only those are kept.
	heldLane = "="
	// sideLane begins the lane of what is repeated while its lane is kept. It
	// passes those who wait, and is worked in order all the same.
	sideLane = "!"
	// holdKey begins the key that who keeps a lane has seized.
	holdKey = "\x00lane:"
	// holdSince is where a processing remembers since when its failures hold.
	holdSince = "\x00lane_held"
	// maxRepeats bounds how many repeats of an operation are looked through.
	maxRepeats = 1_000
)

// origin is the first of the chain of replays that op belongs to.
func (op Operation) origin() OperationID {
	if op.Root != "" {
		return op.Root
	}
	return op.ID
}

// Held returns by whom the lane of an operation is kept: by itself, or by one
// that it waits for or would wait for. It is false while nobody keeps it.
func (e *Engine) Held(ctx context.Context, ws WorkspaceID, op Operation) (Hold, bool, error) {
	by, ok, err := e.holder(ctx, ws, op.Processing, op.Lane)
	if err != nil || !ok {
		return Hold{}, false, err
	}
	k := laneKey{lineKey{ws, op.Processing}, op.Lane}
	return Hold{Processing: op.Processing, Operation: by.ID, Waiting: e.queue.behind(k, by.ID)}, true, nil
}

// Holds lists the operations of a workspace that others wait for, those with the
// most waiting first.
func (e *Engine) Holds(ws WorkspaceID) []Hold { return e.queue.holds(ws) }

// LetGo ends the hold of a failed operation on its lane: those behind it go on.
// It fails with Conflict, code "operation.not_holding", if it holds none.
func (e *Engine) LetGo(ctx context.Context, ws WorkspaceID, id OperationID) (Operation, error) {
	op, err := e.cfg.Store.Operation(ctx, ws, id)
	if err != nil {
		return op, err
	}
	by, ok, err := e.holder(ctx, ws, op.Processing, op.Lane)
	if err != nil {
		return op, err
	}
	if !ok || by.ID != id {
		return op, &Error{Kind: Conflict, Code: "operation.not_holding"}
	}
	if err := e.endHold(ctx, ws, op); err != nil {
		return op, err
	}
	e.wakeLane(ws, op)
	e.feed.publish(Change{Workspace: ws, Processing: op.Processing, Operation: id})
	return op, nil
}

// holder returns the operation that keeps a lane. What ended a hold need not have
// been told to anyone: it is seen here, and the lane is free from then on.
func (e *Engine) holder(ctx context.Context, ws WorkspaceID, p ProcessingID, lane string) (by Operation, ok bool, err error) {
	if !strings.HasPrefix(lane, heldLane) {
		return by, false, nil
	}
	if on, err := e.holding(ctx, ws, p); err != nil || !on {
		return by, false, err
	}
	id, err := e.cfg.Store.Holder(ctx, ws, p, holdKey+lane, e.cfg.Clock.Now())
	if err != nil || id == "" {
		return by, false, absent(err)
	}
	by, err = e.cfg.Store.Operation(ctx, ws, id)
	if KindOf(err) == NotFound && err != nil { // history has forgotten it
		return by, false, e.endHold(ctx, ws, Operation{ID: id, Processing: p, Lane: lane})
	}
	if err != nil {
		return by, false, err
	}
	over, err := e.holdOver(ctx, ws, by, lane)
	if err == nil && over {
		err = e.endHold(ctx, ws, Operation{ID: id, Processing: p, Lane: lane})
	}
	return by, err == nil && !over, err
}

// holding reports whether failures of a processing keep their lanes, as its
// current version has it.
func (e *Engine) holding(ctx context.Context, ws WorkspaceID, id ProcessingID) (bool, error) {
	k := lineKey{ws, id}
	if on, ok := e.flows.holding(k); ok {
		return on, nil
	}
	age := e.flows.age()
	p, err := e.cfg.Store.Processing(ctx, ws, id)
	if err != nil || p.Version == 0 {
		return false, absent(err)
	}
	def, err := e.cfg.Store.Definition(ctx, ws, id, p.Version)
	if err != nil {
		return false, absent(err)
	}
	on := def.Settings.holds()
	e.flows.putHolding(k, on, age)
	return on, nil
}

// holdOver reports whether an operation that has seized its lane has nothing to
// hold it for any more.
func (e *Engine) holdOver(ctx context.Context, ws WorkspaceID, by Operation, lane string) (bool, error) {
	switch {
	case by.Lane != lane, by.State == Succeeded, by.State == Stopped, by.State == Cancelled: // what was erased has no lane
		return true, nil
	case !by.State.Final():
		return false, nil
	}
	since, err := e.holdsSince(ctx, ws, by.Processing)
	if err != nil || by.Finished.Before(since) {
		return err == nil, err
	}
	return e.repeatedWell(ctx, ws, by)
}

// repeatedWell reports whether a repeat of an operation, or a repeat of that, has
// ended well. Of one that history has forgotten that is taken for granted, since
// failures are kept for longer.
func (e *Engine) repeatedWell(ctx context.Context, ws WorkspaceID, op Operation) (bool, error) {
	for left, seen := op.Replays, 0; len(left) > 0 && seen < maxRepeats; seen++ {
		again, err := e.cfg.Store.Operation(ctx, ws, left[len(left)-1])
		if err != nil {
			return KindOf(err) == NotFound, absent(err)
		}
		if again.State == Succeeded || again.State == Stopped {
			return true, nil
		}
		left = append(left[:len(left)-1], again.Replays...)
	}
	return false, nil
}

// seizeLane makes an operation that is about to fail keep its lane.
func (e *Engine) seizeLane(ctx context.Context, ws WorkspaceID, op Operation) error {
	if !strings.HasPrefix(op.Lane, heldLane) {
		return nil
	}
	if on, err := e.holding(ctx, ws, op.Processing); err != nil || !on {
		return err
	}
	if _, _, err := e.holder(ctx, ws, op.Processing, op.Lane); err != nil { // who held it before the choice was taken back
		return err
	}
	now := e.cfg.Clock.Now()
	_, err := e.cfg.Store.Seize(ctx, ws, op.Processing, holdKey+op.Lane, op.ID, now, now.Add(holdFor))
	return err
}

// endHold gives up what op has seized.
func (e *Engine) endHold(ctx context.Context, ws WorkspaceID, op Operation) error {
	now := e.cfg.Clock.Now()
	_, err := e.cfg.Store.Seize(ctx, ws, op.Processing, holdKey+op.Lane, op.ID, now, now)
	return absent(err)
}

// mayPass puts a repeat that those who wait in its lane wait for into a lane
// beside it: a repeat of what keeps the lane, or of what came before that.
func (e *Engine) mayPass(ctx context.Context, ws WorkspaceID, op Operation) (lane string, err error) {
	by, ok, err := e.holder(ctx, ws, op.Processing, op.Lane)
	if ok && op.origin() <= by.origin() {
		return sideLane + op.Lane, nil
	}
	return op.Lane, err
}

// mainLane is the lane that one beside it belongs to.
func mainLane(lane string) string { return strings.TrimPrefix(lane, sideLane) }

// kept asks who keeps the lane of what a worker has in hand, and puts that back
// if it is another.
func (e *Engine) kept(ctx context.Context, t taken) (bool, error) {
	if !strings.HasPrefix(t.Lane, heldLane) {
		return false, nil
	}
	by, ok, err := e.holder(ctx, t.Workspace, t.Processing, t.Lane)
	if err != nil {
		return false, err
	}
	if !ok || by.ID == t.Operation {
		e.queue.unheld(t.laneKey())
		return false, nil
	}
	if e.queue.putBack(t, by.ID) {
		for _, id := range []OperationID{by.ID, t.Operation} {
			e.feed.publish(Change{Workspace: t.Workspace, Processing: t.Processing, Operation: id})
		}
	}
	return true, nil
}

// wakeLane rings the first of an operation's lane, which may have waited for it.
func (e *Engine) wakeLane(ws WorkspaceID, op Operation) {
	if strings.HasPrefix(op.Lane, heldLane) {
		e.queue.wakeLane(laneKey{lineKey{ws, op.Processing}, op.Lane})
	}
}

// wakeBehind rings who waits for one of those that op, which has ended, repeats.
func (e *Engine) wakeBehind(ctx context.Context, ws WorkspaceID, op Operation) {
	if op.ReplayOf == "" || op.State != Succeeded && op.State != Stopped {
		return
	}
	if on, err := e.holding(ctx, ws, op.Processing); err != nil || !on {
		return
	}
	for range maxRepeats {
		if op.ReplayOf == "" {
			return
		}
		before, err := e.cfg.Store.Operation(ctx, ws, op.ReplayOf)
		if err != nil {
			return
		}
		before.Lane = mainLane(before.Lane)
		e.wakeLane(ws, before)
		op = before
	}
}

// startHolding remembers since when the failures of a processing hold, if the
// version it is about to run is the first to say so: what failed before does not.
func (e *Engine) startHolding(ctx context.Context, ws WorkspaceID, p Processing, next Definition) error {
	if on, err := e.holding(ctx, ws, p.ID); err != nil || on || !next.Settings.holds() {
		return err
	}
	raw, err := json.Marshal(e.cfg.Clock.Now().UTC())
	if err != nil {
		return err
	}
	return e.cfg.Store.Remember(ctx, ws, p.ID, holdSince, raw)
}

func (e *Engine) holdsSince(ctx context.Context, ws WorkspaceID, p ProcessingID) (at time.Time, err error) {
	raw, ok, err := e.cfg.Store.Recall(ctx, ws, p, holdSince)
	if err != nil || !ok {
		return at, absent(err)
	}
	return at, json.Unmarshal(raw, &at)
}
