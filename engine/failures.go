package engine

import (
	"context"
	"slices"
	"sync"
	"time"
)

// FailureSource is the type of the source that begins when operations fail.
const FailureSource = "failure"

// Watching is set for a source that begins when operations of other processings
// end failed.
type Watching struct {
	// Of are the processings, by id or name; none for all. Its own is never
	// among them.
	Of []string

	// Event is what a failure gives. Its Key and Depth are the engine's.
	Event func(FailedOperation) Event
}

// FailedOperation is one that ended failed, as sources that watch are told.
type FailedOperation struct {
	Processing ProcessingID
	Name       string // of the processing
	Operation  OperationID
	Action     string // that failed: its title, else its id; "" if none did
	Code       string
	Message    string // in the workspace's language
	At         time.Time
}

// failurePrefix begins the key of an event that tells of a failure.
const failurePrefix = "failure:"

// watchers are the running processings that begin when others fail. They are
// read when something has changed.
type watchers struct {
	mu      *sync.Mutex
	changed map[lineKey]bool
	of      map[lineKey]Flow // by one goroutine
}

func newWatchers() watchers {
	return watchers{new(sync.Mutex), map[lineKey]bool{}, map[lineKey]Flow{}}
}

// alter says that a processing may watch now, or watch no more.
func (w watchers) alter(k lineKey) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed[k] = true
}

func (w watchers) takeChanged() []lineKey {
	w.mu.Lock()
	defer w.mu.Unlock()
	keys := make([]lineKey, 0, len(w.changed))
	for k := range w.changed {
		keys = append(keys, k)
	}
	clear(w.changed)
	return keys
}

// allWatchers marks every running processing to be looked at.
func (e *Engine) allWatchers(ctx context.Context) error {
	all, err := e.cfg.Store.ListWorkspaces(ctx)
	for _, ws := range all {
		var list []Processing
		if list, err = e.cfg.Store.ListProcessings(ctx, ws.ID); err != nil {
			break
		}
		for _, p := range list {
			if p.Running {
				e.watchers.alter(lineKey{ws.ID, p.ID})
			}
		}
	}
	return err
}

// findWatchers reads every processing that has changed.
func (e *Engine) findWatchers(ctx context.Context) error {
	for _, k := range e.watchers.takeChanged() {
		delete(e.watchers.of, k)
		p, err := e.cfg.Store.Processing(ctx, k.ws, k.p)
		if err != nil && KindOf(err) != NotFound {
			e.watchers.alter(k)
			return err
		}
		if err != nil || !p.Running || outOfBin(p) != nil {
			continue
		}
		if flow, err := e.Flow(ctx, k.ws, p); err == nil && flow.Source.Watching != nil {
			e.watchers.of[k] = flow
		}
	}
	return nil
}

// tellWatchers begins, for each notice of a failure, an operation of every
// processing that watches for it. A failure begins one, however often it is told:
// its operation is the event's key. The error means that it must be told again.
func (e *Engine) tellWatchers(ctx context.Context, k lineKey, notices []Notice) error {
	if err := e.findWatchers(ctx); err != nil {
		return err
	}
	for at, flow := range e.watchers.of {
		if at.ws != k.ws || at == k {
			continue
		}
		for _, n := range notices {
			if n.State != Failed {
				continue
			}
			if err := e.tellWatcher(ctx, flow, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Engine) tellWatcher(ctx context.Context, flow Flow, n Notice) error {
	failed, depth, err := e.failed(ctx, n)
	if err != nil || !flow.Source.Watching.watches(failed) {
		return err
	}
	ev := flow.Source.Watching.Event(failed)
	ev.Key, ev.Depth = failurePrefix+string(n.Operation), depth+1
	_, _, err = e.Begin(ctx, flow, ev)
	if KindOf(err) == Unavailable && FailureOf(err, n.At).Code != "processing.stopped" {
		return err // there is no room now, or the program is stopping
	}
	if err != nil {
		e.cfg.Log.Warn("failure not passed on", "operation", n.Operation, "to", flow.Processing, "err", err)
	}
	return nil
}

func (w *Watching) watches(f FailedOperation) bool {
	return len(w.Of) == 0 || slices.Contains(w.Of, string(f.Processing)) || slices.Contains(w.Of, f.Name)
}

// failed is what is known of a failure, and how deep in a chain of processings it
// was.
func (e *Engine) failed(ctx context.Context, n Notice) (f FailedOperation, depth int, err error) {
	f = FailedOperation{Processing: n.Processing, Operation: n.Operation, At: n.At}
	if n.Failure != nil {
		f.Code, f.Message, f.Action = n.Failure.Code, n.Failure.Code, string(n.Failure.Node)
		if e.cfg.Catalogue.Say != nil {
			f.Message = e.cfg.Catalogue.Say(ctx, n.Workspace, n.Failure.Code, n.Failure.Args)
		}
	}
	p, err := e.cfg.Store.Processing(ctx, n.Workspace, n.Processing)
	if err != nil {
		return f, 0, absent(err)
	}
	f.Name = p.Name
	if title, _ := e.called(p, n.Failure); title != "" {
		f.Action = title
	}
	op, err := e.cfg.Store.Operation(ctx, n.Workspace, n.Operation)
	return f, op.Event.Depth, absent(err)
}
