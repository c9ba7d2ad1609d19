package engine

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Config is what an Engine is made of. Store, Clock, Catalogue and Read are
// required; zero limits mean the defaults of policy.
type Config struct {
	Store     Store
	Clock     Clock
	Log       *slog.Logger
	Catalogue Catalogue
	Vault     *Vault

	// Read makes a definition of a draft, with all its problems.
	Read func(draft []byte) (Definition, Problems)

	// Encode appends a plain value as JSON; nil for encoding/json's way.
	Encode func(dst []byte, v any) []byte

	// Uses tells what actions of a plan use of what comes from outside; nil to
	// watch for no drift.
	Uses func(*Plan) []Outside

	// Rows finds rows of mapping tables; nil for one over Store.
	Rows *Rows

	// Post delivers letters; nil leaves them waiting, and so does CanPost, if
	// there is one, while it is false.
	Post    Post
	CanPost func() bool

	// HistoryBudget is how large a Sized store may grow, in bytes, before the
	// oldest operations are forgotten early; 0 means as large as it likes.
	HistoryBudget int64

	Workers    int           // operations run at once; 0 means 64
	QueueLimit int           // operations that may wait for a worker; 0 means 100,000
	Lease      time.Duration // how long a silent worker keeps an operation; 0 means 30 s
	MailPause  time.Duration // before a letter is tried again, doubling; 0 means a minute
	Drain      time.Duration // how long operations under way may go on after Run's ctx ends; 0 means 30 s
}

// Engine accepts events and works operations. It owns every goroutine that runs
// an action: all of them begin in Run and have ended when it returns.
type Engine struct {
	cfg      Config
	flows    *flows
	queue    *queue
	waiters  waiters
	feed     feed
	ticks    ticks
	alarmed  alarmed
	watchers watchers
	vigils   *vigils
	bell     chan struct{} // rung when a notice was left
	letters  chan struct{} // rung when a letter was written
	written  written
	meter    meter
	tallies  *tallies
	batches  batches
	disk     disk

	budget  atomic.Int64  // of the history; see SetHistoryBudget
	tighter chan struct{} // rung when that changed
	fitting sync.Mutex

	stopping atomic.Bool

	mu      sync.Mutex
	running map[OperationID]held // operations worked here, now
	halted  bool
}

// held is an operation in this engine's hands.
type held struct {
	ws     WorkspaceID
	lease  Lease
	cancel context.CancelCauseFunc
}

// New returns an engine that does nothing until Run.
func New(cfg Config) *Engine {
	if cfg.Workers == 0 {
		cfg.Workers = 64
	}
	if cfg.QueueLimit == 0 {
		cfg.QueueLimit = 100_000
	}
	if cfg.Lease == 0 {
		cfg.Lease = 30 * time.Second
	}
	if cfg.MailPause == 0 {
		cfg.MailPause = firstMailPause
	}
	if cfg.Drain == 0 {
		cfg.Drain = 30 * time.Second
	}
	if cfg.Encode == nil {
		cfg.Encode = encode
	}
	if cfg.Rows == nil {
		cfg.Rows = NewRows(cfg.Store)
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{
		cfg: cfg, flows: newFlows(), queue: newQueue(cfg.QueueLimit, cfg.Clock), bell: make(chan struct{}, 1), letters: make(chan struct{}, 1),
		ticks: newTicks(), alarmed: newAlarmed(), watchers: newWatchers(), vigils: newVigils(), tallies: newTallies(cfg.Clock.Now()), batches: newBatches(),
		disk:    disk{held: map[string]Letter{}, sent: map[string]bool{}},
		running: map[OperationID]held{}, tighter: make(chan struct{}, 1),
	}
	e.SetHistoryBudget(cfg.HistoryBudget)
	return e
}

// ErrStopping is the cause of the engine's contexts ending when it shuts down.
var ErrStopping = errors.New("the engine is stopping")

// Run works operations until ctx ends, lets those under way finish for at most
// the drain time, hands back the rest, and returns when all is quiet. Call it
// once.
func (e *Engine) Run(ctx context.Context) error {
	if err := e.load(ctx); err != nil {
		return err
	}
	working, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	var workers, parts sync.WaitGroup
	for range e.cfg.Workers {
		workers.Go(func() { e.serve(ctx, working) })
	}
	for _, part := range []func(context.Context){e.sweep, e.tick, e.watch, e.deliver, e.tidy, e.keepWithin, e.recount, e.repair, e.watchDisk, e.watchCircles} {
		parts.Go(func() { part(ctx) })
	}
	beating, still := context.WithCancel(working)
	parts.Go(func() { e.beat(beating) })
	<-ctx.Done()
	e.stopping.Store(true)
	e.queue.close()
	quiet := make(chan struct{})
	go func() { workers.Wait(); close(quiet) }()
	drain, done := context.WithTimeout(context.WithoutCancel(ctx), e.cfg.Drain)
	select {
	case <-quiet:
	case <-drain.Done():
		stop(ErrStopping)
		<-quiet
	}
	done()
	still()
	parts.Wait()
	return nil
}

// Stopping reports whether Run has been told to end: no event is accepted any
// more.
func (e *Engine) Stopping() bool { return e.stopping.Load() }

// Halt ends all work at once, handing back what is under way; Run returns soon
// after. It is for a second signal.
func (e *Engine) Halt() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.halted = true
	for _, h := range e.running {
		h.cancel(ErrStopping)
	}
}

// serve works operations one after another until ctx ends.
func (e *Engine) serve(ctx, working context.Context) {
	for {
		item, ok := e.queue.next(ctx)
		if !ok {
			return
		}
		kept, err := e.kept(working, item)
		if kept {
			continue
		}
		if err == nil {
			err = e.work(working, item.Due)
		}
		if errors.Is(err, errNoWork) {
			e.queue.unbegun(item)
			continue
		}
		if err != nil {
			now := e.cfg.Clock.Now()
			e.cfg.Log.Warn("operation left for later", "operation", item.Operation, "processing", item.Processing, "err", err)
			e.queue.later(item.Due, now, now.Add(e.cfg.Lease))
		}
		e.queue.done(item)
	}
}

// mostOfOne is how many of the workers one processing may have at once. The last
// eighth are for the others, whose next operation would else wait until a step of
// the large one ends.
func (e *Engine) mostOfOne() int { return e.cfg.Workers - e.cfg.Workers/8 }

// errNoWork says that an operation was rung twice, or too late.
var errNoWork = errors.New("nothing to work")

// work claims one operation and takes it as far as it will go.
func (e *Engine) work(ctx context.Context, due Due) error {
	now := e.cfg.Clock.Now()
	if due.Paused && due.At.After(now) { // the clock was set back
		now = due.At
	}
	ws, id := due.Workspace, due.Operation
	lease, op, steps, err := e.cfg.Store.Claim(ctx, ws, id, now, now.Add(e.cfg.Lease))
	if k := KindOf(err); err != nil && (k == Conflict || k == NotFound) {
		e.tell(ctx, due)
		return errNoWork
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	e.hold(held{ws, lease, cancel})
	defer e.release(id)
	if op.Cancelling {
		cancel(ErrCancelled)
	}
	e.tallies.seen(ws, op)
	plan, err := e.PlanOf(ctx, ws, op)
	if err != nil {
		return err
	}
	e.queue.limit(due, min(plan.Concurrency(), e.mostOfOne()), plan.Definition.Settings.Pace)
	r := e.newRun(ws, lease, op, steps, plan)
	r.over = now
	p, err := r.advance(ctx)
	if err != nil {
		return err
	}
	e.after(ws, op, p, r.paused)
	if p.State == Succeeded || p.State == Stopped {
		e.lookAt(ws, op, plan, r.came)
	}
	if p.State == Waiting && r.waits != "" {
		e.parkedOn(context.WithoutCancel(ctx), ws, r.waits)
	}
	return nil
}

// tell lets those who wait for an operation know if it has ended: a write that
// failed may have landed all the same.
func (e *Engine) tell(ctx context.Context, due Due) {
	if due.Lane == "" && !e.waiters.any(due.Operation) && !e.batches.waits(due.Operation) {
		return
	}
	op, err := e.cfg.Store.Operation(ctx, due.Workspace, due.Operation)
	if KindOf(err) == NotFound || err == nil && op.State.Final() {
		e.queue.settle(due.Operation, e.cfg.Clock.Now())
	}
	if err == nil && op.State.Final() {
		e.waiters.final(op)
		e.batches.ended(op)
	}
}

func (e *Engine) newRun(ws WorkspaceID, lease Lease, op Operation, steps []Step, plan *Plan) *run {
	r := &run{
		store: e.cfg.Store, clock: e.cfg.Clock, ws: ws, lease: lease, op: op, plan: plan, aim: plan.aim(op.Trial),
		log: e.cfg.Log, encode: e.cfg.Encode, calls: e,
		steps:   make(map[StepKey]*Step, len(steps)+4),
		onReply: func(reply Reply) { e.waiters.reply(op.ID, reply) },
		keep:    func(ctx context.Context) error { return e.seizeLane(ctx, ws, op) },
		notify:  func(s State) bool { return e.notable(ws, op, s) },
		watched: plan.outside != nil && !op.Test && op.ReplayOf == "",
		onStep:  func() { e.feed.publish(Change{Workspace: ws, Processing: op.Processing, Operation: op.ID}) },
	}
	for i := range steps {
		r.steps[steps[i].Key] = &steps[i]
	}
	return r
}

// after tells everyone who waits what became of the operation.
func (e *Engine) after(ws WorkspaceID, op Operation, p Progress, paused bool) {
	e.meter.ended(p)
	if !p.State.Final() {
		op.State, op.WakeAt = p.State, p.WakeAt
		e.tallies.seen(ws, op)
		e.batches.ended(op)
		e.queue.ring(Due{ws, op.Processing, op.ID, op.WakeAt, op.Lane, paused}, e.cfg.Clock.Now())
		return
	}
	e.queue.settle(op.ID, e.cfg.Clock.Now())
	op.State, op.Failure, op.Finished, op.Active = p.State, p.Failure, p.At, p.Active
	if op.Reply == nil {
		op.Reply = p.Reply
	}
	e.wakeBehind(context.Background(), ws, op)
	e.tallies.ended(ws, op)
	e.waiters.final(op)
	e.batches.ended(op)
	e.wakeCaller(context.Background(), ws, op)
	if p.Notify {
		signal(e.bell)
	}
	level := slog.LevelDebug
	if p.Failure != nil {
		level = slog.LevelInfo
	}
	e.cfg.Log.Log(context.Background(), level, "operation ended", "operation", op.ID, "processing", op.Processing, "state", p.State, "ms", p.At.Sub(op.Created).Milliseconds())
}

func (e *Engine) hold(h held) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running[h.lease.Operation] = h
	if e.halted {
		h.cancel(ErrStopping)
	}
}

func (e *Engine) release(id OperationID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.running, id)
}

// beat extends the leases of all operations worked here, until ctx ends. It ends
// the run of one whose lease is lost, or whose cancellation was asked for
// elsewhere.
func (e *Engine) beat(ctx context.Context) {
	for e.cfg.Clock.Sleep(ctx, e.cfg.Lease/3) == nil {
		e.mu.Lock()
		all := slices.Collect(maps.Values(e.running))
		e.mu.Unlock()
		for _, h := range all {
			switch cancelling, err := e.cfg.Store.Extend(ctx, h.ws, h.lease, e.cfg.Clock.Now().Add(e.cfg.Lease)); {
			case errors.Is(err, ErrLeaseLost):
				e.lost(h)
			case cancelling:
				h.cancel(ErrCancelled)
			}
		}
	}
}

// lost ends the run under a lease that somebody else has now, unless it ended
// by itself meanwhile.
func (e *Engine) lost(h held) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now, ok := e.running[h.lease.Operation]; ok && now.lease.Token == h.lease.Token {
		h.cancel(ErrLeaseLost)
	}
}
