package editor

import (
	"encoding/json"
	"net/url"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/part"
)

// Chain is the draft's chain of actions.
func (d *Draft) Chain() part.ChainView {
	source := part.KnotView{
		ID: Source, Bead: d.Bead(Source), Icon: icon(d.Definition.Source.Type), Name: d.Name(Source),
		Summary: d.summary(Source), State: d.state(Source), Current: d.At == Source, Href: d.Href(Source),
		Carry: d.Values.carry(Source), Plain: d.Plain, Fixed: true, Link: d.link(Source), Add: d.adds("", "", Source),
	}
	knots, _ := d.knots(0, "", "")
	return part.ChainView{Knots: append([]part.KnotView{source}, knots...), Plain: d.Plain, Ops: !d.Plain, Add: d.adds("", "", d.last())}
}

// knots draws the nodes of one branch, beginning at a place in the flat list. It
// returns where the branch ends.
func (d *Draft) knots(at int, parent engine.NodeID, branch string) ([]part.KnotView, int) {
	var all []part.KnotView
	nodes := d.Definition.Nodes
	for at < len(nodes) && nodes[at].Parent == parent && nodes[at].Branch == branch {
		n := nodes[at]
		k := d.knot(n)
		k.Ways, at = d.ways(n, at+1)
		all = append(all, k)
	}
	return all, at
}

func (d *Draft) knot(n engine.Node) part.KnotView {
	id := string(n.ID)
	return part.KnotView{
		ID: id, Bead: d.Bead(id), Icon: d.icon(n.Type), Name: d.Name(id), Summary: d.summary(id), State: d.state(id),
		Current: d.At == id, Off: n.Disabled, Href: d.Href(id), Carry: d.Values.carry(id), Loop: n.Type == "loop",
		Plain: d.Plain, Link: d.link(id), Add: d.adds(string(n.Parent), n.Branch, id), Menu: d.menu(n),
	}
}

// ways draws the branches of a node, whose nodes begin at a place in the list:
// those it should have, then any other it has.
func (d *Draft) ways(n engine.Node, at int) ([]part.WayView, int) {
	drawn := map[string][]part.KnotView{}
	var extra []string
	names := d.branches(n)
	for at < len(d.Definition.Nodes) && d.Definition.Nodes[at].Parent == n.ID {
		branch := d.Definition.Nodes[at].Branch
		drawn[branch], at = d.knots(at, n.ID, branch)
		extra = append(extra, branch)
	}
	var ways []part.WayView
	for _, name := range append(names, extra...) {
		if knots, left := drawn[name]; left || len(ways) < len(names) {
			ways = append(ways, d.way(n, name, knots))
			delete(drawn, name)
		}
	}
	return ways, at
}

func (d *Draft) way(n engine.Node, branch string, knots []part.KnotView) part.WayView {
	w := part.WayView{
		Name: branch, Kind: "logic", Knots: knots, ID: branch,
		Add: d.adds(string(n.ID), branch, ""),
	}
	if d.Plain {
		w.Add = templ.Attributes{"hidden": true}
	}
	switch {
	case n.Type == "loop" && branch == "each":
		w.Name = d.Voice.T("editor.way.each")
	case branch == "otherwise":
		w.Name, w.Kind = d.Voice.T("editor.way.otherwise"), "tools"
	default:
		for i, c := range d.with(string(n.ID)).list("cases") {
			if one := read(c); one.text("name") == branch {
				w.Name, w.When = or(one.text("title"), d.Voice.T("editor.case", "n", i+1)), d.inWords(one.text("when"))
			}
		}
	}
	return w
}

// branches are the names of the branches that a node should have, in order.
func (d *Draft) branches(n engine.Node) []string {
	if n.Type == "loop" {
		return []string{"each"}
	}
	if n.Type != "branch" {
		return n.Branches
	}
	var names []string
	with := d.with(string(n.ID))
	for _, c := range with.list("cases") {
		if name := read(c).text("name"); name != "" {
			names = append(names, name)
		}
	}
	if with.yes("otherwise") {
		names = append(names, "otherwise")
	}
	return names
}

// last is the node at the end of the outermost chain.
func (d *Draft) last() string {
	last := Source
	for _, n := range d.Definition.Nodes {
		if n.Parent == "" {
			last = string(n.ID)
		}
	}
	return last
}

// state is how a card stands.
func (d *Draft) state(id string) string {
	switch {
	case d.node(id).Disabled:
		return "off"
	case id == Source && d.Definition.Source.Type == "":
		return "empty"
	case d.wrong(id):
		return "fix"
	case d.Values.failed(id):
		return "failed"
	}
	return "ok"
}

// link makes a card open its panel without a reload.
func (d *Draft) link(id string) templ.Attributes {
	return templ.Attributes{
		"hx-get": d.Home() + "/panel?at=" + url.QueryEscape(id), "hx-swap": "none", "hx-push-url": d.Href(id), "data-opens-panel": true,
	}
}

// adds makes a button open the palette for a place.
func (d *Draft) adds(parent, branch, after string) templ.Attributes {
	q := url.Values{"parent": {parent}, "branch": {branch}, "after": {after}}
	return templ.Attributes{
		"hx-get": d.Home() + "/palette?" + q.Encode(), "hx-target": "#drawer", "hx-swap": "innerHTML", "aria-haspopup": "dialog",
	}
}

// op is what a button puts into the page's queue of changes.
func op(kind, scope string, value any) string {
	change := map[string]any{"kind": kind}
	if scope != "" {
		change["scope"] = scope
	}
	if value != nil {
		change["value"] = value
	}
	raw, _ := json.Marshal(change) // texts, maps and raw JSON cannot fail
	return string(raw)
}
