package editor

import (
	"time"

	"stanok/engine"
	"stanok/ui/part"
)

// Values is what a draft's page knows of the data that pass through it. The zero
// Values know nothing.
type Values struct {
	Sample     string // id of the sample at hand; "" for none
	Samples    []SampleView
	Added      []string                  // fields that the newest sample has, and the one at hand has not
	Gone       []string                  // fields that it has not any more
	Waiting    bool                      // for newer data than the sample at hand
	Changeable bool                      // the sample at hand can be changed as text
	Carry      map[string]part.CarryView // by node
	Input      part.TreeView             // what the node at hand may use
	Output     part.TreeView             // what it gave
	Broken     map[string]bool           // references that lead nowhere, of the node at hand
	Preview    map[string]PreviewView    // by scope, of the fields at hand
	Rows       []ParsedView              // what a parser's rows find in the sample
	Answer     []PickView                // leaves of the answer that could be picked
	Params     []ParamView               // found in samples of a link
	Result     ResultView                // of the last test of the node at hand
	Before     []string                  // nodes that a test of it runs first: they gave nothing yet
	Whole      string                    // what a composer gives for the sample
	Loop       *LoopView                 // what a loop goes over; nil while that is not known
	Lookup     LookupView                // what a look-up finds
	Proof      *ProofView                // of the sample against the signature; nil if none is asked for
	Kept       string                    // of a template that is no JSON now: what it was when it was
	AsText     bool                      // a composer is shown as text
	Side       string                    // of the data: input or output
	Open       string                    // "panel" or "data", where a person asked for it
	Sheet      string                    // page of the panel that was asked for on a narrow screen
	Hidden     bool                      // the person may not see values
	Failed     map[string]bool           // nodes whose last test failed
	Ticks      []time.Time               // the next ones of a schedule
	Shifts     []engine.Shift            // of the year ahead
}

// SampleView is one event that the draft can be tried with.
type SampleView struct {
	ID      string
	Name    string // "POST, form, r_id 48211"
	When    string
	Old     bool
	Chosen  bool
	New     bool
	Refused string // why it began no operation; "" if it did, or could
}

// PreviewView is what a field gives with the sample at hand.
type PreviewView struct {
	Text    string
	Problem string
}

// ParsedView is what one row of a parser finds in the sample.
type ParsedView struct {
	Value   string
	Missing bool
}

// PickView is one leaf of an answer.
type PickView struct{ Name, Path string }

// ParamView is a parameter that came with a sample.
type ParamView struct{ Name, In, Kind, Value string }

// ResultView is how the last test of a node went.
type ResultView struct {
	Look string // ok, fail, warn; "" while there was none
	Text string // "200 OK"
	More string // "412 ms · 3.1 KB"
	Try  string // what to do about a failure
	Pick bool   // fields may be picked from its answer
}

// carry is what passed a node.
func (v Values) carry(id string) part.CarryView {
	if c, ok := v.Carry[id]; ok {
		return c
	}
	return part.CarryView{Nothing: true}
}

func (v Values) failed(id string) bool { return v.Failed[id] }

// ProofView is how a sample stands against the signature that a link asks for.
type ProofView struct {
	Look string // ok, fail, warn
	Text string
	Why  string // it fails
	Try  string
}

// sheet is the page of the panel that a narrow screen shows.
func (v Values) sheet() string {
	if v.Sheet == "input" || v.Sheet == "output" {
		return v.Sheet
	}
	return "settings"
}
