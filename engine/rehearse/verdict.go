package rehearse

import (
	"encoding/json"
	"time"

	"stanok/engine"
)

// Verdict is what came of one operation.
type Verdict string

// The verdicts there are, those that need attention first.
const (
	Fails      Verdict = "newly_fails"  // it did not fail, and would
	Unrecorded Verdict = "unrecorded"   // it would ask or send what has no answer on record
	Differs    Verdict = "differs"      // it would do the same otherwise
	Passes     Verdict = "now_succeeds" // it failed, and would not
	Unknown    Verdict = "unknown"      // what is on record does not tell
	Same       Verdict = "same"
)

// Verdicts lists all of them, those that need attention first.
var Verdicts = []Verdict{Fails, Unrecorded, Differs, Passes, Unknown, Same}

// What a difference is one of.
type What string

// The differences there are.
const (
	Field   What = "field"   // of what is sent
	Added   What = "added"   // is done besides
	Dropped What = "dropped" // is not done any more
	Ends    What = "ends"    // the operation ends in another state
	Reply   What = "reply"   // the answer to the sender
	Failure What = "failure" // it fails in another way
)

// Difference is one thing that would be other than it was.
type Difference struct {
	What   What
	Node   engine.NodeID // "" for what is the operation's
	Key    engine.StepKey
	Path   string          // as trees name it: ["body"]["budget"]
	Before json.RawMessage // nil: not there
	After  json.RawMessage // likewise
}

// Result is what came of one operation.
type Result struct {
	Operation engine.OperationID
	Created   time.Time
	State     engine.State // in which it has ended
	Verdict   Verdict
	Found     []Difference    // the first of them
	More      int             // how many others there are
	Failure   *engine.Failure // it would fail with, or had failed with if it no longer would
	Node      engine.NodeID   // where the rehearsal ended, if off the record
	Asked     json.RawMessage // what the node would have asked or sent
}

// Bounds of what is kept: of one operation, of one value, and of a rehearsal.
const (
	maxFound = 40
	maxValue = 4 << 10 // bytes
	maxBytes = 4 << 20 // of values; those found then are shown as an ellipsis
)

// size is how many bytes the values take up.
func (r Result) size() int {
	n := len(r.Asked)
	for _, d := range r.Found {
		n += len(d.Before) + len(d.After)
	}
	return n
}

// lighten takes long values out.
func (r *Result) lighten() {
	cut := func(raw json.RawMessage) json.RawMessage {
		if len(raw) > len(ellipsis) {
			return json.RawMessage(ellipsis)
		}
		return raw
	}
	r.Asked = cut(r.Asked)
	for i, d := range r.Found {
		r.Found[i].Before, r.Found[i].After = cut(d.Before), cut(d.After)
	}
}

const ellipsis = `"…"`
