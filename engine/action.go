package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// Action is a kind of work a processing can contain: a request, a parser, a
// loop. One value serves every node of its kind, in every processing, at once.
type Action interface {
	// Spec describes the action. It is constant.
	Spec() Spec

	// Prepare checks one node's config and returns what is needed to run it.
	// It does no I/O, so the editor can call it at every keystroke. Its error
	// is Problems, or something ProblemsOf can read, with fields named from the
	// config: "url", "fields[2].path".
	Prepare(with json.RawMessage, scope Scope) (Prepared, error)
}

// Scope is what expressions of a node can refer to: a name, and the fields known
// below it. A nil list means that anything may be there.
type Scope map[string][]string

// Prepared is a node ready to run, any number of times and concurrently.
type Prepared struct {
	// Run does the work. It must return soon after ctx ends, and must not keep
	// in or anything reached from it. With an error the Outcome's Input and
	// Output are still kept for people to read.
	Run func(ctx context.Context, in Input) (Outcome, error)

	// Effect says what repeating Run would do to the world.
	Effect Effect

	// Branches are the branches nodes may be placed in; nil for most actions.
	Branches []string

	// Inside are the names that expressions inside the branches see besides:
	// a loop's item.
	Inside Scope

	// Outputs are the names later nodes may refer to below this node's id; nil
	// if they cannot be known before it runs.
	Outputs []string

	// Derive completes an output: it adds what Run left out because it can be
	// worked out from the rest, such as the JSON in a body. Values it adds may
	// be of type func() (any, error), which expressions call when needed. Nil
	// for most actions. It must not change maps below the top.
	Derive func(output map[string]any)

	// Calls says that Run's Next may be a Call.
	Calls bool

	// Recalls says that Run turns to Input.Recall when it is there, for all that
	// it would ask or tell the world. In a rehearsal an action with an effect that
	// does not is not run at all.
	Recalls bool

	// Searchable says that people will look for this node's outputs.
	Searchable bool

	// Retry is this action's default policy; its zero fields are DefaultRetry's.
	Retry RetryPolicy
}

// Try is Run, with a panic in it made an error.
func (p Prepared) Try(ctx context.Context, in Input) (out Outcome, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Error{Kind: Internal, Code: "internal", Err: fmt.Errorf("action panicked: %v\n%s", v, debug.Stack())}
		}
	}()
	return p.Run(ctx, in)
}

// Effect is what a run of a node does to the world outside its operation.
type Effect uint8

// The effects there are.
const (
	Pure       Effect = iota // none: repeat freely, no checkpoint
	Reads                    // asks only: repeat freely
	Repeatable               // changes something; a repeat with the same key is harmless
	Once                     // changes something, and must not be blindly repeated
)

// Input is what a run of a node is given.
type Input struct {
	Workspace  WorkspaceID
	Processing ProcessingID
	Operation  OperationID
	Root       OperationID // the first of a chain of replays; else Operation
	Node       NodeID

	// Key is the same for every attempt at this step and for no other step.
	// Pass it on wherever the outside can use it to recognise a repeat.
	Key     string
	Attempt int // 1 for the first

	// Retry says that the attempt before failed. One that was cut off with the
	// program is no failure of the other side's.
	Retry bool

	// Now is when the operation began: the same for all its steps and attempts.
	Now time.Time

	// Depth is how many processings called one another before this one.
	Depth int

	// Pretend asks for what would be done, as Outcome.Input, and for a made-up
	// output; nothing may leave the program.
	Pretend bool

	// Recall is not nil in a rehearsal: all that Run would turn to outside of
	// itself. Pretend is then set too.
	Recall Recall

	// Vars is what expressions can see, by name. Values are plain (nil, bool,
	// string, json.Number, []any, map[string]any) or func() (any, error) for
	// those worked out when needed. Read only.
	Vars map[string]any

	Log *slog.Logger
}

// Outcome is what came of a run. The zero Outcome means: done, nothing to show.
type Outcome struct {
	// Input is what the run was really given, for people to read in history:
	// templates filled in, secrets masked. A plain value.
	Input any

	// Output is what later nodes see under this node's id: a plain value.
	Output any

	// Reply answers the sender waiting for this operation, if there is one.
	// Only the first reply of an operation counts.
	Reply *Reply

	// Next says where to go from here; nil for the next node in the list.
	Next Next
}

// Next is one of Enter, Each, Wait, Call or Stop.
type Next interface{ next() }

type (
	// Enter runs one of the node's branches, then goes on after the node. With
	// no such branch it goes on at once.
	Enter struct{ Branch string }

	// Each runs a branch once per item, in order, with the item under the name
	// As and its place under index. The node's output becomes
	// {"items": […]}: what each turn's last node gave.
	Each struct {
		Branch string
		As     string
		Items  []any
		// Skip goes on with the next item when a turn fails; that turn's item
		// is then {"error": …}.
		Skip bool
	}

	// Wait parks the operation. It occupies no worker, survives a restart, and
	// goes on after the node at Until.
	Wait struct {
		Until  time.Time
		Paused bool // for a pause, however the clock is set meanwhile; else until the clock says so
	}

	// Call begins an operation of another processing, named by its id or its
	// name, with an input for its source; once for a step, whatever happens. It
	// then parks until that operation has ended, at most the time Within (0: as
	// long as an operation may last), and its answer becomes the node's output.
	// Without Wait it goes on at once. The node's Prepared.Calls must be set.
	Call struct {
		Processing string
		With       map[string]any
		Wait       bool
		Within     time.Duration
	}

	// Stop ends the operation here; it is then stopped, which is no failure.
	Stop struct{}
)

func (Enter) next() {}
func (Each) next()  {}
func (Wait) next()  {}
func (Call) next()  {}
func (Stop) next()  {}
