package ui

import (
	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/part"
)

// sound is a draft before changes, and what was wrong with it then.
type sound struct {
	engine.Definition
	engine.Problems
}

// place tells one broken reference from others.
type place struct {
	node              engine.NodeID
	field, code, name string
}

func placed(p engine.Problem) place { return place{p.Node, p.Field, p.Code, p.Args["name"]} }

// gone are the actions that were there before and are not now.
func (s sound) gone(now engine.Definition) map[string]bool {
	ids := map[string]bool{}
	for _, n := range s.Nodes {
		ids[string(n.ID)] = true
	}
	for _, n := range now.Nodes {
		delete(ids, string(n.ID))
	}
	return ids
}

// removed says that an action is gone, what used it, and how to have it back.
func (u *UI) removed(c *call, b *bench, was sound) templ.Component {
	gone, fields, actions := was.gone(b.Definition), map[place]bool{}, map[engine.NodeID]bool{}
	for _, one := range b.known.Broken() {
		if gone[one.Args["name"]] {
			fields[place{node: one.Node, field: one.Field}], actions[one.Node] = true, true
		}
	}
	v := u.voice(c)
	text := v.T("editor.removed")
	if len(fields) > 0 {
		text = v.T("editor.removed.used", "n", len(fields), "m", len(actions))
	}
	return u.toast(c, "", text, takesBack(v.T("undo"), "undo-remove"))
}

// displaced says after a move what lost its data by it, and offers the way back;
// nothing if all have theirs. The panel says the same of the node at hand.
func (u *UI) displaced(c *call, b *bench, was sound) []templ.Component {
	known := map[place]bool{}
	for _, p := range was.Problems {
		known[placed(p)] = true
	}
	for _, p := range b.known.Problems {
		if p.Code != "document.reference_later" || known[placed(p)] || string(p.Node) == b.At {
			continue
		}
		v := u.voice(c)
		text := v.T("editor.displaced", "at", b.Name(string(p.Node)), "name", b.Name(p.Args["name"]))
		return []templ.Component{u.toast(c, "warn", text, takesBack(v.T("editor.later.back"), "move-back"))}
	}
	return nil
}

// takesBack is a button that undoes what was just done.
func takesBack(text, testID string) part.ButtonView {
	return part.ButtonView{Text: text, Small: true, TestID: testID, More: templ.Attributes{"data-op": `{"kind":"undo"}`}}
}
