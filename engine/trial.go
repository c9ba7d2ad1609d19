package engine

import (
	"slices"
	"strings"
)

// Trial says what a test operation runs of its draft, and what of that only
// pretends. The zero Trial is the whole draft, for real.
type Trial struct {
	Only    NodeID   `json:",omitempty"` // run this node and no other
	Until   NodeID   `json:",omitempty"` // run up to this node, then end
	Pretend []NodeID `json:",omitempty"` // these send and change nothing

	// Turns are the items, from 0, that loops around the node are entered for; the
	// first of a loop that is not in it, the last of one that has fewer.
	Turns map[NodeID]int `json:",omitempty"`

	// Check is the operation whose uncertain step is asked about; see Engine.Ask.
	Check OperationID `json:",omitempty"`
}

// aim is the node a trial is for: Only, or else Until.
func (t *Trial) aim() NodeID {
	switch {
	case t == nil:
		return ""
	case t.Only != "":
		return t.Only
	}
	return t.Until
}

func (t *Trial) turns() map[NodeID]int {
	if t == nil {
		return nil
	}
	return t.Turns
}

func (t *Trial) pretends(id NodeID) bool { return t != nil && slices.Contains(t.Pretend, id) }

// aim is the way a run takes to the one node it is for. The zero aim is none.
//
// The containers around the node are entered whatever their conditions say: a
// branch by the way that leads there, a loop for the one item. Nothing behind
// the node runs.
type aim struct {
	node   NodeID
	only   bool
	around map[NodeID]string // the containers around it, and the branch that leads there
	turns  map[NodeID]int
}

func (p *Plan) aim(t *Trial) aim {
	a := aim{node: t.aim(), only: t != nil && t.Only != "", around: map[NodeID]string{}, turns: t.turns()}
	in := p.Node(a.node)
	for _, id := range p.Around(a.node) {
		a.around[id] = in.Branch
		in = p.Node(id)
	}
	return a
}

func (a aim) at(id NodeID) bool { return a.node != "" && a.node == id }

// wants reports whether a node is the one, or has it inside.
func (a aim) wants(id NodeID) bool {
	_, around := a.around[id]
	return around || a.at(id)
}

// passes reports whether a node is left out.
func (a aim) passes(id NodeID) bool { return a.only && !a.wants(id) }

// way is the branch of a container around the node that leads there, unless the
// container is a loop, which has to be asked for its first item.
func (a aim) way(n *planned) (branch string, ok bool) {
	branch, ok = a.around[n.ID]
	return branch, ok && n.Inside == nil
}

// upTo leaves of a loop around the node the items up to the one that it is entered
// for.
func (a aim) upTo(n *planned, next Next) (Next, error) {
	each, loop := next.(Each)
	if _, around := a.around[n.ID]; !around || !loop {
		return next, nil
	}
	if len(each.Items) == 0 {
		return nil, &Error{Kind: Invalid, Code: "trial.no_items", Args: map[string]string{"action": string(n.ID)}}
	}
	each.Items = each.Items[:min(max(a.turns[n.ID], 0)+1, len(each.Items))]
	return each, nil
}

// skips reports whether a loop is not entered for an item, counted from 0, of
// those that are left of it.
func (a aim) skips(loop NodeID, i, of int) bool {
	_, around := a.around[loop]
	return around && i < of-1
}

// hinders are those of a draft's problems that stand in the way of a trial: all
// of them, or if it is for one node those of the source and of what runs.
func (t *Trial) hinders(p *Plan, problems Problems, given []Step) Problems {
	a := p.aim(t)
	if a.node == "" {
		return problems
	}
	runs := map[NodeID]bool{}
	for _, n := range p.Definition.Nodes {
		if runs[n.ID] = a.wants(n.ID) || !a.only && !n.Disabled && !isGiven(given, n.ID); a.at(n.ID) {
			break
		}
	}
	return slices.DeleteFunc(slices.Clone(problems), func(one Problem) bool {
		return !runs[one.Node] && !(one.Node == "" && strings.HasPrefix(one.Field, "source"))
	})
}

func isGiven(steps []Step, id NodeID) bool {
	return slices.ContainsFunc(steps, func(s Step) bool { return s.Node == id && s.Clipped == nil })
}

// given makes steps of earlier operations those of a new one: each stands where
// its node stands in the plan, in a loop in the turn that the trial is of.
func (p *Plan) given(t *Trial, steps []Step) []Step {
	a := p.aim(t)
	var made []Step
	for _, n := range p.Definition.Nodes {
		i := slices.IndexFunc(steps, func(s Step) bool { return s.Node == n.ID && s.Clipped == nil })
		if i < 0 || a.wants(n.ID) {
			continue
		}
		s := steps[i]
		s.Key, s.Seq, s.State, s.Failure, s.Enter = p.KeyAt(n.ID, t.turns()), len(made)+1, StepDone, nil, nil
		made = append(made, s)
	}
	return made
}

// FirstKey is the key of a node's first run: in a loop that of the first turn.
func (p *Plan) FirstKey(id NodeID) StepKey { return p.KeyAt(id, nil) }

// KeyAt is the key of a node's run in given turns, from 0, of the loops around it:
// the first of a loop that is not among them.
func (p *Plan) KeyAt(id NodeID, turns map[NodeID]int) StepKey {
	var key StepKey
	for _, outer := range slices.Backward(p.Around(id)) {
		if key = key.In(outer); p.nodes[outer].Inside != nil {
			key = key.Turn(max(turns[outer], 0))
		}
	}
	return key.In(id)
}
