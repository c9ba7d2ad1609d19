package draft

import (
	"encoding/json"
	"errors"
	"slices"

	"stanok/engine"
)

// Undoable are the edits that Undo takes back for an author: the newest group of
// the author's own that still stands, newest first. Nil if there are none.
func Undoable(log []engine.Edit, author string) (group []engine.Edit) {
	back := map[string]bool{} // ids of edits that were taken back
	for _, e := range log {
		switch {
		case e.Author != author || back[e.ID]:
		case e.Kind == Undo || e.Kind == Redo:
			back[e.Undoes] = true
		case joins(group, e):
			group = append(group, e)
		default:
			return group
		}
	}
	return group
}

// Redoable are the edits that Redo takes back: those of the author's newest undo
// that stands, unless the author did something else since.
func Redoable(log []engine.Edit, author string) (group []engine.Edit) {
	back := map[string]bool{}
	for _, e := range log {
		switch {
		case e.Author != author || back[e.ID]:
		case e.Kind == Redo:
			back[e.Undoes] = true
		case e.Kind == Undo && joins(group, e):
			group = append(group, e)
		default:
			return group
		}
	}
	return group
}

// joins tells whether an edit is of a group, or may begin one.
func joins(group []engine.Edit, e engine.Edit) bool {
	return len(group) == 0 || e.Group != "" && e.Group == group[0].Group
}

// takeBack takes edits back one after another: all of them or none.
func (d *Draft) takeBack(group, log []engine.Edit, author string) (*Draft, []engine.Edit, error) {
	var backs []engine.Edit
	for _, e := range group {
		next, back, err := d.invert(e)
		if errors.Is(err, errMoved) {
			return d, nil, changedSince(e, log, author)
		}
		if err != nil {
			return d, nil, err
		}
		if back == nil { // it came to what was there
			back = &engine.Edit{Scope: e.Scope, Before: e.After, After: e.Before, Place: e.Place}
		}
		back.Undoes = e.ID
		d, backs = next, append(backs, *back)
	}
	return d, backs, nil
}

// changedSince is the error of taking back what somebody changed later.
func changedSince(e engine.Edit, log []engine.Edit, author string) error {
	err := &engine.Error{Kind: engine.Conflict, Code: "edit.changed_since", Args: map[string]string{"person": "", "scope": clip(e.Scope)}, Err: errMoved}
	s, _ := scopeOf(e.Scope)
	parents := parentsOf(e)
	for _, later := range log {
		if later.ID == e.ID {
			break
		}
		if later.Author == author {
			continue
		}
		if touches(later, s) || later.Scope == e.Scope || slices.ContainsFunc(takenBy(later), func(id string) bool { return slices.Contains(parents, id) }) {
			err.Args["person"] = later.Author
			break
		}
	}
	return err
}

// parentsOf are the actions in whose branches an edit put something, or from
// which it took it.
func parentsOf(e engine.Edit) (ids []string) {
	if shapeOf(e) == wholeDocument || shapeOf(e) == oneField {
		return nil
	}
	for _, side := range [...]json.RawMessage{e.Place, e.Before, e.After} {
		var at seat
		if json.Unmarshal(side, &at) == nil && at.Parent != "" {
			ids = append(ids, at.Parent)
		}
	}
	return ids
}
