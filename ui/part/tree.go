package part

import "stanok/ui/words"

// TreeView is data to look at and to take values from, grouped by where they
// came from.
type TreeView struct {
	ID     string
	Groups []TreeGroup
}

// TreeGroup is everything one action gave.
type TreeGroup struct {
	Action string // its id
	Bead   BeadView
	Name   string
	When   string
	Open   bool
	Nodes  []TreeNode
	Href   string // where the next nodes come from
	Rest   int    // how many nodes are not shown yet
}

// rest is what of a group is not shown yet.
func (g TreeGroup) rest() TreeNode { return TreeNode{Nodes: g.Nodes, Href: g.Href, Rest: g.Rest} }

// TreeNode is one value, or a list or an object of them. Inner nodes are drawn
// when they are opened: the server sends them from Href.
type TreeNode struct {
	Key    string
	Path   string // canonical: ["request"][0]["id"]
	Ref    string // how an expression says it: request.json.request[0].id
	Value  string // a preview
	Copy   string // the whole value, to be copied; "" if it is too long for that
	Kind   string // object, list, or "" for a leaf
	Count  int    // of an object's fields or a list's items
	Open   bool
	Used   bool   // a row of the parser takes it
	Found  bool   // it is what was looked for
	Secret bool   // not shown
	Show   string // address of what a secret is; "" for whom it is not
	From   string // address of where the value came from; "" where nobody tells
	Whole  string // address of the whole text of a leaf that is cut
	Insert bool   // a value may be taken from here
	Picked bool   // taking it adds a row to a table
	Nodes  []TreeNode
	Href   string // where unopened children, or the next ones, come from
	Rest   int    // how many children are not shown yet
}

// count says how much is in a node.
func (n TreeNode) count(v words.Voice) string {
	if n.Kind == "list" {
		return v.T("tree.items", "n", n.Count)
	}
	return v.T("tree.fields", "n", n.Count)
}

// next is how many children one more press shows.
func (n TreeNode) next() int { return min(n.Rest, TreePage) }

// TreePage is how many children of one node are sent at a time.
const TreePage = 200

func small(b BeadView) BeadView {
	b.Small = true
	return b
}
