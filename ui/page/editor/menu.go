package editor

import (
	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/part"
)

// menu is what can be done with an action as a whole.
func (d *Draft) menu(n engine.Node) part.MenuView {
	if d.Plain {
		return part.MenuView{}
	}
	v, id := d.Voice, string(n.ID)
	at := scope(id)
	off, offText := any(true), v.T("editor.menu.disable")
	if n.Disabled {
		off, offText = nil, v.T("editor.menu.enable")
	}
	return part.MenuView{ID: "menu-" + id, Label: v.T("chain.menu", "name", d.Name(id)), Items: []part.MenuItem{
		{Text: v.T("editor.menu.rename"), Icon: "edit", Keys: "F2", TestID: "menu-rename", Href: d.Href(id) + "#panel-name"},
		{Text: v.T("editor.menu.duplicate"), Icon: "copy", Keys: "Ctrl D", TestID: "menu-duplicate", More: does("duplicate", at, nil)},
		{Text: v.T("editor.menu.move"), Icon: "arrow", TestID: "menu-move", More: templ.Attributes{
			"hx-get": d.Home() + "/places?of=" + id, "hx-target": "#drawer", "hx-swap": "innerHTML",
		}},
		{Text: offText, Icon: "pause", TestID: "menu-disable", More: templ.Attributes{"data-op": setOp(at+"/disabled", off)}},
		{Text: v.T("editor.menu.delete"), Icon: "trash", Keys: "Del", Risky: true, TestID: "menu-delete", More: does("remove", at, nil)},
	}}
}

// does makes a button change the draft.
func does(kind, scope string, value any) templ.Attributes {
	return templ.Attributes{"data-op": op(kind, scope, value)}
}

// setOp sets a scope; a nil value removes it.
func setOp(scope string, value any) string {
	if value == nil {
		return `{"kind":"set","scope":` + quote(scope) + `,"value":null}`
	}
	return op("set", scope, value)
}

// PlaceView is a place that an action can be moved to.
type PlaceView struct {
	Text   string
	Depth  int
	After  string // the action it would follow; "" at the beginning of a branch
	Op     string
	Branch bool // the beginning of a branch
}

// Places lists where an action can be moved to: everywhere but into itself.
func (d *Draft) Places(id string) []PlaceView {
	var all []PlaceView
	add := func(text string, depth int, parent, branch, after string, begins bool) {
		value := map[string]string{"parent": parent, "branch": branch, "after": after}
		all = append(all, PlaceView{text, depth, after, op("move", scope(id), value), begins})
	}
	var walk func(knots []part.KnotView, parent, branch string, depth int)
	walk = func(knots []part.KnotView, parent, branch string, depth int) {
		for _, k := range knots {
			if k.ID == id {
				continue
			}
			after := k.ID
			add(d.Voice.T("editor.place.after", "number", k.Bead.Number, "name", k.Name), depth, parent, branch, after, false)
			for _, w := range k.Ways {
				add(d.Voice.T("editor.place.first", "name", w.Name), depth+1, k.ID, w.ID, "", true)
				walk(w.Knots, k.ID, w.ID, depth+1)
			}
		}
	}
	walk(d.Chain().Knots, "", "", 0)
	return all
}

// indent is the class that shows how deep a place stands.
func (p PlaceView) indent() string {
	if p.Depth == 0 {
		return ""
	}
	return "pick-in"
}
