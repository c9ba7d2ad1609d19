package engine

import (
	"maps"
	"slices"
	"time"
)

// Prepared returns a node of the plan made ready; the zero Prepared if there is
// none, or if it has problems.
func (p *Plan) Prepared(id NodeID) Prepared {
	if n := p.nodes[id]; n != nil {
		return n.Prepared
	}
	return Prepared{}
}

// Scope is what expressions of a node may refer to, as Prepare was given it; of
// an id that the plan does not have, what may be referred to behind the last
// node. It belongs to the caller.
func (p *Plan) Scope(id NodeID) Scope {
	b := &builder{open: []level{{scope: maps.Clone(p.scope)}}}
	for _, n := range p.Definition.Nodes {
		top := b.level(n)
		if n.ID == id {
			return maps.Clone(top.scope)
		}
		b.pass(p.nodes[n.ID], top)
	}
	return b.open[0].scope
}

// Explain says of a name that a node's text may not refer to what it is in this
// plan: an action that runs later, or one inside a loop that is over.
func (p *Plan) Explain(one Problem) Problem {
	name := NodeID(one.Args["name"])
	if one.Code != "expression.unknown_name" || p.nodes[name] == nil {
		return one
	}
	at := func(id NodeID) int {
		return slices.IndexFunc(p.Definition.Nodes, func(n Node) bool { return n.ID == id })
	}
	return unready(one, at(name) < at(one.Node))
}

// Around lists the containers that a node is in, innermost first.
func (p *Plan) Around(id NodeID) []NodeID {
	var all []NodeID
	for n := p.nodes[id]; n != nil; {
		if n = p.nodes[n.Parent]; n == nil || slices.Contains(all, n.ID) { // a draft may have an id twice
			break
		}
		all = append(all, n.ID)
	}
	return all
}

// Seen returns a recorded output as expressions see it: with what the node's
// action derives from it, some of it worked out when asked for.
func (p *Plan) Seen(id NodeID, output any) any {
	if n := p.nodes[id]; n != nil {
		return n.seen(output)
	}
	return output
}

// Vars are what expressions of an operation see before its first node.
func (p *Plan) Vars(op Operation) (map[string]any, error) {
	var source any
	if p.Source.Value != nil { // a draft may have no source yet
		var err error
		if source, err = p.Source.Value(op.Event); err != nil {
			return nil, err
		}
	}
	return map[string]any{
		"source": source,
		"operation": map[string]any{
			"id": string(op.ID), "accepted_at": op.Created.Format(time.RFC3339), "version": number(op.Version),
		},
		"processing": map[string]any{"id": string(op.Processing), "name": p.Definition.Name},
	}, nil
}
