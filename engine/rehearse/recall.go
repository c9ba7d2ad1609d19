package rehearse

import (
	"cmp"
	"slices"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// recall is what is on record of one run of a node.
type recall struct {
	*record
	node engine.NodeID
	key  engine.StepKey // on record, if it may be
	step *engine.Step   // nil: there is none
}

// Key implements engine.Recall.
func (c *recall) Key() engine.StepKey { return c.key }

// At implements engine.Recall.
func (c *recall) At() time.Time {
	switch {
	case c.step == nil:
		return c.op.Created
	case !c.step.Began.IsZero():
		return c.step.Began
	}
	return c.step.Started
}

// Memory implements engine.Recall.
func (c *recall) Memory() engine.Memory { return c.memory }

// Answer implements engine.Recall.
func (c *recall) Answer(asked any) (any, error) {
	if asked == nil {
		return c.opaque()
	}
	asked = c.asks(c.plan, c.node, engine.Decode(eval.Append(nil, asked)))
	reads := c.plan.Prepared(c.node).Effect == engine.Reads
	if s := c.asIs(asked, reads); s != nil {
		return c.answer(s, asked)
	}
	if c.step == nil || len(c.step.Input) == 0 {
		return nil, c.end(Unrecorded, c.node, asked)
	}
	changes := c.changes(c.step, asked)
	if reads && slices.ContainsFunc(changes, func(d change) bool { return d.steps[0] != "headers" }) {
		return nil, c.end(Unrecorded, c.node, asked)
	}
	c.noteAll(Difference{What: Field, Node: c.node, Key: c.step.Key}, changes)
	return c.answer(c.step, asked)
}

// asIs is the step that has asked the very same; nil if there is none.
func (c *recall) asIs(asked any, reads bool) *engine.Step {
	if s := c.step; s != nil && len(s.Input) > 0 && len(c.changes(s, asked)) == 0 {
		return s
	}
	return c.same(c.node, asked, reads)
}

// opaque is what came of an action that cannot say what it asks.
func (c *recall) opaque() (any, error) {
	if c.step == nil {
		return nil, c.end(Unrecorded, c.node, nil)
	}
	if !c.unchanged(c.node) || c.step.Enter != nil {
		return nil, c.end(Unknown, c.node, nil)
	}
	return c.answer(c.step, nil)
}

// answer is what came of a step.
func (c *recall) answer(s *engine.Step, asked any) (any, error) {
	c.claimed[s.Key] = true
	output := engine.Decode(s.Output)
	fields, _ := output.(map[string]any)
	told, _ := asked.(map[string]any)
	switch {
	case wasCutOff(s.Failure), s.Clipped != nil, told["body_bytes"] != nil, s.State == engine.StepOpen, s.State == engine.StepWaiting:
		return nil, c.end(Unknown, c.node, asked)
	case s.Failure != nil && (fields["status"] == nil || asked == nil):
		return nil, &engine.Error{Kind: s.Failure.Kind, Code: cmp.Or(s.Failure.Code, "internal"), Args: s.Failure.Args, Field: s.Failure.Field}
	}
	return output, nil
}

// Known implements engine.Recall.
func (c *recall) Known(asked any) (any, bool) {
	asked = request(engine.Decode(eval.Append(nil, asked)))
	if c.step == nil {
		if c.effective() {
			c.note(Difference{What: Added, Node: c.node, Key: c.key, After: kept(asked)})
		}
		return nil, false
	}
	c.claimed[c.step.Key] = true
	changes := differ(c.told(asked), asked)
	if c.effective() {
		c.noteAll(Difference{What: Field, Node: c.node, Key: c.step.Key}, changes)
	}
	if len(changes) > 0 || c.step.State != engine.StepDone || c.step.Clipped != nil {
		return nil, false
	}
	return engine.Decode(c.step.Output), true
}

// told is what a step on record had asked. One that has not told its input has
// told its key in its output.
func (c *recall) told(asked any) any {
	if len(c.step.Input) > 0 {
		return request(engine.Decode(c.step.Input))
	}
	output, _ := engine.Decode(c.step.Output).(map[string]any)
	told := map[string]any{}
	if fields, ok := asked.(map[string]any); ok {
		for name := range fields {
			if v, has := output[name]; has {
				told[name] = v
			}
		}
	}
	return told
}

// effective reports whether the node changes something.
func (c *recall) effective() bool { return c.plan.Prepared(c.node).Effect >= engine.Repeatable }
