package ui

import (
	"strconv"

	"stanok/ui/part"
)

// promise shows what an action of a service will give, before it gave anything.
func (b *bench) promise(id string) {
	if !b.Has(id) {
		return
	}
	view := part.TreeGroup{Action: id, Bead: b.Bead(id), Name: b.Name(id), Open: len(b.Values.Input.Groups) == 0}
	for _, o := range b.Outputs(id) {
		view.Nodes = append(view.Nodes, part.TreeNode{
			Key: o.Title, Path: "[" + strconv.Quote(o.Name) + "]", Ref: id + "." + o.Name, Insert: !b.Plain,
		})
	}
	if len(view.Nodes) > 0 {
		b.Values.Input.Groups = append(b.Values.Input.Groups, view)
	}
}

// titled calls what an action of a service gave as its connector does, and puts
// that before the rest of the answer.
func (b *bench) titled(id string, nodes []part.TreeNode) []part.TreeNode {
	var first []part.TreeNode
	rest := nodes
	for _, o := range b.Outputs(id) {
		for i, n := range rest {
			if n.Path == "["+strconv.Quote(o.Name)+"]" {
				n.Key = o.Title
				first = append(first, n)
				rest = append(rest[:i:i], rest[i+1:]...)
				break
			}
		}
	}
	return append(first, rest...)
}
