package engine

import (
	"context"
	"time"
)

// Notice is left, durably, with the end of an operation that someone may have
// to be told about.
type Notice struct {
	ID         string // sorts by time
	Workspace  WorkspaceID
	Processing ProcessingID
	Operation  OperationID
	State      State
	Failure    *Failure
	At         time.Time
}

// Alert is what is known of a processing's failures since it last worked.
type Alert struct {
	Processing ProcessingID
	Since      time.Time // of the first failure not yet recovered from; zero if none
	Failures   int       // since then
	InRow      int       // without a success between
	Untold     int       // not yet mentioned in a letter
	Last       *Failure  // the newest
	Operation  OperationID
	Told       time.Time // when the last letter was written
	Mentioned  bool      // whether a letter told of these failures
	Warned     bool      // about many in a row
}

// Open reports whether the processing has failures it has not recovered from.
func (a Alert) Open() bool { return !a.Since.IsZero() }

// Letter is one message to people, kept until it has been delivered or given up.
type Letter struct {
	ID         string // becomes the Message-ID; sorts by time
	Workspace  WorkspaceID
	Kind       LetterKind
	Processing ProcessingID
	Connection ConnectionID // whose access it is about; "" for a processing
	Name       string       // of the processing or connection, when it was written
	Operation  OperationID
	Failure    *Failure
	Action     string // title of the action that failed, when it was written; "" if it has none
	Type       string // of that action; "" if no action failed or it is gone
	Count      int    // failures it speaks of
	Since      time.Time
	Batch      *Batch         `json:",omitempty"` // whose result it tells; nil for none
	Language   string         `json:",omitempty"` // of who reads it; "" for the workspace's
	TimeZone   string         `json:",omitempty"` // likewise
	Drifted    []DriftedField // of a letter about drift
	Usual      time.Duration  // pause between events that a source used to make
	To         []string
	Created    time.Time
	Attempt    int
	NextTry    time.Time
	Problem    string // of the latest attempt
}

// DriftedField is a field that is not what it always was, as a letter tells it.
type DriftedField struct {
	Path           string // canonical
	From, FromType string // title and type of the action whose answer it is in; "" for the source
	Action, Type   string // of the first action that uses it
	Was, Now       Shape
}

// LetterKind says what a letter is about.
type LetterKind string

// The kinds there are.
const (
	FirstFailure LetterKind = "failure"   // the first one, at once
	Digest       LetterKind = "digest"    // how many more, at most hourly
	Recovered    LetterKind = "recovered" // it works again
	ManyInRow    LetterKind = "many"      // nothing but failures for a while
	Halted       LetterKind = "halted"    // it was stopped after days of nothing but failures
	AccessEnding LetterKind = "ending"    // a connection's access needs a person soon
	AccessEnded  LetterKind = "ended"     // it needs a person now
	Repeated     LetterKind = "repeated"  // how a long repetition of many went
	Drift        LetterKind = "drift"     // what an action uses no longer comes as it did
	Quiet        LetterKind = "quiet"     // nothing comes any more
	Flood        LetterKind = "flood"     // much more comes than usually
	Circle       LetterKind = "circle"    // it was stopped because the same came over and over
	DiskFull     LetterKind = "disk"      // there is no room on it, so nothing is accepted
)

// Alerts is the part of a store that sees to it that failures are told.
type Alerts interface {
	// ListNotices lists notices of all workspaces, oldest first.
	ListNotices(ctx context.Context, limit int) ([]Notice, error)

	Alert(ctx context.Context, ws WorkspaceID, id ProcessingID) (Alert, error) // zero if there is none
	ListAlerts(ctx context.Context, ws WorkspaceID) ([]Alert, error)           // the open ones and those with Untold

	// PutAlert replaces an alert, forgets the notices it has taken in, and adds
	// letters, in one step.
	PutAlert(ctx context.Context, ws WorkspaceID, a Alert, taken []Notice, letters ...Letter) error

	// ListLetters lists letters of all workspaces whose NextTry has come, oldest
	// first.
	ListLetters(ctx context.Context, now time.Time, limit int) ([]Letter, error)
	PutLetter(ctx context.Context, l Letter) error // replaces the one with its ID
	DeleteLetter(ctx context.Context, l Letter) error
}

// Mailer sends mail, for the mail action and for letters.
type Mailer interface {
	// Send hands over one message and returns when it has been accepted. Its
	// errors are of kind Unavailable (code "mail.unreachable") when it may be
	// tried again, else Invalid ("mail.refused").
	Send(ctx context.Context, m Mail) error
}

// Mail is a message. Text is required; HTML is an alternative to it.
type Mail struct {
	Key        string // the same for every attempt; becomes the Message-ID
	From       string // "" for the configured sender
	To         []string
	Subject    string
	Text, HTML string
}
