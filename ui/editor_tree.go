package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

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
	b.room = roomOnPage
	b.Values.Input.ID, b.Values.Output.ID = "input-"+b.At, "output-"+b.At
	if parsed, taken, ok := b.parsed(); ok {
		g := part.TreeGroup{Action: readGroup, Bead: b.Bead(b.At), Name: b.Voice.T("editor.read"), Open: true}
		b.fill(&g, parsed, 4, taken)
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
		b.fill(&view, g.Tree(false), 3, nil)
		view.Nodes = b.titled(g.Name, view.Nodes)
		if g.Name == editor.Source {
			view.Nodes = b.paramsFirst(view.Nodes)
		}
		b.Values.Input.Groups = append(b.Values.Input.Groups, view)
	}
	if o, ok := b.known.Last(at); ok && b.At != editor.Source {
		view := part.TreeGroup{Action: b.At, Bead: b.Bead(b.At), Name: b.Name(b.At), Open: true}
		view.When = b.Voice.Clock(o.When.In(b.Now.Location()))
		b.fill(&view, b.known.TreeOf(o), 4, nil)
		view.Nodes = b.titled(b.At, view.Nodes)
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
	if trial.SpotOf(b.Specs.Actions[n.Type]) != "path" {
		return t, nil, false
	}
	p := b.known.Parse(n.ID, n.With)
	taken = map[string]bool{}
	for _, r := range p.Rows {
		taken[r.Path] = true
	}
	return p.Tree(), taken, p.Known && p.Problem == nil
}

// openRows is how many values of a level are shown while what is inside them is
// shown too.
const openRows = 100

// How much markup values may become, in bytes, as far as that can be told before:
// those that a page shows without being asked, those that one answer about a
// value holds, and those of each group whatever else there is.
const (
	roomOnPage   = 130 << 10
	roomInAnswer = 180 << 10
	roomAtLeast  = 8 << 10
)

// fitting is how many of the rows there is room for, one at least, and how much
// they take of it.
func fitting(rows []trial.Row, room int) (n, size int) {
	for ; n < len(rows); n++ {
		one := drawnSize(rows[n])
		if n > 0 && size+one > room {
			break
		}
		size += one
	}
	return n, size
}

// drawnSize is about how much markup a value becomes: its name also stands in the
// labels of its buttons, its path in an address.
func drawnSize(r trial.Row) int {
	written := func(s string) int { return len(templ.EscapeString(s)) }
	return 600 + 6*written(r.Name) + written(r.Path) + 3*len(r.Path) + written(r.Ref) + 2*written(r.Preview)
}

// fill draws a tree into its group.
func (b *bench) fill(g *part.TreeGroup, t trial.Tree, depth int, taken map[string]bool) {
	if _, ok := t.Branch("", 0); !ok {
		if row, ok := t.Row(""); ok {
			g.Nodes = []part.TreeNode{b.leaf(row, g.Action, taken)}
		}
		return
	}
	var root part.TreeNode
	b.room = max(b.room, roomAtLeast)
	b.inside(&root, t, g.Action, depth, taken)
	g.Nodes, g.Rest, g.Href = root.Nodes, root.Rest, root.Href
}

// inside draws what is inside a value, and what is inside that while it is little,
// to a depth and while there is room.
func (b *bench) inside(n *part.TreeNode, t trial.Tree, group string, depth int, taken map[string]bool) {
	branch, _ := t.Branch(n.Path, 0)
	fit, size := fitting(branch.Rows, b.room)
	more := branch.Next > 0 || fit < len(branch.Rows)
	branch.Rows = branch.Rows[:fit]
	b.room -= size
	n.Nodes = b.drawn(branch, group, taken)
	for i := range n.Nodes {
		in := &n.Nodes[i]
		small := in.Count > 0 && (in.Count <= openRows || in.Kind == "list") && len(n.Nodes) <= openRows
		if in.Kind == "" || depth <= 1 || !small || in.Path == "" || in.Key == "headers" || b.room <= 0 {
			continue
		}
		b.inside(in, t, group, depth-1, taken)
		in.Open = true
	}
	if more {
		n.Rest = branch.Count - len(n.Nodes)
		n.Href = b.valueHref("tree", group, n.Path, len(n.Nodes))
	}
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
	if fit, _ := fitting(branch.Rows, roomInAnswer); fit < len(branch.Rows) {
		branch.Rows, branch.Next = branch.Rows[:fit], branch.From+fit
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
