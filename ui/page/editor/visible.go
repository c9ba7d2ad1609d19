package editor

import "stanok/engine"

// visible reports whether the node at hand can use what a node in a branch gave:
// what happens inside a loop stays there.
func (d *Draft) visible(parent engine.NodeID, branch string) bool {
	for parent != "" {
		n := d.node(string(parent))
		if n.Type == "loop" && !d.inside(d.At, parent, branch) {
			return false
		}
		parent, branch = n.Parent, n.Branch
	}
	return true
}

// inside reports whether a node stands in a branch of another, at any depth.
func (d *Draft) inside(id string, parent engine.NodeID, branch string) bool {
	for n := d.node(id); n.Parent != ""; n = d.node(string(n.Parent)) {
		if n.Parent == parent && n.Branch == branch {
			return true
		}
	}
	return false
}
