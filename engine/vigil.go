package engine

import (
	"context"
	"slices"
	"time"
)

// Vigil is what is known of what usually comes to a processing, what is otherwise
// now, and what its people do not want letters about. It holds no value that came,
// only where values stood and of which kind they were.
type Vigil struct {
	Processing   ProcessingID
	Fields       []KnownField // those that are used and come as always, and those that have drifted
	Quiet, Flood Spell
	Mutes        []Mute
}

// KnownField is a value from outside that an action uses.
type KnownField struct {
	Of        NodeID // the action whose answer it is in; SourceNode for the source
	Path      string // canonical, below what Of gives
	By        NodeID // the first action that uses it
	Shape     Shape  // what it always was
	Now       Shape  // what it is since it drifted
	Since     time.Time
	Operation OperationID // an example of how it is now
}

// SourceNode stands for the source where a node is named.
const SourceNode NodeID = "source"

// Drifted reports whether the field is not what it always was.
func (f KnownField) Drifted() bool { return !f.Since.IsZero() }

// Drifted are the fields that are not what they always were.
func (v Vigil) Drifted() (all []KnownField) {
	for _, f := range v.Fields {
		if f.Drifted() {
			all = append(all, f)
		}
	}
	return all
}

// Spell is a time in which much less, or much more, comes than usually.
type Spell struct {
	Since time.Time // zero while there is none
	Told  time.Time // when the last letter of this was written
	Usual time.Duration
	Count int // of a flood: how many came in FloodSpan
}

// Open reports whether it is such a time now.
func (s Spell) Open() bool { return !s.Since.IsZero() }

// Shape is of which kind a value is. Shapes are stored, so never renamed.
type Shape string

// The shapes there are. The zero Shape is of what was not looked at.
const (
	Gone        Shape = "gone"
	NullShape   Shape = "null"
	EmptyShape  Shape = "empty" // a text or a list with nothing in it
	TextShape   Shape = "text"
	NumberShape Shape = "number"
	BoolShape   Shape = "bool"
	ListShape   Shape = "list"
	ObjectShape Shape = "object"
)

// there reports whether a value of this shape says something.
func (s Shape) there() bool { return s != "" && s != Gone && s != NullShape && s != EmptyShape }

// Mute keeps letters about one thing from being written.
type Mute struct {
	About LetterKind // FirstFailure for all letters of failures, Drift, Quiet or Flood
	Cause string     // of the failures, see Failure.Cause; "" for the other kinds
	Until time.Time  // zero: until it is mended
	By    string
}

func (m Mute) same(o Mute) bool { return m.About == o.About && m.Cause == o.Cause }

// Muted are the mutes that hold at a time.
func (v Vigil) Muted(now time.Time) (all []Mute) {
	for _, m := range v.Mutes {
		if m.Until.IsZero() || m.Until.After(now) {
			all = append(all, m)
		}
	}
	return all
}

// muted reports whether letters about something are not to be written.
func (v Vigil) muted(about LetterKind, cause string, now time.Time) bool {
	return slices.ContainsFunc(v.Muted(now), func(m Mute) bool { return m.same(Mute{About: about, Cause: cause}) })
}

// mended ends the mutes of what is over.
func (v *Vigil) mended(about LetterKind) (changed bool) {
	before := len(v.Mutes)
	v.Mutes = slices.DeleteFunc(v.Mutes, func(m Mute) bool { return m.About == about && m.Until.IsZero() })
	return len(v.Mutes) != before
}

// Vigils is the part of a store that remembers them.
type Vigils interface {
	ListVigils(ctx context.Context, ws WorkspaceID) ([]Vigil, error) // by processing

	// PutVigil replaces that of a processing and adds letters, in one step.
	PutVigil(ctx context.Context, ws WorkspaceID, v Vigil, letters ...Letter) error
}
