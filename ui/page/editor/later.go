package editor

import "stanok/ui/part"

// LaterView says that an action takes data from one that runs only after it.
type LaterView struct {
	Text string // "" if it does not
	Op   string // puts that one before it
	name string // of that one, in the document
}

const laterCode = "document.reference_later"

// later looks whether the node at hand takes data from one that stands after it.
func (d *Draft) later() LaterView {
	for _, p := range d.Problems {
		at, _ := d.place(p)
		name := p.Args["name"]
		if at != d.At || p.Code != laterCode || !d.Has(name) || d.inNode(name, at) {
			continue
		}
		n := d.node(at)
		before := map[string]string{"parent": string(n.Parent), "branch": n.Branch, "after": d.elder(at)}
		return LaterView{Text: d.Voice.T("editor.later", "name", d.Name(name)), Op: op("move", scope(name), before), name: name}
	}
	return LaterView{}
}

// inNode reports whether a node stands in a branch of another.
func (d *Draft) inNode(around, id string) bool {
	for n := d.node(id); n.Parent != ""; n = d.node(string(n.Parent)) {
		if string(n.Parent) == around {
			return true
		}
	}
	return false
}

// elder is what stands before a node in its branch; the source, or nothing, at
// the beginning.
func (d *Draft) elder(id string) string {
	at := d.node(id)
	last := ""
	if at.Parent == "" {
		last = Source
	}
	for _, n := range d.Definition.Nodes {
		if n.ID == at.ID {
			break
		}
		if n.Parent == at.Parent && n.Branch == at.Branch {
			last = string(n.ID)
		}
	}
	return last
}

// back offers to move it there.
func (l LaterView) back(text string) part.ButtonView {
	return part.ButtonView{Text: text, Small: true, TestID: "move-back", More: map[string]any{"data-op": l.Op}}
}
