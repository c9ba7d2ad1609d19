package engine

import (
	"encoding/json"
	"time"
)

// IDs are opaque, URL-safe and never reused.
type (
	// WorkspaceID names a workspace.
	WorkspaceID string

	// ProcessingID names a processing.
	ProcessingID string

	// OperationID names an operation. It sorts by time of creation, so that
	// history needs no index by time.
	OperationID string

	// ConnectionID names a connection.
	ConnectionID string

	// TableID names a mapping table.
	TableID string

	// NodeID is unique within a definition, [a-z][a-z0-9_]*, as used in
	// expressions.
	NodeID string
)

// Processing is a flow as its owner knows it: a name, a switch, a draft, and
// the version that new events run.
type Processing struct {
	ID       ProcessingID
	Name     string          // of the draft
	Running  bool            // whether sources may begin operations
	Halted   bool            `json:",omitzero"` // switched off by the program, after days of nothing but failures
	Circled  bool            `json:",omitzero"` // it was, because the same data came over and over
	Version  int             // new operations run it; 0 until first started
	Latest   int             // newest version; 0 until first started
	Revision int64           // grows with every write; see Processings.PutProcessing
	Token    string          // the secret part of the webhook link; never changes
	Draft    json.RawMessage // the document as it stands in the editor; may have problems
	Started  time.Time       // when it was last switched on; zero while it never was
	Created  time.Time
	Updated  time.Time
	Binned   time.Time `json:",omitzero"` // when it was moved to the bin; zero while it is not there
}

// Definition is one applied version of a processing. It never changes.
//
// Nodes are one flat list in reading order. A node inside a branch names its
// Parent and Branch, and follows that parent before any later sibling of it. A
// flow without branches is therefore just a list, a nested one is still a list,
// and moving a node is moving a line.
type Definition struct {
	Processing  ProcessingID
	Version     int // 1, 2, 3… within the processing; 0 for a draft
	Format      int // of the document this was read from
	Name        string
	Description string
	Labels      []string
	Settings    Settings
	Source      SourceConfig
	Nodes       []Node
	Saved       time.Time
	Author      string
}

// Settings of one processing. Zero values mean the defaults of policy.
type Settings struct {
	TimeZone      string        // IANA name; "" for the workspace's
	Lane          string        // template; operations with one value run one at a time, in order
	LaneOnFailure LaneOnFailure `json:",omitempty"` // what a failure means for those behind it in its lane; "" for GoOn
	Concurrency   int           // operations of this processing at once; 0 for DefaultConcurrency
	WhileStopped  WhileStopped
	Deadline      time.Duration // of active time; 0 for DefaultDeadline
	Pace          time.Duration `json:",omitempty"` // least time between the beginnings of two operations; 0 for none
}

// LaneOnFailure says what the failure of an operation means for those that come
// behind it in its lane.
type LaneOnFailure string

// What it may mean.
const (
	GoOn     LaneOnFailure = "go_on" // the next ones run; also the meaning of ""
	HoldLane LaneOnFailure = "hold"  // they wait until it is repeated well, cancelled or let go
)

// holds reports whether a failed operation keeps its lane.
func (s Settings) holds() bool { return s.Lane != "" && s.LaneOnFailure == HoldLane }

// WhileStopped says what becomes of events that arrive while a processing is
// stopped.
type WhileStopped string

// What may become of them.
const (
	Keep         WhileStopped = "keep"          // shown in history, begun when a person says so
	ProcessLater WhileStopped = "process_later" // begun when the processing is started
	Refuse       WhileStopped = "refuse"        // answered with 503
)

// SourceConfig says what begins an operation.
type SourceConfig struct {
	Type string // Spec.Type of a Source
	With json.RawMessage
}

// Node is an action put to use at one place in a definition.
type Node struct {
	ID       NodeID
	Parent   NodeID // the node whose branch this is in; "" at the top
	Branch   string // which of the parent's branches
	Type     string // Spec.Type of an Action
	Version  int    // Spec.Version that With was written for
	Title    string // the owner's words for what it does
	Note     string
	Disabled bool
	With     json.RawMessage
	Retry    RetryPolicy // zero fields are the action's default
	OnError  OnError
	Branches []string // names of the branches it was given, in order; may be empty lists
}

// OnError says what a node's final failure means for its operation.
type OnError string

// What it may mean.
const (
	Fail     OnError = "fail"     // the operation fails; also the meaning of ""
	Continue OnError = "continue" // the node's output is {"error": {code, args, message}}; the operation goes on
)
