package engine

import (
	"context"
	"time"
)

// Store remembers everything. It is the only truth: whatever a worker or a
// browser believes, what the store says is so.
//
// Methods are safe for concurrent use and return when their effect is durable.
// Errors are of kind NotFound, Conflict, Invalid or Unavailable (code
// "storage.full" when there is no room, "storage.failed" when the disk refused
// to make a write durable; after the latter nothing is accepted any more).
// Values passed in are copied; values returned belong to the caller. Every
// implementation passes package storetest, the other half of this text.
type Store interface {
	Workspaces
	People
	Sites
	Processings
	Operations
	Connections
	Accesses
	Tables
	Memory
	Alerts
	Vigils
	Batches
	Close() error
}

// Workspaces is the part of a store that knows whose things are.
type Workspaces interface {
	PutWorkspace(ctx context.Context, w Workspace) error
	Workspace(ctx context.Context, id WorkspaceID) (Workspace, error)
	ListWorkspaces(ctx context.Context) ([]Workspace, error) // by ID

	// Tokens give programs the rights of a role. TokenByHash is how a bearer
	// is recognised: the workspace comes from the token, never from a request.
	PutToken(ctx context.Context, ws WorkspaceID, t Token) error
	ListTokens(ctx context.Context, ws WorkspaceID) ([]Token, error) // oldest first
	DeleteToken(ctx context.Context, ws WorkspaceID, id string) error
	TokenByHash(ctx context.Context, hash [32]byte) (WorkspaceID, Token, error)
}

// Processings is the part of a store the editor writes.
type Processings interface {
	// PutProcessing creates or replaces p, adds the version d if it is not nil,
	// and adds the edits to the log, in one step. It fails with Conflict unless
	// p.Revision is the stored one (0 to create) and d.Version is one more than
	// the stored Latest, which p.Latest must then be. It returns p with its new
	// Revision, which the edits have too; their Numbers go on from the log's.
	PutProcessing(ctx context.Context, ws WorkspaceID, p Processing, d *Definition, edits ...Edit) (Processing, error)
	Processing(ctx context.Context, ws WorkspaceID, id ProcessingID) (Processing, error)

	// ListProcessings lists them by name, then ID. Their drafts are shared: not to
	// be altered.
	ListProcessings(ctx context.Context, ws WorkspaceID) ([]Processing, error)

	// DeleteProcessing removes p with its versions, edits, samples, memory,
	// alert and vigil.
	// Its operations stay in history until pruned; those not final are
	// cancelled.
	DeleteProcessing(ctx context.Context, ws WorkspaceID, id ProcessingID, now time.Time) error

	Definition(ctx context.Context, ws WorkspaceID, id ProcessingID, version int) (Definition, error)
	ListDefinitions(ctx context.Context, ws WorkspaceID, id ProcessingID) ([]Definition, error) // newest first

	// ListEdits lists those edits of a processing's draft whose Revision is
	// greater than after, newest first and at most limit, or all if limit is 0.
	// The newest MaxEdits are kept, and of these as many as are MaxEditBytes in
	// all, but at least one.
	ListEdits(ctx context.Context, ws WorkspaceID, id ProcessingID, after int64, limit int) ([]Edit, error)

	// Link finds whose processing a webhook token belongs to. With the empty
	// workspace it is NotFound.
	Link(ctx context.Context, token string) (WorkspaceID, ProcessingID, error)

	// AddSample keeps a request that began no operation, the newest 20 of a
	// processing.
	AddSample(ctx context.Context, ws WorkspaceID, id ProcessingID, s Sample) error
	ListSamples(ctx context.Context, ws WorkspaceID, id ProcessingID) ([]Sample, error) // newest first

	// DropSamples forgets those samples of a processing that which reports. It may
	// be asked of one more than once.
	DropSamples(ctx context.Context, ws WorkspaceID, id ProcessingID, which func(Sample) bool) error
}

// Operations is the part of a store the engine writes.
type Operations interface {
	// CreateOperation adds op in state Queued, or in op.State if that is Kept,
	// with steps that an earlier operation has already taken for it. If the
	// processing already has an operation with the same non-empty Event.Key,
	// received less than its KeyFor before, it returns that one and false. If
	// op.ReplayOf is set, that operation's Replays gain op.ID.
	CreateOperation(ctx context.Context, ws WorkspaceID, op Operation, steps ...Step) (Operation, bool, error)

	// Claim leases a due operation to the caller until the given time and makes
	// it Running; Steps are by Seq. It fails with Conflict if the operation is
	// final, kept, not due at now, or leased to another.
	Claim(ctx context.Context, ws WorkspaceID, id OperationID, now, until time.Time) (Lease, Operation, []Step, error)

	// Extend keeps a lease, and tells whether cancellation was asked for. It
	// fails with ErrLeaseLost if the operation was claimed by another since.
	Extend(ctx context.Context, ws WorkspaceID, l Lease, until time.Time) (cancelling bool, err error)

	// Checkpoint records progress, all of it or none. Steps are added, or
	// replaced where the Key is known. Unless p.State is Running the lease is
	// given up. An operation being cancelled that would become Waiting becomes
	// Cancelled instead. It fails with ErrLeaseLost if the lease is not held.
	Checkpoint(ctx context.Context, ws WorkspaceID, l Lease, p Progress) error

	// Amend lets change alter an operation that nobody has leased, and its
	// steps, in one step; it is how a person's decisions are recorded. A change
	// of state must be one that State.CanBecome allows, else it is Conflict; the
	// event's key may only be taken away, and is still in the way of a repeat; an
	// error of change is returned and nothing is altered. It fails with
	// Conflict while the operation is leased. change may be called more than
	// once and must not keep its arguments.
	Amend(ctx context.Context, ws WorkspaceID, id OperationID, change func(op *Operation, steps *[]Step) error) (Operation, error)

	// Cancel makes an operation Cancelled at once if it is Kept, Queued,
	// Waiting or Uncertain, marks it Cancelling if it is Running, and leaves it
	// be if it is otherwise final.
	Cancel(ctx context.Context, ws WorkspaceID, id OperationID, now time.Time) (Operation, error)

	// Due lists operations of all workspaces that are or will be due, by when:
	// queued and waiting ones by WakeAt, and leased ones by the end of their
	// lease. It begins after the given entry (the zero Due: at the beginning)
	// and ends at limit entries or at those due later than until.
	Due(ctx context.Context, after Due, until time.Time, limit int) ([]Due, error)

	Operation(ctx context.Context, ws WorkspaceID, id OperationID) (Operation, error)
	Steps(ctx context.Context, ws WorkspaceID, id OperationID) ([]Step, error) // by Seq

	// FindOperations lists operations newest first. They come without
	// Event.Data, Reply, Draft, Trial and Forgotten.
	FindOperations(ctx context.Context, ws WorkspaceID, q OperationQuery) (OperationPage, error)

	// CountUnfinished is the number of operations of a processing that are
	// queued, running or waiting.
	CountUnfinished(ctx context.Context, ws WorkspaceID, id ProcessingID) (int, error)

	// CountOperations counts the operations of a query from its Cursor on, whatever
	// its Limit and Newer, and stops at most. all tells whether there are no more: it may
	// also have looked for too long.
	CountOperations(ctx context.Context, ws WorkspaceID, q OperationQuery, most int) (n int, all bool, err error)

	// CountVersions counts the operations of a processing, without tests, by the
	// version they run. It looks at the newest ones, at most so many, and tells
	// whether those were all.
	CountVersions(ctx context.Context, ws WorkspaceID, id ProcessingID, most int) (of map[int]VersionCount, all bool, err error)

	// Prune forgets at most limit operations that finished before the given
	// time and are in one of the states, oldest first, with their steps and
	// event keys, and returns how many it did.
	Prune(ctx context.Context, ws WorkspaceID, before time.Time, states []State, limit int) (int, error)

	// ForgetData gives up at now the data of at most limit of the operations
	// that Prune would forget, oldest first and each once, and returns how many
	// it did. What is left of them is what Bare leaves.
	ForgetData(ctx context.Context, ws WorkspaceID, before time.Time, states []State, limit int, now time.Time) (int, error)
}

// VersionCount is how many operations ran a version, and how many of them failed
// or are uncertain.
type VersionCount struct{ All, Failed int }

// Add counts one.
func (n VersionCount) Add(s State) VersionCount {
	n.All++
	if s == Failed || s == UncertainState {
		n.Failed++
	}
	return n
}

// Due is an operation and when it may be claimed.
type Due struct {
	Workspace  WorkspaceID
	Processing ProcessingID
	Operation  OperationID
	At         time.Time
	Lane       string // the operation's
	Paused     bool   // due after a pause, which is over even if the clock was set back meanwhile
}

// Lease is the right to advance one operation. Token grows with every claim, so
// a worker that overslept its lease cannot write over its successor.
type Lease struct {
	Operation OperationID
	Token     int64
	Until     time.Time
}

// Progress is what a worker has to tell at a checkpoint. It holds only what
// workers decide, so that it cannot undo what others wrote meanwhile.
type Progress struct {
	State   State
	At      time.Time     // becomes Finished if State is final
	WakeAt  time.Time     // if State is Waiting
	Active  time.Duration // in all, so far
	Reply   *Reply        // kept only if the operation has none yet
	Failure *Failure      // if State is Failed or Uncertain
	Search  []string      // added to Operation.Search, if not nil
	Steps   []Step
	Notify  bool // leave a Notice of this end
}

// OperationQuery selects operations; the zero query selects all but tests.
type OperationQuery struct {
	Processing ProcessingID
	States     []State
	Text       string    // found in a search value; matched folded (see Fold)
	From, To   time.Time // by Created, To excluded
	Test       bool      // tests only, instead of all but tests

	Cause   string        // why it failed; see Failure.Cause
	Node    NodeID        // the action it failed at
	Version int           // that it ran
	Source  string        // type of the source it began with
	Longer  time.Duration // it has ended and took at least so long
	Newer   OperationID   // those newer than this one alone, and the oldest first; Cursor is then not looked at

	Limit  int    // 0 means 50; at most 500
	Cursor string // OperationPage.Next of the page before
}

// Narrow reports whether q asks for more than a row's beginning tells.
func (q OperationQuery) Narrow() bool {
	return q.Cause != "" || q.Node != "" || q.Version != 0 || q.Source != "" || q.Longer > 0
}

// Fits reports whether an operation is one of those that Cause, Node, Version,
// Source and Longer ask for.
func (q OperationQuery) Fits(op Operation) bool {
	return (q.Cause == "" || op.Failure.Cause() == q.Cause) &&
		(q.Node == "" || op.Failure != nil && op.Failure.Node == q.Node) &&
		(q.Version == 0 || op.Version == q.Version) && (q.Source == "" || op.Event.Source == q.Source) &&
		(q.Longer <= 0 || !op.Finished.IsZero() && op.Finished.Sub(op.Created) >= q.Longer)
}

// OperationPage is part of an answer, newest first. Next is empty at the end.
// A page may be short, even empty, before the end: a search stops looking after
// a while and says in Next where to go on.
type OperationPage struct {
	Operations []Operation
	Next       string
}
