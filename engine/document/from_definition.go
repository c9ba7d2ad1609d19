package document

import (
	"encoding/json"
	"strconv"
	"time"

	"stanok/engine"
)

// FromDefinition returns the document that a definition was read from, or would
// be: what Definition gives of it is def again, and its YAML is that of the
// document def came from, unless that one said what goes without saying, as
// disabled: false or 60s for 1m. It has no text, so its problems have no lines.
func FromDefinition(def engine.Definition) *Document {
	root := newMap()
	root.put("format", newNumber(Format))
	root.put("name", newText(def.Name))
	root.putText("description", def.Description)
	if def.Labels != nil {
		labels := newList()
		for _, l := range def.Labels {
			labels.items = append(labels.items, newText(l))
		}
		root.put("labels", labels)
	}
	root.putFilled("settings", settingsNode(def.Settings))
	source := newMap()
	source.put("type", newText(def.Source.Type))
	source.putFilled("with", configNode(def.Source.With))
	root.put("source", source)
	if def.Nodes != nil {
		root.put("actions", actionsNode(def.Nodes))
	}
	return &Document{root: root}
}

func settingsNode(s engine.Settings) *node {
	n := newMap()
	n.putText("time_zone", s.TimeZone)
	n.putText("lane", s.Lane)
	n.putText("lane_on_failure", string(s.LaneOnFailure))
	n.putNumber("concurrency", s.Concurrency)
	n.putText("while_stopped", string(s.WhileStopped))
	n.putDuration("deadline", s.Deadline)
	n.putDuration("pace", s.Pace)
	return n
}

// actionsNode nests a flat list of nodes. Each goes into the branch of the last
// one before it that has its parent's id.
func actionsNode(nodes []engine.Node) *node {
	top := newList()
	latest := map[engine.NodeID]*node{}
	for _, one := range nodes {
		n := actionNode(one)
		into := top
		if parent := latest[one.Parent]; one.Parent != "" && parent != nil {
			into = parent.branch(one.Branch)
		}
		into.items = append(into.items, n)
		latest[one.ID] = n
	}
	return top
}

func actionNode(one engine.Node) *node {
	n := newMap()
	n.put("id", newText(string(one.ID)))
	n.put("type", newText(one.Type))
	n.putText("title", one.Title)
	n.putText("note", one.Note)
	if one.Disabled {
		n.put("disabled", &node{kind: boolean, at: -1, text: "true"})
	}
	retry := newMap()
	retry.putNumber("attempts", one.Retry.Attempts)
	retry.putDuration("first", one.Retry.First)
	retry.putDuration("max", one.Retry.Max)
	n.putFilled("retry", retry)
	n.putText("on_error", string(one.OnError))
	n.putFilled("with", configNode(one.With))
	if one.Branches != nil {
		n.put("branches", newMap())
	}
	for _, name := range one.Branches {
		n.branch(name)
	}
	return n
}

// branch is the list of actions in a branch of the action n.
func (n *node) branch(name string) *node {
	all := n.child("branches")
	if all == nil {
		all = newMap()
		n.put("branches", all)
	}
	if b := all.child(name); b != nil {
		return b
	}
	b := newList()
	all.put(name, b)
	return b
}

// configNode is a config as a tree; an unreadable one is as good as none.
func configNode(config json.RawMessage) *node {
	r := &reader{source: source{text: string(config)}}
	n, err := r.document()
	if err != nil || n.kind != mapping {
		return newMap()
	}
	n.detach()
	return n
}

// detach forgets where n and all below it stand in their text.
func (n *node) detach() {
	n.at, n.runs, n.block = -1, nil, false
	for i := range n.keys {
		n.keys[i].at = -1
	}
	for _, item := range n.items {
		item.detach()
	}
}

func newMap() *node                      { return &node{kind: mapping, at: -1} }
func newList() *node                     { return &node{kind: list, at: -1} }
func newText(s string) *node             { return &node{kind: text, at: -1, text: s} }
func newNumber(n int) *node              { return &node{kind: number, at: -1, text: strconv.Itoa(n)} }
func (n *node) put(name string, v *node) { n.add(key{name, -1}, v) }

func (n *node) putFilled(name string, v *node) {
	if len(v.items) > 0 {
		n.put(name, v)
	}
}

func (n *node) putText(name, s string) {
	if s != "" {
		n.put(name, newText(s))
	}
}

func (n *node) putNumber(name string, v int) {
	if v != 0 {
		n.put(name, newNumber(v))
	}
}

func (n *node) putDuration(name string, d time.Duration) {
	if d != 0 {
		n.put(name, newText(FormatDuration(d)))
	}
}
