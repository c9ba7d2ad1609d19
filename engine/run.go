package engine

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Limits of one operation.
const (
	maxTurns = 10_000              // of all its loops together
	maxLife  = 30 * 24 * time.Hour // from its event to its end, delays counted
	maxDepth = 8                   // of processings that call one another
)

// run carries one leased operation as far as it will go: to its end, or to the
// next reason to wait. It belongs to one goroutine.
type run struct {
	store  checkpoints
	clock  Clock
	log    *slog.Logger
	encode encoding
	ws     WorkspaceID
	lease  Lease
	op     Operation
	plan   *Plan
	aim    aim // the one node a trial is for
	steps  map[StepKey]*Step
	dirty  []*Step // changed since the last checkpoint
	search []string
	reply  *Reply
	turns  int
	began  time.Duration    // of this run
	failed *Step            // the one that ended the operation
	came   map[NodeID][]any // what came from outside, for who watches over it
	calls  calls
	waits  OperationID // the called operation that it was parked for
	over   time.Time   // waits up to here are over, though the clock was set back
	paused bool        // it was parked for a pause
	record Record      // what stands in for the world in a rehearsal; else nil

	watched bool                        // whether to note what came
	onReply func(Reply)                 // told of the first reply at once
	keep    func(context.Context) error // called before a failure is on record
	notify  func(State) bool            // whether this end leaves a notice
	onStep  func()                      // told after each checkpoint
}

// checkpoints is where a run is put on record; a Store is.
type checkpoints interface {
	Checkpoint(ctx context.Context, ws WorkspaceID, l Lease, p Progress) error
}

// parked ends a run that is to be resumed at a later time; stopped ends one
// that reached a Stop. Neither is a failure.
type parked struct {
	until  time.Time
	paused bool // however the clock is set meanwhile
}

func (parked) Error() string { return "parked" }

var errStopped = errors.New("stopped")

// errReached ends a run that was for one node, which has run.
var errReached = errors.New("reached")

// errDeadline is the cause of a run's context ending when its time is used up.
var errDeadline = &Error{Kind: Invalid, Code: "operation.deadline"}

// abandoned ends a run whose store failed it. Nothing more may be written: what
// the store holds is unknown to us now, so the operation is left to whoever
// claims it when the lease runs out.
type abandoned struct{ error }

func (a abandoned) Unwrap() error { return a.error }

// advance runs the plan from its first unfinished step, and returns the state
// it left the operation in.
func (r *run) advance(ctx context.Context) (Progress, error) {
	r.began = r.clock.Elapsed()
	left := r.plan.Deadline() - r.op.Active
	ctx, cancel := context.WithTimeoutCause(ctx, max(left, 0), errDeadline)
	defer cancel()

	vars, err := r.plan.Vars(r.op)
	if err == nil && r.clock.Now().Sub(r.op.Created) > maxLife {
		err = errDeadline
	}
	if err == nil {
		r.comes(SourceNode, vars[string(SourceNode)])
		if _, err = r.chain(ctx, r.plan.root, "", vars); err == nil && r.aim.node != "" {
			err = &Error{Kind: Invalid, Code: "trial.no_action", Args: map[string]string{"action": string(r.aim.node)}}
		}
	}
	failure := err
	p, err := r.end(ctx, err)
	if err != nil {
		return p, err
	}
	ctx = context.WithoutCancel(ctx)
	tooLate := len(r.steps) == 0 && errors.Is(failure, errDeadline) // it waited too long, and did nothing
	if p.Failure != nil && r.keep != nil && !tooLate {
		if err := r.keep(ctx); err != nil {
			return p, abandoned{err}
		}
	}
	return p, r.checkpoint(ctx, p)
}

// end says what became of the operation when its chain ended with err. Its own
// error means that nothing may be written.
func (r *run) end(ctx context.Context, err error) (Progress, error) {
	p := Progress{State: Succeeded, At: r.clock.Now(), Reply: r.reply, Active: r.op.Active + r.clock.Elapsed() - r.began}
	var (
		park parked
		lost abandoned
	)
	cause := context.Cause(ctx)
	switch {
	case err == nil, errors.Is(err, errReached):
	case errors.Is(err, errStopped):
		p.State = Stopped
	case errors.As(err, &lost):
		return p, lost
	case errors.As(err, &park):
		p.State, p.WakeAt, r.paused = Waiting, park.until, park.paused
	case cause != nil && errors.Is(cause, ErrLeaseLost):
		return p, ErrLeaseLost // someone else has it now
	case KindOf(err) == Uncertain:
		p.State = UncertainState
	case cause != nil && errors.Is(cause, ErrCancelled):
		p.State = Cancelled
	case cause != nil && errors.Is(cause, errDeadline):
		p.State, err = Failed, errDeadline
	case cause != nil: // shutting down: hand it to the next to come
		p.State, p.WakeAt = Waiting, p.At
	default:
		p.State = Failed
	}
	if p.State == Failed || p.State == UncertainState {
		p.Failure = FailureOf(err, p.At)
		if r.failed != nil {
			p.Failure.Node = r.failed.Node
		}
	}
	if (p.State == Succeeded || p.State == Stopped) && !r.op.Test { // the editor shows all of what a test gave
		r.clip()
	}
	p.Notify = p.State.Final() && r.notify != nil && r.notify(p.State)
	return p, nil
}

// chain runs nodes in order and returns the output of the last.
func (r *run) chain(ctx context.Context, nodes []*planned, in StepKey, vars map[string]any) (last any, err error) {
	for _, n := range nodes {
		if last, err = r.node(ctx, n, in.In(n.ID), vars); err != nil {
			return nil, err
		}
		if r.aim.at(n.ID) {
			return nil, errReached
		}
		vars[string(n.ID)] = n.seen(last)
		r.comes(n.ID, vars[string(n.ID)])
	}
	return last, nil
}

// node brings one step to its end, from wherever an earlier run left it.
func (r *run) node(ctx context.Context, n *planned, key StepKey, vars map[string]any) (any, error) {
	s := r.steps[key]
	now := r.clock.Now()
	switch {
	case s == nil && r.aim.passes(n.ID):
		return nil, nil
	case s == nil:
		s = &Step{Key: key, Node: n.ID, Seq: len(r.steps) + 1, Started: now}
		r.steps[key] = s
		if n.Disabled && !r.aim.wants(n.ID) {
			s.State, s.Finished = StepSkipped, now
			r.dirty = append(r.dirty, s)
			return nil, nil
		}
	case s.State == StepSkipped:
		return nil, nil
	case s.State == StepDone, s.State == StepFailed && n.OnError == Continue:
		return Decode(s.Output), nil
	case s.State == StepFailed: // in a turn that its loop went on without
		return nil, &Error{Kind: s.Failure.Kind, Code: s.Failure.Code, Args: s.Failure.Args}
	case s.State == StepOpen:
		return r.inside(ctx, n, s, vars)
	case s.State == StepWaiting && n.Calls:
		return r.hear(ctx, n, s)
	case (s.State == StepWaiting || s.State == StepRetrying) && now.Before(s.WakeAt) && s.WakeAt.After(r.over):
		return nil, parked{s.WakeAt, false}
	case s.State == StepWaiting:
		return r.done(n, s, Decode(s.Output)), nil
	case s.State == StepRunning && n.Effect == Once:
		return nil, r.uncertain(s, &Error{Kind: Uncertain, Code: "http.uncertain"})
	case s.State == StepRunning && s.Attempt >= n.policy().Attempts:
		return r.giveUp(ctx, n, s, &Error{Kind: Internal, Code: "step.interrupted"}) // it may be what takes us down
	}
	if branch, ok := r.aim.way(n); ok {
		r.touch(s)
		return r.outcome(ctx, n, s, Outcome{Next: Enter{Branch: branch}}, vars)
	}
	return r.attempt(ctx, n, s, vars)
}

func (n *planned) policy() RetryPolicy { return n.Node.Retry.Over(n.Prepared.Retry.Over(ChainRetry)) }

// attempt runs the node's action once and acts on the outcome.
func (r *run) attempt(ctx context.Context, n *planned, s *Step, vars map[string]any) (any, error) {
	retry := s.Failure != nil
	if len(s.Tries) > 0 {
		s.Began = r.clock.Now()
	}
	s.State, s.Attempt, s.WakeAt, s.Failure = StepRunning, s.Attempt+1, time.Time{}, nil
	r.dirty = append(r.dirty, s)
	pretend := r.pretends(n.ID)
	if n.Effect >= Repeatable && !pretend && r.record == nil { // the beginning is on record before the world can notice
		if err := r.checkpoint(ctx, Progress{State: Running, At: s.Started, Active: r.op.Active}); err != nil {
			return nil, err
		}
		r.dirty = append(r.dirty, s)
	}
	out, err := r.try(ctx, n, s, Input{
		Workspace: r.ws, Processing: r.op.Processing, Operation: r.op.ID, Root: r.root(), Node: n.ID,
		Key: string(r.op.ID) + "/" + string(s.Key), Attempt: s.Attempt, Retry: retry, Now: r.op.Created, Depth: r.op.Event.Depth,
		Pretend: pretend, Vars: vars, Log: r.log,
	})
	if out.Input != nil {
		s.Input = r.encode.raw(out.Input)
	}
	if err != nil {
		if out.Output != nil { // the answer that was found wanting
			s.Output = r.encode.raw(out.Output)
		}
		return r.trouble(ctx, n, s, err)
	}
	return r.outcome(ctx, n, s, out, vars)
}

// outcome acts on what a run that went well asks for.
func (r *run) outcome(ctx context.Context, n *planned, s *Step, out Outcome, vars map[string]any) (any, error) {
	if out.Reply != nil && r.reply == nil && r.op.Reply == nil {
		r.reply = out.Reply
		if r.onReply != nil {
			r.onReply(*out.Reply)
		}
	}
	next, err := r.aim.upTo(n, out.Next)
	if err != nil {
		return r.giveUp(ctx, n, s, err)
	}
	switch next := next.(type) {
	case Enter:
		if r.aim.only && r.aim.at(n.ID) {
			break
		}
		s.State, s.Output, s.Enter = StepOpen, r.encode.raw(out.Output), &Entered{Branch: next.Branch}
		return r.inside(ctx, n, s, vars)
	case Each:
		s.State, s.Enter = StepOpen, &Entered{Branch: next.Branch, As: next.As, Loop: true, Skip: next.Skip}
		for _, item := range next.Items {
			s.Enter.Items = append(s.Enter.Items, r.encode.raw(item))
		}
		if r.aim.only && r.aim.at(n.ID) { // what it goes over, and nothing of what is inside
			break
		}
		return r.inside(ctx, n, s, vars)
	case Wait:
		if r.record != nil {
			break
		}
		s.State, s.WakeAt, s.Output = StepWaiting, next.Until, r.encode.raw(out.Output)
		return nil, parked{next.Until, next.Paused}
	case Call:
		return r.callOut(ctx, n, s, next)
	case Stop:
		r.done(n, s, out.Output)
		return nil, errStopped
	}
	return r.done(n, s, out.Output), nil
}

// trouble parks the operation for a retry, or gives the step up.
func (r *run) trouble(ctx context.Context, n *planned, s *Step, err error) (any, error) {
	now := r.clock.Now()
	if errors.Is(err, ErrOffRecord) {
		r.fail(s, err)
		return nil, ErrOffRecord
	}
	if KindOf(err) == Uncertain {
		return nil, r.uncertain(s, err)
	}
	if cause := context.Cause(ctx); cause != nil {
		if errors.Is(cause, errDeadline) {
			r.fail(s, errDeadline)
			return nil, errDeadline
		}
		s.State, s.WakeAt, s.Attempt = StepRetrying, now, s.Attempt-1 // told to stop is no fault of the step's
		return nil, cause
	}
	if wait, again := n.policy().Next(s.Attempt, err); again && r.aim.node == "" && r.record == nil { // whoever tries one node waits for its answer
		if freeOf(err) {
			s.Attempt--
		}
		s.State, s.WakeAt, s.Failure = StepRetrying, now.Add(wait), FailureOf(err, now)
		s.tried(s.Failure)
		r.plan.meter.step(StepRetrying)
		return nil, parked{s.WakeAt, true}
	}
	return r.giveUp(ctx, n, s, err)
}

// giveUp ends a step that will not be tried again.
func (r *run) giveUp(ctx context.Context, n *planned, s *Step, err error) (any, error) {
	r.fail(s, err)
	if n.OnError != Continue {
		return nil, err
	}
	output := r.excused(ctx, s.Failure)
	s.Output = r.encode.raw(output)
	r.failed = nil
	return output, nil
}

// excused is what later nodes see of a failure that the operation goes on after.
func (r *run) excused(ctx context.Context, f *Failure) map[string]any {
	args := map[string]any{}
	for k, v := range f.Args {
		args[k] = v
	}
	message := f.Code
	if r.plan.say != nil {
		message = r.plan.say(ctx, r.ws, f.Code, f.Args)
	}
	return map[string]any{"error": map[string]any{"code": f.Code, "args": args, "message": message}}
}

func (r *run) fail(s *Step, err error) {
	now := r.clock.Now()
	s.State, s.Finished, s.Failure = StepFailed, now, FailureOf(err, now)
	r.plan.meter.step(StepFailed)
	r.touch(s)
	r.failed = s
}

// uncertain leaves a step to a person.
func (r *run) uncertain(s *Step, err error) error {
	now := r.clock.Now()
	s.State, s.Finished, s.Failure = StepUncertain, now, FailureOf(err, now)
	r.plan.meter.step(StepUncertain)
	r.touch(s)
	r.failed = s
	return err
}

// done ends a step with its output.
func (r *run) done(n *planned, s *Step, output any) any {
	s.State, s.Output, s.Finished, s.Failure = StepDone, r.encode.raw(output), r.clock.Now(), nil
	r.plan.meter.step(StepDone)
	r.touch(s)
	if n.Searchable {
		r.remember(output)
	}
	return output
}

func (r *run) touch(s *Step) { r.dirty = append(r.dirty, s) }

func (r *run) root() OperationID {
	return r.op.origin()
}

// checkpoint writes every step changed since the last one along with p.
func (r *run) checkpoint(ctx context.Context, p Progress) error {
	written := make(map[StepKey]bool, len(r.dirty))
	for _, s := range r.dirty {
		if !written[s.Key] {
			written[s.Key] = true
			p.Steps = append(p.Steps, *s)
		}
	}
	p.Reply, p.Search = r.reply, r.search
	if err := r.store.Checkpoint(ctx, r.ws, r.lease, p); err != nil {
		return abandoned{err}
	}
	r.dirty, r.search = r.dirty[:0], nil
	if r.onStep != nil {
		r.onStep()
	}
	return nil
}
