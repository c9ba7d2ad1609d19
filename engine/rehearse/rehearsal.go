package rehearse

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"stanok/engine"
)

// Most is how many operations a draft is rehearsed on at most.
const Most = 200

// longest is how long one operation may take.
const longest = 10 * time.Second

// rehearsed are the states in which an operation has ended that a draft is
// rehearsed on.
var rehearsed = []engine.State{engine.Succeeded, engine.Stopped, engine.Failed, engine.UncertainState}

// Desk has what rehearsals need.
type Desk struct {
	Engine *engine.Engine
	Store  engine.Store
	Clock  engine.Clock
}

// Rehearsal is a draft on the newest operations of its processing. Its methods
// may be called by several goroutines, Run once.
type Rehearsal struct {
	desk     Desk
	ws       engine.WorkspaceID
	plan     *engine.Plan
	revision int64
	chosen   []engine.OperationID // newest first
	scratch  *scratch

	mu      sync.Mutex
	results []Result // oldest first
	bytes   int      // of their values
	gone    int      // operations that were forgotten meanwhile
	over    bool
	stopped bool
	began   time.Time
	bell    engine.Bell
}

// New makes ready a rehearsal of a processing's draft on its last operations that
// have ended, at most so many. It fails with Problems if the draft has some.
func (d Desk) New(ctx context.Context, ws engine.WorkspaceID, p engine.Processing, last int) (*Rehearsal, error) {
	plan, problems := d.Engine.Sketch(p.Draft)
	if len(problems) > 0 {
		return nil, problems
	}
	return d.On(ctx, ws, p, plan, last)
}

// On makes ready a rehearsal of another plan of a processing than its draft.
func (d Desk) On(ctx context.Context, ws engine.WorkspaceID, p engine.Processing, plan *engine.Plan, last int) (*Rehearsal, error) {
	r := &Rehearsal{desk: d, ws: ws, plan: plan, revision: p.Revision, scratch: newScratch(d.Store), began: d.Clock.Now()}
	q := engine.OperationQuery{Processing: p.ID, States: rehearsed, Limit: min(max(last, 1), Most)}
	for want := q.Limit; len(r.chosen) < want; {
		page, err := d.Store.FindOperations(ctx, ws, q)
		if err != nil {
			return nil, err
		}
		for _, op := range page.Operations[:min(len(page.Operations), want-len(r.chosen))] {
			r.chosen = append(r.chosen, op.ID)
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	return r, nil
}

// Run rehearses until all is done or ctx ends. It goes from the oldest operation
// to the newest, so that what the draft remembers comes in its order.
func (r *Rehearsal) Run(ctx context.Context) error {
	defer r.bell.Ring()
	var err error
	for _, id := range slices.Backward(r.chosen) {
		var one Result
		if one, err = r.one(ctx, id); ctx.Err() != nil {
			err = context.Cause(ctx)
			break
		}
		if err != nil && engine.KindOf(err) != engine.NotFound {
			break
		}
		r.add(one, err == nil)
		err = nil
		r.bell.Ring()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over, r.stopped = true, err != nil
	return err
}

func (r *Rehearsal) add(one Result, there bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !there {
		r.gone++
		return
	}
	if r.bytes += one.size(); r.bytes > maxBytes {
		one.lighten()
	}
	r.results = append(r.results, one)
}

// one rehearses one operation.
func (r *Rehearsal) one(ctx context.Context, id engine.OperationID) (Result, error) {
	op, err := r.desk.Store.Operation(ctx, r.ws, id)
	if err != nil {
		return Result{}, err
	}
	steps, err := r.desk.Engine.Steps(ctx, r.ws, op)
	if err != nil {
		return Result{}, err
	}
	rec := &record{op: op, steps: steps, plan: r.plan, memory: r.scratch, claimed: map[engine.StepKey]bool{}}
	if rec.was, err = r.desk.Engine.PlanOf(ctx, r.ws, op); err != nil {
		rec.was = nil // what it ran cannot be read by this program any more
	}
	limited, cancel := context.WithTimeoutCause(ctx, longest, errLong)
	defer cancel()
	now, _, err := r.desk.Engine.Rehearse(limited, r.ws, op, r.plan, rec)
	if err != nil && errors.Is(context.Cause(limited), errLong) {
		rec.off, err = Unknown, nil
	}
	if err != nil {
		return Result{}, err
	}
	return rec.judge(now), nil
}

var errLong = errors.New("rehearsing one operation takes too long")

// Moved tells on a channel that the rehearsal has gone on, until end is called.
func (r *Rehearsal) Moved() (moved <-chan struct{}, end func()) { return r.bell.Listen() }
