package engine

import (
	"context"
	"errors"
	"strconv"
	"time"
)

// Begin accepts an event of a flow. Once it returns nil the event is durable
// and will be worked on; until then nobody should acknowledge it. An event
// whose key was accepted before gives the operation begun then, and repeated.
//
// While the processing is stopped the event is kept, or refused with
// Unavailable, code "processing.stopped". When too much waits already it fails
// with Unavailable, code "queue.full"; while the engine stops with Unavailable,
// "engine.stopping"; past a depth of 8 with Invalid, "operation.depth".
func (e *Engine) Begin(ctx context.Context, f Flow, ev Event) (op Operation, repeated bool, err error) {
	op, err = e.operationFor(f, ev)
	if err != nil {
		e.meter.refused.Add(1)
		return op, false, err
	}
	return e.create(ctx, f, op)
}

// Call accepts an event like Begin and waits for its operation's reply or end,
// at most the given time. If the time is up first, it fails with ErrNoReply and
// the operation, which goes on by itself. A reply is in op.Reply; op.State is
// then not known to be final.
func (e *Engine) Call(ctx context.Context, f Flow, ev Event, within time.Duration) (op Operation, repeated bool, err error) {
	op, err = e.operationFor(f, ev)
	if err != nil {
		e.meter.refused.Add(1)
		return op, false, err
	}
	w, leave := e.waiters.wait(op.ID)
	defer leave()
	op, repeated, err = e.create(ctx, f, op)
	if err != nil || op.State == Kept {
		return op, repeated, err
	}
	if repeated { // it may have ended long ago, or be about to
		op, err = e.Await(ctx, f.Workspace, op.ID, within)
		return op, true, err
	}
	op, err = e.hear(ctx, f.Workspace, op, w, within, true)
	return op, false, err
}

// Await returns an operation when it has ended, or as it stands with ErrNoReply
// when the given time is up.
func (e *Engine) Await(ctx context.Context, ws WorkspaceID, id OperationID, within time.Duration) (Operation, error) {
	w, leave := e.waiters.wait(id)
	defer leave()
	op, err := e.cfg.Store.Operation(ctx, ws, id)
	if err != nil || op.State.Final() || op.State == Kept {
		return op, err
	}
	return e.hear(ctx, ws, op, w, within, false)
}

func (e *Engine) hear(ctx context.Context, ws WorkspaceID, op Operation, w *waiter, within time.Duration, reply bool) (Operation, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		select {
		case r := <-w.replied:
			if op.Reply = &r; reply {
				return op, nil
			}
		case ended := <-w.ended:
			if ended.Reply == nil {
				ended.Reply = op.Reply
			}
			return ended, nil
		case <-ctx.Done():
			if now, err := e.cfg.Store.Operation(context.WithoutCancel(ctx), ws, op.ID); err == nil {
				op = now
			}
			if op.State.Final() {
				return op, nil
			}
			return op, ErrNoReply
		}
	}
}

// operationFor makes the operation that an event is to begin.
func (e *Engine) operationFor(f Flow, ev Event) (Operation, error) {
	now := e.cfg.Clock.Now()
	op := Operation{ID: OperationID(NewID(now)), Processing: f.Processing, Version: f.Version, Event: ev, State: Queued, Created: now, WakeAt: now}
	if e.Stopping() {
		return op, &Error{Kind: Unavailable, Code: "engine.stopping", After: 5 * time.Second}
	}
	if ev.Depth >= maxDepth {
		return op, &Error{Kind: Invalid, Code: "operation.depth", Args: map[string]string{"limit": strconv.Itoa(maxDepth)}}
	}
	if !f.Running {
		switch f.Settings.WhileStopped {
		case Refuse:
			return op, &Error{Kind: Unavailable, Code: "processing.stopped", Args: map[string]string{"name": f.Name}, After: time.Minute}
		case ProcessLater:
			op.Later = true
		}
		op.State = Kept
		return op, nil
	}
	if !e.queue.room(f.Workspace, f.Processing) {
		return op, &Error{Kind: Unavailable, Code: "queue.full", After: time.Second}
	}
	if f.plan != nil {
		op.Lane = f.plan.laneOf(op)
	}
	return op, nil
}

func (e *Engine) create(ctx context.Context, f Flow, op Operation, steps ...Step) (Operation, bool, error) {
	ev := op.Event
	op.Event.Said = nil
	op, created, err := e.cfg.Store.CreateOperation(ctx, f.Workspace, op, steps...)
	if err != nil {
		e.meter.refused.Add(1)
		return op, false, err
	}
	if !created {
		e.meter.repeated.Add(1)
		return op, true, nil
	}
	e.meter.accepted.Add(1)
	e.tallies.seen(f.Workspace, op)
	if op.State == Queued {
		if f.Source.Sent && !op.Test && op.ReplayOf == "" {
			e.vigils.arrived(lineKey{f.Workspace, f.Processing}, ev, op.Created)
		}
		e.ring(f.Workspace, op)
	}
	e.feed.publish(Change{Workspace: f.Workspace, Processing: f.Processing, Operation: op.ID})
	return op, false, nil
}

// ring says that a queued operation is there to be worked.
func (e *Engine) ring(ws WorkspaceID, op Operation) {
	e.queue.ring(Due{ws, op.Processing, op.ID, op.WakeAt, op.Lane, false}, e.cfg.Clock.Now())
}

// Sample keeps a request to a link that began no operation.
func (e *Engine) Sample(ctx context.Context, f Flow, s Sample) {
	if err := e.cfg.Store.AddSample(ctx, f.Workspace, f.Processing, s); err != nil {
		e.cfg.Log.Warn("sample not kept", "processing", f.Processing, "err", err)
	}
	e.feed.publish(Change{Workspace: f.Workspace, Processing: f.Processing})
}

// Cancel ends an operation: at once if it is parked, else as soon as the action
// under way heeds its context.
func (e *Engine) Cancel(ctx context.Context, ws WorkspaceID, id OperationID) (Operation, error) {
	op, err := e.cfg.Store.Cancel(ctx, ws, id, e.cfg.Clock.Now())
	if err != nil {
		return op, err
	}
	e.mu.Lock()
	if h, ok := e.running[id]; ok {
		h.cancel(ErrCancelled)
	}
	e.mu.Unlock()
	e.tallies.seen(ws, op)
	if op.State.Final() {
		e.queue.settle(id, e.cfg.Clock.Now())
		e.wakeLane(ws, op)
		e.waiters.final(op)
		e.batches.ended(op)
		e.wakeCaller(ctx, ws, op)
	}
	e.feed.publish(Change{Workspace: ws, Processing: op.Processing, Operation: id})
	return op, nil
}

// load rings everything that was unfinished when the program last stopped.
func (e *Engine) load(ctx context.Context) error {
	if err := e.survey(ctx, maxLife); err != nil {
		return err
	}
	e.queue.gathered(e.cfg.Clock.Now())
	return nil
}

// sweep wakes what is due, and finds what wake-ups missed.
func (e *Engine) sweep(ctx context.Context) {
	for survey := e.cfg.Clock.Elapsed() + e.cfg.Lease; ; {
		next := e.queue.due(survey - e.cfg.Clock.Elapsed())
		if !e.nap(ctx, next, e.queue.soon) {
			return
		}
		if e.cfg.Clock.Elapsed() >= survey {
			if err := e.survey(ctx, 2*e.cfg.Lease); err != nil && ctx.Err() == nil {
				e.cfg.Log.Error("looking for due operations", "err", err)
			}
			e.freeLanes(ctx)
			survey = e.cfg.Clock.Elapsed() + e.cfg.Lease
		}
	}
}

// survey rings all that is due before the next survey, and of what is due within
// a time all that is first in a lane or waits there.
func (e *Engine) survey(ctx context.Context, within time.Duration) error {
	const page = 1_000
	now := e.cfg.Clock.Now()
	soon := now.Add(2 * e.cfg.Lease)
	for after := (Due{}); ; {
		dues, err := e.cfg.Store.Due(ctx, after, now.Add(within), page)
		if err != nil {
			return err
		}
		for _, d := range dues {
			if d.Lane != "" || !d.At.After(soon) {
				e.queue.ring(d, now)
			}
		}
		if len(dues) < page {
			return nil
		}
		after = dues[len(dues)-1]
	}
}

// nap sleeps for d, or until the bell rings. It is false when ctx has ended.
func (e *Engine) nap(ctx context.Context, d time.Duration, bell <-chan struct{}) bool {
	napping, wake := context.WithCancelCause(ctx)
	defer wake(nil)
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-bell:
			wake(errRung)
		case <-stop:
		case <-napping.Done():
		}
	}()
	err := e.cfg.Clock.Sleep(napping, max(d, 0))
	close(stop)
	<-done
	return err == nil || errors.Is(err, errRung)
}

var errRung = errors.New("rung")
