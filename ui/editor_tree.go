package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// readGroup is the name of the group that shows what a parser reads.
const readGroup = "read"

// fillTrees draws the data beside the panel.
func (b *bench) fillTrees() {
	at := b.node()
	b.Values.Input.ID, b.Values.Output.ID = "input-"+b.At, "output-"+b.At
	if parsed, taken, ok := b.parsed(); ok {
		g := part.TreeGroup{Action: readGroup, Bead: b.Bead(b.At), Name: b.Voice.T("editor.read"), Open: true}
		g.Nodes = b.nodes(parsed, readGroup, "", 4, taken)
		b.Values.Input.Groups = append(b.Values.Input.Groups, g)
	}
	for _, g := range b.known.Groups(at) {
		if !g.Known {
			b.promise(g.Name)
			continue
		}
		view := part.TreeGroup{Action: g.Name, Name: g.Name, Open: len(b.Values.Input.Groups) == 0}
		if b.Has(g.Name) {
			view.Bead, view.Name = b.Bead(g.Name), b.Name(g.Name)
		} else {
			view.Bead, view.Name = part.BeadView{Kind: "tools"}, b.Voice.T("editor.group."+string(g.Kind))
		}
		if !g.Output.When.IsZero() {
			view.When = b.Voice.Clock(g.Output.When.In(b.Now.Location()))
		}
		view.Nodes = b.titled(g.Name, b.nodes(g.Tree(false), g.Name, "", 3, nil))
		if g.Name == editor.Source {
			view.Nodes = b.paramsFirst(view.Nodes)
		}
		b.Values.Input.Groups = append(b.Values.Input.Groups, view)
	}
	if o, ok := b.known.Last(at); ok && b.At != editor.Source {
		view := part.TreeGroup{Action: b.At, Bead: b.Bead(b.At), Name: b.Name(b.At), Open: true}
		view.When = b.Voice.Clock(o.When.In(b.Now.Location()))
		view.Nodes = b.titled(b.At, b.nodes(b.known.TreeOf(o), b.At, "", 4, nil))
		b.Values.Output.Groups = append(b.Values.Output.Groups, view)
	}
}

// paramsFirst puts what the source expects before all else that came, and what
// was sent before what is known of it.
func (b *bench) paramsFirst(nodes []part.TreeNode) []part.TreeNode {
	var first, rest []part.TreeNode
	names := b.params()
	for _, n := range nodes {
		switch {
		case slices.Contains(names, n.Key), len(names) == 0 && n.Count > 0 && slices.Contains(sent, n.Path):
			first = append(first, n)
		default:
			n.Open = n.Open && len(names) == 0
			rest = append(rest, n)
		}
	}
	return append(first, rest...)
}

// node is the node at hand as trials know it.
func (b *bench) node() engine.NodeID {
	if b.At == editor.Source {
		return trial.SourceID
	}
	return engine.NodeID(b.At)
}

// parsed is what the parser at hand reads, and which paths it takes already.
func (b *bench) parsed() (t trial.Tree, taken map[string]bool, ok bool) {
	n := b.known.Plan.Node(b.node())
	if n.Type != "json.parse" {
		return t, nil, false
	}
	p := b.known.Parse(n.ID, n.With)
	taken = map[string]bool{}
	for _, r := range p.Rows {
		taken[r.Path] = true
	}
	return p.Tree(), taken, p.Known && p.Problem == nil
}

// openRows is how many values are shown without asking.
const openRows = 100

// nodes draws what is inside the value at a path, and what is inside that while
// it is little, to a depth.
func (b *bench) nodes(t trial.Tree, group, path string, depth int, taken map[string]bool) []part.TreeNode {
	branch, ok := t.Branch(path, 0)
	if !ok {
		row, ok := t.Row(path)
		if !ok {
			return nil
		}
		return []part.TreeNode{b.leaf(row, group, taken)}
	}
	nodes := b.drawn(branch, group, taken)
	for i := range nodes {
		n := &nodes[i]
		small := n.Count > 0 && (n.Count <= openRows || n.Kind == "list") && len(nodes) <= openRows
		if n.Kind == "" || depth <= 1 || !small || n.Path == "" || n.Key == "headers" {
			continue
		}
		n.Nodes, n.Open = b.nodes(t, group, n.Path, depth-1, taken), true
		n.Rest = max(0, n.Count-len(n.Nodes))
		if n.Rest > 0 {
			n.Href = b.valueHref("tree", group, n.Path, len(n.Nodes))
		}
	}
	return nodes
}

// drawn draws one level of a tree.
func (b *bench) drawn(branch trial.Branch, group string, taken map[string]bool) []part.TreeNode {
	nodes := make([]part.TreeNode, len(branch.Rows))
	for i, r := range branch.Rows {
		nodes[i] = b.leaf(r, group, taken)
		if n, err := strconv.Atoi(r.Name); err == nil && branch.Kind == trial.List {
			nodes[i].Key = b.Voice.T("editor.path.item", "n", n+1)
		}
	}
	return nodes
}

func (b *bench) leaf(r trial.Row, group string, taken map[string]bool) part.TreeNode {
	n := part.TreeNode{
		Key: r.Name, Path: r.Path, Ref: r.Ref, Value: quoted(r), Count: r.Count, Secret: r.Secret, Used: taken[r.Path],
		Insert: r.Path != "" && !b.Plain, Picked: group == readGroup,
	}
	if !r.Cut && !r.Secret {
		n.Copy = r.Preview
	}
	if r.Secret && r.Path != "" && !b.Plain && group != string(trial.ConnectionGroup) {
		n.Show = b.valueHref("value", group, r.Path, 0)
	}
	if r.Kind == trial.Object || r.Kind == trial.List {
		n.Kind, n.Value = string(r.Kind), ""
		n.Href = b.valueHref("tree", group, r.Path, 0)
	}
	return n
}

// valueHref is an address of ours about a value of a tree.
func (b *bench) valueHref(kind, group, path string, from int) string {
	q := url.Values{"at": {b.At}, "group": {group}, "path": {path}}
	if from > 0 {
		q.Set("from", strconv.Itoa(from))
	}
	if b.Values.Sample != "" {
		q.Set("sample", b.Values.Sample)
	}
	return b.Home() + "/" + kind + "?" + q.Encode()
}

// showBranch sends what is inside one value of a tree.
func (u *UI) showBranch(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	group, path := c.QueryParam("group"), c.QueryParam("path")
	from, err := strconv.Atoi(c.QueryParam("from"))
	if err != nil && c.QueryParams().Has("from") {
		return wrongParameter("from")
	}
	t, taken, ok := b.tree(group)
	branch, found := t.Branch(path, max(0, from))
	if !ok || !found {
		return &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	nodes := b.drawn(branch, group, taken)
	if branch.Next > 0 {
		rest := part.TreeNode{Nodes: nodes, Rest: branch.Count - branch.Next, Href: b.valueHref("tree", group, path, branch.Next)}
		return c.render(http.StatusOK, part.TreePart(u.voice(c), rest))
	}
	return c.render(http.StatusOK, part.TreeNodes(u.voice(c), nodes))
}

// tree is one group of the data beside the panel.
func (b *bench) tree(group string) (t trial.Tree, taken map[string]bool, ok bool) {
	if group == readGroup {
		return b.parsed()
	}
	if group == b.At && group != editor.Source {
		o, ok := b.known.Last(b.node())
		return b.known.TreeOf(o), nil, ok
	}
	g, ok := b.known.Group(b.node(), group)
	return g.Tree(false), nil, ok && g.Known
}
