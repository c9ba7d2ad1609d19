package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Operation is one run of a processing, begun by one event.
type Operation struct {
	ID         OperationID
	Processing ProcessingID
	Version    int // the definition it runs, from first step to last; 0 for Draft
	Event      Event
	State      State
	WakeAt     time.Time     // when Queued or Waiting: not to be claimed before
	Lane       string        // operations of one lane run one at a time, in order
	Later      bool          // when Kept: to be begun when the processing is started
	Reply      *Reply        // the answer to a waiting sender, once there is one
	Failure    *Failure      // why, if Failed or Uncertain
	Cancelling bool          // cancellation was asked for and not yet carried out
	Active     time.Duration // time spent working so far, delays not counted
	Retries    int           // how often it tried that step again which it tried most often
	Search     []string      // values people may look for, beside Event.Search
	Created    time.Time
	Finished   time.Time // zero until State.Final
	Forgotten  time.Time // when its data were given up (see Operations.ForgetData); zero while they are kept

	Root     OperationID   // the first of a chain of replays; "" if this is no replay
	ReplayOf OperationID   // the operation this one repeats
	Replays  []OperationID // those that repeat this one

	Test    bool        // tried from the editor; left out of lists
	Pretend bool        // nothing leaves the program
	Draft   *Definition // what a test of a draft runs
	Trial   *Trial      // how much of the draft; nil for all
}

// State is where an operation is in its life:
//
//	Kept ──▶ Queued ──▶ Running ──▶ Succeeded | Stopped | Failed | Cancelled
//	  │         ▲        ▲    │
//	  │         │        │    ├──▶ Waiting ──▶ (Running | Cancelled)
//	  │         │        │    │
//	  │         │        └────┴──▶ Uncertain ──▶ Queued (a person said what happened)
//	  └─────────┴──▶ Cancelled
type State string

// The states there are. They are stored, so never renamed.
const (
	Kept           State = "kept"      // arrived while the processing was stopped
	Queued         State = "queued"    // accepted, not begun
	Running        State = "running"   // leased to a worker
	Waiting        State = "waiting"   // parked until WakeAt: a delay, or a retry
	Succeeded      State = "succeeded" // reached its end
	Stopped        State = "stopped"   // ended by a filter or a stop, which is no failure
	Failed         State = "failed"
	UncertainState State = "uncertain" // a send was cut off; a person says what happened
	Cancelled      State = "cancelled"
)

// States lists all states, in the order of an operation's life.
var States = []State{Kept, Queued, Running, Waiting, Succeeded, Stopped, Failed, UncertainState, Cancelled}

// Final reports whether the operation will not go on by itself.
func (s State) Final() bool {
	switch s {
	case Succeeded, Stopped, Failed, UncertainState, Cancelled:
		return true
	}
	return false
}

// CanBecome reports whether an operation may go from s to next.
func (s State) CanBecome(next State) bool { return slices.Contains(transitions[s], next) }

var transitions = map[State][]State{
	Kept:           {Queued, Cancelled},
	Queued:         {Running, Waiting, Succeeded, Stopped, Failed, UncertainState, Cancelled},
	Running:        {Running, Waiting, Succeeded, Stopped, Failed, UncertainState, Cancelled},
	Waiting:        {Running, Waiting, Succeeded, Stopped, Failed, UncertainState, Cancelled},
	UncertainState: {Queued, Cancelled},
}

// Step is the record of one node being run once: a checkpoint while the
// operation lives, and its history afterwards. A node inside a loop leaves one
// step for each turn.
type Step struct {
	Key      StepKey
	Node     NodeID
	Seq      int // order of first beginning within the operation, from 1
	State    StepState
	Attempt  int // 1 for the first
	WakeAt   time.Time
	Input    json.RawMessage // what it was really given, for people; secrets masked
	Output   json.RawMessage
	Clipped  *Clipped // set when texts and lists in Output were cut to keep history small
	Enter    *Entered // the branch it chose, for a node that has branches
	Failure  *Failure // of the latest attempt
	Started  time.Time
	Finished time.Time
	Began    time.Time // the latest attempt; zero if it was the only one
	Tries    []Try     // those before it, the newest MaxTries
}

// Try is an attempt of a step that was not its last.
type Try struct {
	Began, Ended time.Time
	Code         string // of its failure
	Status       string // of the answer, where one came
}

// MaxTries is how many earlier attempts of a step are told.
const MaxTries = 20

// tried puts the attempt that has just failed among the earlier ones.
func (s *Step) tried(f *Failure) {
	began := s.Began
	if began.IsZero() {
		began = s.Started
	}
	s.Tries = append(s.Tries, Try{Began: began, Ended: f.At, Code: f.Code, Status: f.Args["status"]})
	s.Tries = slices.Clone(s.Tries[max(0, len(s.Tries)-MaxTries):])
}

// Entered records a choice of branch, so that a resumed operation makes the
// same one. Items is nil unless the branch is a loop's.
type Entered struct {
	Branch string
	As     string            `json:",omitempty"`
	Items  []json.RawMessage `json:",omitempty"`
	Loop   bool              `json:",omitempty"`
	Skip   bool              `json:",omitempty"`
}

// Clipped says what an output was before it was cut.
type Clipped struct {
	Size   int    // bytes of the whole
	SHA256 string // of the whole, in hex
}

// StepState is how far a step got.
type StepState string

// The states of a step. They are stored, so never renamed.
const (
	StepRunning   StepState = "running"  // begun; if found so after a crash, cut off
	StepRetrying  StepState = "retrying" // failed, to be tried again at WakeAt
	StepWaiting   StepState = "waiting"  // done but for the passing of time
	StepOpen      StepState = "open"     // inside a branch of it
	StepDone      StepState = "done"
	StepFailed    StepState = "failed"
	StepUncertain StepState = "uncertain" // may or may not have taken effect
	StepSkipped   StepState = "skipped"   // switched off in the document
)

// StepKey names one run of one node within its operation: the node, preceded by
// the containers around it and, in a loop, the turn, as in "orders#3/notify".
// It depends only on the definition and on recorded choices, never on timing.
type StepKey string

// In returns the key of node inside k.
func (k StepKey) In(node NodeID) StepKey {
	if k == "" {
		return StepKey(node)
	}
	return k + "/" + StepKey(node)
}

// Turn returns the key of the i'th turn of the loop k, counting from 0.
func (k StepKey) Turn(i int) StepKey { return StepKey(fmt.Sprintf("%s#%d", k, i)) }

// Depth is 0 for a step at the top of the flow.
func (k StepKey) Depth() int { return strings.Count(string(k), "/") }
