package draft

import (
	"context"
	"time"

	"stanok/engine"
)

// Pending says what is not applied yet: in what the draft of a processing
// differs from the version that new operations run, and who made it so. Of a
// processing that was never started it is nil.
func (k Desk) Pending(ctx context.Context, ws engine.WorkspaceID, p engine.Processing) ([]Difference, error) {
	if p.Version == 0 {
		return nil, nil
	}
	applied, err := k.Store.Definition(ctx, ws, p.ID, p.Version)
	if err != nil {
		return nil, err
	}
	log, err := k.Store.ListEdits(ctx, ws, p.ID, 0, 0)
	if err != nil {
		return nil, err
	}
	draft, _ := k.Engine.Check(p.Draft)
	found := Changes(applied, draft, movedSince(log, applied.Saved)...)
	Sign(found, log, applied.Saved)
	return found, nil
}

// movedSince lists the actions that were moved after a time.
func movedSince(log []engine.Edit, since time.Time) (ids []engine.NodeID) {
	for _, e := range log {
		if s, _ := scopeOf(e.Scope); e.At.After(since) && shapeOf(e) == actionMoved {
			ids = append(ids, engine.NodeID(s[1]))
		}
	}
	return ids
}

// History says what Undo and Redo would do for an author, and nil for what they
// cannot.
type History struct {
	Undo, Redo *Sentence
}

// History says what an author can take back in a processing's draft.
func (k Desk) History(ctx context.Context, ws engine.WorkspaceID, p engine.Processing, author string) (History, error) {
	var h History
	log, err := k.Store.ListEdits(ctx, ws, p.ID, 0, 0)
	if err != nil {
		return h, err
	}
	d, err := Read(p.Draft)
	if err != nil {
		return h, err
	}
	if edits := Undoable(log, author); len(edits) > 0 {
		s := d.Title(edits, log)
		h.Undo = &s
	}
	if edits := Redoable(log, author); len(edits) > 0 {
		s := d.Title(edits, log)
		h.Redo = &s
	}
	return h, nil
}
