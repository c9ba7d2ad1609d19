package engine

import (
	"encoding/json"
	"time"
)

// Source is a kind of beginning for a processing: a webhook, a schedule.
type Source interface {
	// Spec describes the source. It is constant.
	Spec() Spec

	// Prepare checks a config, as Action.Prepare does, and returns what the
	// engine and the source itself need to work with it.
	Prepare(with json.RawMessage, settings Settings) (PreparedSource, error)
}

// PreparedSource is a source put to use by one version of a processing.
type PreparedSource struct {
	// Outputs are the names below source in expressions; nil if any.
	Outputs []string

	// Value is what expressions see as source, made from Event.Data: a plain
	// value whose top level may hold func() (any, error).
	Value func(Event) (any, error)

	// Schedule is set for a source that ticks.
	Schedule *Schedule

	// Callable is set for a source that other processings call, Watching for one
	// that begins when operations fail.
	Callable *Callable
	Watching *Watching

	// Sent says that events come when somebody outside sends them, so that it means
	// something when they come no more.
	Sent bool

	// Config is the source's own; the engine hands it back in Flow.
	Config any
}

// Schedule says when a source ticks.
type Schedule struct {
	// Next is the first tick after a time, for a processing that was switched
	// on at anchor. It is false if there is none.
	Next func(anchor, after time.Time) (time.Time, bool)

	// Shifts lists, from one moment to before another, where a change of clocks
	// moves a tick or meets one twice; nil if a schedule names no time of day.
	Shifts func(from, to time.Time) []Shift

	// Event is what a tick gives, received now. Its Key names the tick, so that
	// one tick begins one operation.
	Event func(tick, now time.Time) Event

	// Skip leaves out ticks that the program slept through; else the latest of
	// them runs once, if it is at most a day late.
	Skip bool

	// Alone leaves out a tick while an operation of the processing is under way.
	Alone bool

	Zone *time.Location // the owner's, for showing ticks
}

// Shift is a change of clocks that falls on a time which a schedule names.
type Shift struct {
	Wall  time.Time // what the schedule names, as a reading of its clock; in UTC
	At    time.Time // when it ticks, in its zone: of two the first
	Gap   bool      // Wall does not exist on that day; else it comes twice
	Twice bool      // it ticks both times
}

// Event is what began an operation.
type Event struct {
	Source string // Spec.Type of the source

	// Key identifies the event among those of its processing, so that a
	// delivery made twice begins one operation. Empty: never a repeat.
	Key    string
	KeyFor time.Duration // how long Key is remembered; 0 for 7 days

	At    time.Time       // when it was received
	Depth int             // processings that called one another before it
	Data  json.RawMessage // the source's own record of it

	// Search are the values people will look for: its parameters'.
	Search []string

	// Said is what the sender said, without what carried it: events of one Said are
	// the same to whoever looks for circles. Nil for Data. It is not stored.
	Said []string `json:"-"`
}

// Reply is an answer to whoever sent the event.
type Reply struct {
	Status int               `json:"status"`
	Header map[string]string `json:"headers,omitempty"`
	Body   []byte            `json:"body,omitempty"`
}
