package ui

import (
	"strings"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/ui/page/editor"
)

// back leads to where an undo or redo changed something, and says what it did.
func (u *UI) back(c *call, b *bench, r draft.Result) {
	if len(r.Edits) == 0 {
		return
	}
	e := r.Edits[len(r.Edits)-1]
	switch e.Kind {
	case draft.Undo: // what it took back is what a redo would make again
		c.announce(u.voice(c).T("editor.undone", "what", b.Redo))
	case draft.Redo:
		c.announce(u.voice(c).T("editor.redone", "what", b.Undo))
	default:
		return
	}
	if at := placeOf(e); at != "" {
		c.Response().Header().Set("Stanok-Focus", at)
	}
}

// placeOf is the id of the element that shows what an edit changed.
func placeOf(e engine.Edit) string {
	rest, inAction := strings.CutPrefix(e.Scope, "actions/")
	id, below, inside := strings.Cut(rest, "/")
	switch {
	case e.Scope == "" || e.Scope == "name":
		return ""
	case !inAction:
		return editor.Anchor(e.Scope)
	case below == "title":
		return "panel-name"
	case !inside || below == "disabled":
		return "card-" + id
	}
	return editor.Anchor(e.Scope)
}
