package trial

import (
	"slices"

	"stanok/engine"
	"stanok/engine/eval"
)

// Group is one thing that a node may refer to, and what is known below it.
type Group struct {
	Name   string // what an expression calls it: source, a node's id, item, index, connection
	Kind   GroupKind
	Node   engine.NodeID // of a node's output; of a loop's item, the loop
	Output Output        // of a node's output
	Known  bool          // whether there is a value
	Names  []string      // that are known below it, with or without a value; nil if any may be
	value  any
	order  *eval.Order
}

// GroupKind is what a group is of.
type GroupKind string

// The kinds there are.
const (
	SourceGroup     GroupKind = "source"
	ActionGroup     GroupKind = "action"
	ItemGroup       GroupKind = "item"       // a loop's item
	IndexGroup      GroupKind = "index"      // its place
	ConnectionGroup GroupKind = "connection" // fields of the node's own connection
)

// Tree is the group's value. reveal shows what sounds secret in it, but never
// the secrets of a connection, which are not here.
func (g Group) Tree(reveal bool) Tree {
	return Tree{Root: g.value, Ref: g.Name, Reveal: reveal, order: g.order}
}

// Groups lists what a node may refer to, nearest first: the nodes before it in
// reverse reading order, with a loop's item where its inside begins, then the
// source, then the node's connection. Of the source itself there is only the
// source.
func (k *Known) Groups(at engine.NodeID) []Group {
	scope := k.scope(at, "")
	vars := k.vars(at, scope)
	var all []Group
	put := func(g Group) {
		if names, ok := scope[g.Name]; ok {
			g.value, g.Names, g.order = vars[g.Name], names, k.Order(g.Name)
			if g.Kind == ItemGroup {
				g.order = k.orderIn(g.Node)
			}
			g.Known = g.Known || g.value != nil
			all = append(all, g)
		}
	}
	put(Group{Name: "connection", Kind: ConnectionGroup})
	put(Group{Name: "source", Kind: SourceGroup, Known: k.Sample.ID != ""})
	around := k.Plan.Around(at)
	for _, n := range k.Plan.Definition.Nodes {
		if n.ID == at || at == SourceID {
			break
		}
		if !slices.Contains(around, n.ID) {
			put(Group{Name: string(n.ID), Kind: ActionGroup, Node: n.ID, Output: k.outputs[n.ID]})
			continue
		}
		inside := k.Plan.Prepared(n.ID).Inside
		if inScope(inside, "index") {
			put(Group{Name: "index", Kind: IndexGroup, Node: n.ID})
		}
		for name := range inside {
			if name != "index" {
				put(Group{Name: name, Kind: ItemGroup, Node: n.ID})
			}
		}
	}
	slices.Reverse(all)
	return all
}

// Group returns one of a node's groups by its name. The node's own name is what
// it gave itself.
func (k *Known) Group(at engine.NodeID, name string) (Group, bool) {
	if name == string(at) && at != SourceID {
		o, ok := k.outputs[at]
		if last, tried := k.Last(at); tried {
			o, ok = last, true
		}
		return Group{Name: name, Kind: ActionGroup, Node: at, Output: o, Known: ok, Names: k.Plan.Prepared(at).Outputs, value: o.Value(), order: k.Order(name)}, ok
	}
	for _, g := range k.Groups(at) {
		if g.Name == name {
			return g, true
		}
	}
	return Group{}, false
}
