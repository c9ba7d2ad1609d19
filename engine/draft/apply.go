package draft

import (
	"bytes"
	"encoding/json"

	"stanok/engine"
)

// Apply makes a change that needs neither log nor versions: set, add, remove,
// move, duplicate, disable, replace. It returns the next draft and the edit that
// led there, without author and time; a change that changes nothing gives d and
// nil. An add or duplicate avoids the ids that taken lists besides those in the
// draft. The error is a *engine.Error: the change makes no sense here.
func (d *Draft) Apply(c Change, taken []string) (*Draft, *engine.Edit, error) {
	s, ok := scopeOf(c.Scope)
	if err := c.check(); err != nil || !ok {
		return d, nil, err
	}
	id, below, inAction := s.action()
	whole := inAction && len(below) == 0
	next, e := d, (*engine.Edit)(nil)
	var err error
	switch {
	case c.Kind == Set && s.settable():
		next, e, err = d.set(c, s)
	case c.Kind == Disable && whole:
		next, e, err = d.disable(c, append(s, "disabled"))
	case c.Kind == Add && (len(s) == 0 || len(s) == 1 && s[0] == "actions"):
		next, e, err = d.add(c, taken)
	case c.Kind == Remove && whole:
		next, e, err = d.remove(id)
	case c.Kind == Move && whole:
		next, e, err = d.move(c, id)
	case c.Kind == Duplicate && whole:
		next, e, err = d.duplicate(c, id, taken)
	case c.Kind == Replace && len(s) == 0:
		next, e, err = d.replace(c)
	default:
		err = unreadable(c)
	}
	if err != nil || next == d || e == nil {
		return d, nil, err
	}
	e.ID, e.Client, e.Kind, e.Group = c.ID, c.Client, c.Kind, c.Group
	return next, e, nil
}

// decode reads a change's value strictly.
func (c Change) decode(v any) error {
	dec := json.NewDecoder(bytes.NewReader(c.Value))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil || dec.More() {
		return unreadable(c)
	}
	return nil
}

// value is the tree of a change's value; nil for null.
func (c Change) value() (*tree, error) {
	t, err := parse(c.Value)
	if err != nil {
		return nil, unreadable(c)
	}
	if t.isNull() {
		return nil, nil
	}
	return t, nil
}

func (d *Draft) set(c Change, s scope) (*Draft, *engine.Edit, error) {
	v, err := c.value()
	if err != nil {
		return d, nil, err
	}
	if v != nil && s.branch() {
		return d, nil, unreadable(c)
	}
	return d.field(s, v, spot{Index: -1})
}

func (d *Draft) disable(c Change, s scope) (*Draft, *engine.Edit, error) {
	var off bool
	if err := c.decode(&off); err != nil {
		return d, nil, err
	}
	if !off {
		return d.field(s, nil, spot{Index: -1})
	}
	return d.field(s, newScalar(true), spot{Index: -1})
}

func (d *Draft) add(c Change, taken []string) (*Draft, *engine.Edit, error) {
	var v struct {
		At     Place           `json:"at"`
		Action json.RawMessage `json:"action"`
	}
	if err := c.decode(&v); err != nil {
		return d, nil, err
	}
	action, err := parse(v.Action)
	if err != nil || !action.isMap || action.child("type").text() == "" {
		return d, nil, unreadable(c)
	}
	action.rename(newIDs(action, append(d.root.allIDs(), taken...), true))
	return d.seatNew(action, v.At)
}

func (d *Draft) duplicate(c Change, id string, taken []string) (*Draft, *engine.Edit, error) {
	found, at := d.root.seat(id)
	if found == nil {
		return d, nil, noPlace(c.Scope)
	}
	at.After = id
	if len(c.Value) > 0 && string(c.Value) != "null" {
		if err := c.decode(&at.Place); err != nil {
			return d, nil, err
		}
	}
	copied, err := parse(found.append(nil))
	if err != nil {
		return d, nil, unreadable(c)
	}
	copied.rename(newIDs(copied, append(d.root.allIDs(), taken...), false))
	d.root.retitle(copied)
	return d.seatNew(copied, at.Place)
}

// seatNew puts a new action into the draft.
func (d *Draft) seatNew(action *tree, at Place) (*Draft, *engine.Edit, error) {
	return d.seated(action, seat{Place: at, Index: -1})
}

func (d *Draft) seated(action *tree, at seat) (*Draft, *engine.Edit, error) {
	id := action.child("id").text()
	next, err := d.alter(func(t *tree) error {
		var ok bool
		if at, ok = t.sit(action, at); !ok {
			return noPlace(Scope("actions", at.Parent))
		}
		return nil
	})
	if err != nil {
		return d, nil, err
	}
	s := scope{"actions", id}
	return next, &engine.Edit{Scope: Scope(s...), After: next.at(s).json(), Place: quote(at)}, nil
}

func (d *Draft) remove(id string) (*Draft, *engine.Edit, error) { return d.unseated(id, 0) }

// unseated takes an action out, with what was made to hold it.
func (d *Draft) unseated(id string, made int) (*Draft, *engine.Edit, error) {
	found, at := d.root.seat(id)
	if found == nil {
		return d, nil, noPlace(Scope("actions", id))
	}
	next, err := d.alter(func(t *tree) error {
		_, now := t.seat(id)
		now.rise()
		t.prune(at.Place, made)
		return nil
	})
	return next, &engine.Edit{Scope: Scope("actions", id), Before: found.json(), Place: quote(at)}, err
}

func (d *Draft) move(c Change, id string) (*Draft, *engine.Edit, error) {
	var to Place
	if err := c.decode(&to); err != nil {
		return d, nil, err
	}
	if to.After == id {
		return d, nil, nil
	}
	return d.moved(id, seat{Place: to, Index: -1}, 0)
}

// moved moves an action, and takes away what was made to hold it where it was.
func (d *Draft) moved(id string, to seat, made int) (*Draft, *engine.Edit, error) {
	found, from := d.root.seat(id)
	if found == nil {
		return d, nil, noPlace(Scope("actions", id))
	}
	for _, inside := range found.ids() {
		if inside == to.Parent && inside != "" {
			return d, nil, &engine.Error{Kind: engine.Invalid, Code: "edit.into_itself", Args: map[string]string{"action": id}}
		}
	}
	next, err := d.alter(func(t *tree) error {
		action, at := t.seat(id)
		at.rise()
		var ok bool
		if to, ok = t.sit(action, to); !ok {
			return noPlace(Scope("actions", to.Parent))
		}
		t.prune(at.Place, made)
		return nil
	})
	return next, &engine.Edit{Scope: Scope("actions", id), Before: quote(from), After: quote(to)}, err
}

func (d *Draft) replace(c Change) (*Draft, *engine.Edit, error) {
	next, err := Read(c.Value)
	if err != nil {
		return d, nil, err
	}
	if bytes.Equal(next.raw, d.raw) {
		return d, nil, nil
	}
	return next, &engine.Edit{Before: d.raw, After: next.raw}, nil
}
