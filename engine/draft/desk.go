package draft

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/engine/document"
)

// Desk makes changes in drafts that are stored.
type Desk struct {
	Engine *engine.Engine
	Store  engine.Store
}

// Result is what came of changes. Each of them is in one of the lists, but for
// those that changed nothing.
type Result struct {
	Processing engine.Processing // as it is now
	Edits      []engine.Edit     // that the changes became, now or when they were first sent, in their order
	Missed     []engine.Edit     // by other pages since the oldest Base of the changes, 0 not counted; newest first
	Conflicts  []Conflict
	Refused    []Refused
}

// Refused is a change that makes no sense, or cannot be taken back, and why: an
// *engine.Error with one of the codes edit.…, or with that of what would have
// made the draft no document.
type Refused struct {
	Change Change
	Err    error
}

// Edit makes changes in a draft, one after another, and keeps what became of
// them in its log in the same step. Those that cannot be made are left out and
// reported; the others are made. A change whose ID is in the log is not made
// again. Author is the name of a person or a token. The error is the store's.
func (k Desk) Edit(ctx context.Context, ws engine.WorkspaceID, id engine.ProcessingID, author string, changes ...Change) (Result, error) {
	var r Result
	p, err := k.Engine.Edit(ctx, ws, id, func(p engine.Processing, log []engine.Edit) (string, json.RawMessage, []engine.Edit, error) {
		d, err := Read(p.Draft)
		if err != nil {
			return "", nil, nil, err
		}
		s := sitting{author: author, draft: d, log: log, revision: p.Revision, applied: func() (engine.Definition, error) {
			return k.Store.Definition(ctx, ws, id, p.Version)
		}}
		r = Result{}
		for _, c := range changes {
			if err := s.take(c, &r); err != nil {
				return "", nil, nil, err
			}
		}
		r.Missed = s.missed(changes)
		return s.draft.Name(), s.draft.JSON(), s.made, nil
	})
	r.Processing = p
	return r, err
}

// sitting is the work on one draft, from its being read to its being stored.
type sitting struct {
	author   string
	draft    *Draft
	log      []engine.Edit // with what was made, newest first
	made     []engine.Edit // oldest first
	revision int64
	applied  func() (engine.Definition, error)
}

// take makes one change or notes why not. Its error is one of the store's.
func (s *sitting) take(c Change, r *Result) error {
	if i := slices.IndexFunc(s.log, func(e engine.Edit) bool { return e.ID == c.ID }); i >= 0 {
		r.Edits = append(r.Edits, s.log[i])
		return nil
	}
	if c.Base > s.revision { // of a time that was since undone by restoring a backup
		c.Base = 1
	}
	next, edits, err := s.change(c)
	var conflict *conflictError
	var refused *engine.Error
	switch {
	case errors.As(err, &conflict):
		r.Conflicts = append(r.Conflicts, conflict.Conflict)
	case errors.As(err, &refused) && refused.Kind != engine.Unavailable && refused.Kind != engine.Internal:
		r.Refused = append(r.Refused, Refused{c, err})
	case err != nil:
		return err
	default:
		s.draft = next
		r.Edits = append(r.Edits, s.note(c, edits)...)
	}
	return nil
}

// note names edits after their change and adds them to the log.
func (s *sitting) note(c Change, edits []engine.Edit) []engine.Edit {
	for i := range edits {
		e := &edits[i]
		e.ID, e.Client, e.Author, e.Kind, e.Group, e.Revision = c.ID, c.Client, s.author, c.Kind, c.Group, s.revision+1
		if i > 0 {
			e.ID += "/" + strconv.Itoa(i+1)
		}
		if c.Kind == Undo || c.Kind == Redo {
			e.Group = c.ID
		}
		s.log = slices.Insert(s.log, 0, *e)
	}
	s.made = append(s.made, edits...)
	return edits
}

// conflictError carries a Conflict to where it is noted.
type conflictError struct{ Conflict }

func (*conflictError) Error() string { return "others were first" }

func (s *sitting) change(c Change) (*Draft, []engine.Edit, error) {
	if c.Kind == Undo || c.Kind == Redo || c.Kind == Discard {
		c.Scope = ""
	}
	if err := c.check(); err != nil {
		return nil, nil, err
	}
	if conflict := s.draft.Against(c, s.log); conflict != nil {
		return nil, nil, &conflictError{*conflict}
	}
	switch c.Kind {
	case Undo:
		return s.back(Undoable(s.log, s.author), "edit.nothing_to_undo")
	case Redo:
		return s.back(Redoable(s.log, s.author), "edit.nothing_to_redo")
	case Discard:
		return s.discard()
	case Restore:
		return s.restore(c)
	}
	if parts, _ := scopeOf(c.Scope); c.Kind == Remove && len(parts) == 2 {
		if _, was := s.draft.gone(parts[1], s.log); was {
			return s.draft, nil, nil
		}
	}
	var taken []string
	if c.Kind == Add || c.Kind == Duplicate {
		taken = Taken(s.log)
	}
	return one(s.draft.Apply(c, taken))
}

func one(next *Draft, e *engine.Edit, err error) (*Draft, []engine.Edit, error) {
	if err != nil || e == nil {
		return next, nil, err
	}
	return next, []engine.Edit{*e}, nil
}

func (s *sitting) back(group []engine.Edit, none string) (*Draft, []engine.Edit, error) {
	if len(group) == 0 {
		return nil, nil, &engine.Error{Kind: engine.NotFound, Code: none}
	}
	return s.draft.takeBack(group, s.log, s.author)
}

// discard makes the applied version the draft again.
func (s *sitting) discard() (*Draft, []engine.Edit, error) {
	def, err := s.applied()
	if engine.KindOf(err) == engine.NotFound && err != nil {
		return nil, nil, &engine.Error{Kind: engine.NotFound, Code: "edit.never_applied"}
	}
	if err != nil {
		return nil, nil, err
	}
	return one(s.draft.replace(Change{Value: document.FromDefinition(def).JSON()}))
}

// restore puts back what was taken away with an action.
func (s *sitting) restore(c Change) (*Draft, []engine.Edit, error) {
	parts, _ := scopeOf(c.Scope)
	id, below, ok := parts.action()
	if !ok || len(below) > 0 {
		return nil, nil, unreadable(c)
	}
	if found, _ := s.draft.root.seat(id); found != nil {
		return s.draft, nil, nil
	}
	gone, was := s.draft.gone(id, s.log)
	if !was || shapeOf(gone) == wholeDocument {
		return nil, nil, noPlace(c.Scope)
	}
	next, back, err := s.draft.invert(gone)
	if errors.Is(err, errMoved) {
		return nil, nil, changedSince(gone, s.log, s.author)
	}
	return one(next, back, err)
}

// missed lists the edits of other pages that the page of the changes has not
// seen.
func (s *sitting) missed(changes []Change) (missed []engine.Edit) {
	base, client := s.revision, ""
	for _, c := range changes {
		if client = c.Client; c.Base > 0 {
			base = min(base, c.Base)
		}
	}
	for _, e := range s.log {
		if e.Revision > base && e.Revision <= s.revision && e.Client != client {
			missed = append(missed, e)
		}
	}
	return missed
}
