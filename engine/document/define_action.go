package document

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"stanok/engine"
)

// branch is the list that actions are read from.
type branch struct {
	parent engine.NodeID
	name   string
	depth  int // 0 at the top
}

// actions reads a list of actions, each with those in its branches.
func (r *definer) actions(n *node, p place, in branch) {
	if n.kind != list {
		r.add("document.kind", p, n.start(), "want", list.String(), "given", n.kind.String())
		return
	}
	for i, item := range n.items {
		if len(r.definition.Nodes) == MaxActions {
			r.add("document.limit", p, item.start(), "what", "actions", "max", strconv.Itoa(MaxActions))
			return
		}
		r.action(item, place{p.node, p.field + "[" + strconv.Itoa(i) + "]"}, in)
	}
}

func (r *definer) action(n *node, p place, in branch) {
	f, ok := r.fields(n, p, actionRole)
	if !ok {
		return
	}
	one := engine.Node{Parent: in.parent, Branch: in.name}
	one.ID = f.id()
	if wellFormed(string(one.ID)) {
		f.place = place{node: one.ID}
	}
	f.unknown()
	one.Type = f.requiredText("type")
	one.Title, _ = f.text("title")
	one.Note, _ = f.text("note")
	one.Disabled = f.boolean("disabled")
	one.Retry = f.retry()
	one.OnError = engine.OnError(f.choice("on_error", string(engine.Fail), string(engine.Continue)))
	one.With = f.with()
	branches, ok := f.of("branches", mapping)
	if ok {
		one.Branches = f.branchNames(branches)
	}
	r.definition.Nodes = append(r.definition.Nodes, one)
	if ok {
		f.branches(branches, branch{parent: one.ID, depth: in.depth + 1})
	}
}

// id reads the id of an action and makes sure that no other has it.
func (f fields) id() engine.NodeID {
	id := f.requiredText("id")
	if strings.TrimSpace(id) == "" {
		return ""
	}
	n := f.node.child("id")
	if !wellFormed(id) {
		f.problem("document.id", "id", n.start(), "id", clip(id), "max", strconv.Itoa(maxID))
		return engine.NodeID(clip(id))
	}
	f.place = place{node: engine.NodeID(id)}
	if slices.Contains(reserved, id) {
		f.problem("document.reserved_id", "id", n.start(), "id", id)
	}
	if first, twice := f.first[id]; twice {
		line, _ := f.source.position(first)
		f.problem("document.duplicate_id", "id", n.start(), "id", id, "line", strconv.Itoa(line))
	} else {
		f.first[id] = n.start()
	}
	return engine.NodeID(id)
}

func (f fields) retry() engine.RetryPolicy {
	in, ok := f.inside("retry", retryRole)
	if !ok {
		return engine.RetryPolicy{}
	}
	in.unknown()
	return engine.RetryPolicy{
		Attempts: in.whole("attempts", 1, 20),
		First:    in.duration("first"),
		Max:      in.duration("max"),
	}
}

func (f fields) branchNames(n *node) []string {
	names := make([]string, len(n.keys))
	for i, k := range n.keys {
		names[i] = k.name
		if strings.TrimSpace(k.name) == "" || utf8.RuneCountInString(k.name) > MaxBranch {
			f.problem("document.branch", "branches."+clip(k.name), k.at, "name", clip(k.name), "max", strconv.Itoa(MaxBranch))
		}
	}
	return names
}

// branches reads the actions in the branches of an action.
func (f fields) branches(n *node, in branch) {
	if in.depth > MaxNesting {
		f.problem("document.limit", "branches", n.start(), "what", "nesting", "max", strconv.Itoa(MaxNesting))
		return
	}
	for i, item := range n.items {
		in.name = n.keys[i].name
		f.actions(item, f.place.below("branches").below(in.name), in)
	}
}
