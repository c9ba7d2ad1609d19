package origin

import (
	"stanok/engine"
	"stanok/engine/eval"
)

// SourceID stands for the source where a node's id is told.
const SourceID engine.NodeID = "source"

// Side is one of the two sides of a step.
type Side string

// The sides there are.
const (
	In  Side = "in"  // what it was given
	Out Side = "out" // what it gave
)

// Link is a place that a value passed, and where it had come from to there.
type Link struct {
	Node  engine.NodeID  // SourceID for the source; "connection", "operation" or "processing" for what these are
	Step  engine.StepKey // "" unless Node is an action's
	Side  Side
	Path  string // canonical, within the side
	Said  string // what the document says there: a template, a path; "" for what came from outside
	Asked bool   // it came in an answer: From is what was asked with
	Value any    // plain; nil if it is not known
	Known bool
	From  []Link
}

// Bounds of a chain.
const (
	maxDepth = 24
	maxLinks = 80
	maxFrom  = 6
)

// History is an operation with what is on record of it. It is read only.
type History struct {
	Plan      *engine.Plan
	Operation engine.Operation
	Steps     []engine.Step
}

// Of tells where the value at a path of a step's side came from. The path's steps
// are strings and ints; key is "" for the source. It is false if the operation
// has no such step.
func (h History) Of(key engine.StepKey, side Side, steps []any) (Link, bool) {
	t := tracer{History: h, left: maxLinks, seen: map[engine.StepKey]any{}}
	t.start, _ = h.Plan.Vars(h.Operation)
	if key == "" {
		return t.begun(SourceID, steps), true
	}
	s, ok := t.step(key)
	if !ok {
		return Link{}, false
	}
	if side == In {
		return t.in(s, steps), true
	}
	return t.out(s, steps, 0), true
}

// tracer follows one value.
type tracer struct {
	History
	start map[string]any
	seen  map[engine.StepKey]any // outputs that were read
	left  int                    // links that may still be made
}

func (t *tracer) step(key engine.StepKey) (engine.Step, bool) {
	for _, s := range t.Steps {
		if s.Key == key {
			return s, true
		}
	}
	return engine.Step{}, false
}

// begun is a value that was there before the first action.
func (t *tracer) begun(name engine.NodeID, steps []any) Link {
	l := Link{Node: name, Side: Out, Path: eval.PathOf(steps...)}
	l.Value, l.Known = dig(t.start[string(name)], steps)
	return l
}

// in is a value that a step was given.
func (t *tracer) in(s engine.Step, steps []any) Link {
	t.left--
	l := Link{Node: s.Node, Step: s.Key, Side: In, Path: eval.PathOf(steps...)}
	l.Value, l.Known = dig(engine.Decode(s.Input), steps)
	with := engine.Decode(t.Plan.Node(s.Node).With)
	p := given(with, steps)
	l.Said = p.said()
	l.From = t.follow(p, s, l.Value, 1)
	return l
}

// out is a value that a step gave.
func (t *tracer) out(s engine.Step, steps []any, depth int) Link {
	t.left--
	l := Link{Node: s.Node, Step: s.Key, Side: Out, Path: eval.PathOf(steps...)}
	l.Value, l.Known = dig(t.output(s), steps)
	n := t.Plan.Node(s.Node)
	p := made(n.Type, engine.Decode(n.With), steps)
	l.Said, l.Asked = p.said(), p.asked
	l.From = t.follow(p, s, l.Value, depth+1)
	return l
}

func (t *tracer) output(s engine.Step) any {
	if v, ok := t.seen[s.Key]; ok {
		return v
	}
	v := t.Plan.Seen(s.Node, engine.Decode(s.Output))
	t.seen[s.Key] = v
	return v
}
