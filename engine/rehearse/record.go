package rehearse

import (
	"bytes"
	"encoding/json"
	"slices"

	"stanok/engine"
	"stanok/engine/eval"
)

// record answers for the world from what is on record of one operation, and notes
// in what the draft differs.
type record struct {
	op      engine.Operation
	steps   []engine.Step
	plan    *engine.Plan // of the draft
	was     *engine.Plan // that the operation ran; nil if it cannot be read any more
	memory  engine.Memory
	claimed map[engine.StepKey]bool
	found   []Difference
	more    int

	off    Verdict // why the rehearsal has ended before its end; "" if it has not
	offAt  engine.NodeID
	asking json.RawMessage
}

// Of implements engine.Record.
func (r *record) Of(node engine.NodeID, key engine.StepKey) engine.Recall {
	c := &recall{record: r, node: node, key: key, step: r.stepOf(node, key)}
	if c.step != nil {
		c.key = c.step.Key
	} else if i := slices.IndexFunc(r.steps, func(s engine.Step) bool { return !r.claimed[s.Key] && r.renamed(s.Node, node) }); i >= 0 {
		c.key = r.steps[i].Key
	}
	return c
}

// stepOf is the step on record for a run of a node: the one of its key, else the
// first of the node that nobody has asked for yet. A node that is of another type
// by now has none.
func (r *record) stepOf(node engine.NodeID, key engine.StepKey) *engine.Step {
	var found *engine.Step
	if r.was != nil && r.was.Node(node).Type != r.plan.Node(node).Type {
		return nil
	}
	for i := range r.steps {
		s := &r.steps[i]
		if s.Node != node || s.State == engine.StepSkipped || r.claimed[s.Key] {
			continue
		}
		if s.Key == key {
			return s
		}
		if found == nil {
			found = s
		}
	}
	return found
}

// same finds a step that has asked the same: of the node itself, or of one that
// the draft no longer has. A question may be asked again.
func (r *record) same(node engine.NodeID, asked any, again bool) *engine.Step {
	for i := range r.steps {
		s := &r.steps[i]
		if mine := s.Node == node || r.renamed(s.Node, node); mine && (again || !r.claimed[s.Key]) && len(s.Input) > 0 && len(r.changes(s, asked)) == 0 {
			return s
		}
	}
	return nil
}

// asks is what a node would ask, in the form in which it is compared: with the
// name of its connection, of which a request says nothing.
func (r *record) asks(plan *engine.Plan, node engine.NodeID, asked any) any {
	asked = request(asked)
	fields, ok := asked.(map[string]any)
	if !ok || r.was == nil {
		return asked
	}
	with, _ := engine.Decode(plan.Node(node).With).(map[string]any)
	if name, _ := with["connection"].(string); name != "" {
		fields["connection"] = name
	}
	return asked
}

// changes are those between what a step had asked and what would be asked.
func (r *record) changes(s *engine.Step, asked any) []change {
	all := differ(r.asks(r.was, s.Node, engine.Decode(s.Input)), asked)
	return slices.DeleteFunc(all, byItself)
}

// renamed reports whether a node of the draft may be one on record that the draft
// no longer has.
func (r *record) renamed(was, now engine.NodeID) bool {
	return r.was != nil && r.plan.Node(was).Type == "" && r.was.Node(was).Type == r.plan.Node(now).Type
}

// unchanged reports whether a node is in the draft what it was.
func (r *record) unchanged(node engine.NodeID) bool {
	if r.was == nil {
		return false
	}
	was, now := r.was.Node(node), r.plan.Node(node)
	return was.Type == now.Type && bytes.Equal(eval.Append(nil, engine.Decode(was.With)), eval.Append(nil, engine.Decode(now.With)))
}

// end ends the rehearsal at a node.
func (r *record) end(why Verdict, at engine.NodeID, asked any) error {
	r.off, r.offAt = why, at
	if asked != nil {
		r.asking = kept(asked)
	}
	return engine.ErrOffRecord
}

func (r *record) note(d Difference) {
	if len(r.found) >= maxFound {
		r.more++
		return
	}
	r.found = append(r.found, d)
}

// noteAll notes in what something differs.
func (r *record) noteAll(of Difference, changes []change) {
	for _, c := range changes {
		d := of
		d.Path = eval.PathOf(c.steps...)
		if !c.added {
			d.Before = kept(c.before)
		}
		if !c.gone {
			d.After = kept(c.after)
		}
		r.note(d)
	}
}

// noteDropped notes what had an effect then and has none now.
func (r *record) noteDropped() {
	for i := range r.steps {
		s := &r.steps[i]
		if r.claimed[s.Key] || len(s.Input) == 0 || s.State == engine.StepSkipped || !r.hadEffect(s.Node) {
			continue
		}
		r.note(Difference{What: Dropped, Node: s.Node, Key: s.Key, Before: kept(request(engine.Decode(s.Input)))})
	}
}

func (r *record) hadEffect(node engine.NodeID) bool {
	plan := r.was
	if plan == nil {
		plan = r.plan
	}
	return plan.Prepared(node).Effect >= engine.Repeatable
}

// cutOff are the failures of steps that were not let finish.
var cutOff = []string{"operation.deadline", "operation.cancelled", "step.interrupted"}

func wasCutOff(f *engine.Failure) bool { return f != nil && slices.Contains(cutOff, f.Code) }
