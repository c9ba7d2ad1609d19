package draft

import (
	"bytes"
	"encoding/json"
	"errors"

	"stanok/engine"
)

// errMoved says that what an edit left is no longer there as it left it.
var errMoved = errors.New("it was changed since")

// shape is what an edit is to a tree, whatever a person calls it.
type shape int

const (
	wholeDocument shape = iota
	oneField
	actionCame
	actionLeft
	actionMoved
)

func shapeOf(e engine.Edit) shape {
	s, _ := scopeOf(e.Scope)
	_, below, ok := s.action()
	switch {
	case len(s) == 0:
		return wholeDocument
	case !ok || len(below) > 0:
		return oneField
	case e.Before == nil:
		return actionCame
	case e.After == nil:
		return actionLeft
	}
	return actionMoved
}

// invert takes an edit back and returns the edit that does so, without id, kind,
// author and time. It fails with errMoved if the draft no longer is as the edit
// left it.
func (d *Draft) invert(e engine.Edit) (*Draft, *engine.Edit, error) {
	s, ok := scopeOf(e.Scope)
	if !ok {
		return d, nil, errMoved
	}
	switch shapeOf(e) {
	case wholeDocument:
		return d.invertWhole(e)
	case oneField:
		return d.invertField(s, e)
	case actionCame:
		return d.invertAdded(s, e)
	case actionLeft:
		return d.invertRemoved(e)
	}
	return d.invertMoved(s, e)
}

func (d *Draft) invertWhole(e engine.Edit) (*Draft, *engine.Edit, error) {
	left, err := Read(e.After)
	if err != nil || !bytes.Equal(left.raw, d.raw) {
		return d, nil, errMoved
	}
	return d.replace(Change{Value: e.Before})
}

func (d *Draft) invertField(s scope, e engine.Edit) (*Draft, *engine.Edit, error) {
	var at spot
	if err := json.Unmarshal(e.Place, &at); err != nil || !bytes.Equal(d.at(s).json(), e.After) {
		return d, nil, errMoved
	}
	var v *tree
	if e.Before != nil {
		var err error
		if v, err = parse(e.Before); err != nil {
			return d, nil, errMoved
		}
	}
	return d.field(s, v, at)
}

func (d *Draft) invertAdded(s scope, e engine.Edit) (*Draft, *engine.Edit, error) {
	var at seat
	if err := json.Unmarshal(e.Place, &at); err != nil || !bytes.Equal(d.at(s).json(), e.After) {
		return d, nil, errMoved
	}
	return d.unseated(s[1], at.Made)
}

func (d *Draft) invertRemoved(e engine.Edit) (*Draft, *engine.Edit, error) {
	var at seat
	action, err := parse(e.Before)
	if err != nil || json.Unmarshal(e.Place, &at) != nil {
		return d, nil, errMoved
	}
	next, back, err := d.seated(action, at)
	if err != nil {
		return d, nil, errMoved
	}
	return next, back, nil
}

func (d *Draft) invertMoved(s scope, e engine.Edit) (*Draft, *engine.Edit, error) {
	var from, to seat
	if json.Unmarshal(e.Before, &from) != nil || json.Unmarshal(e.After, &to) != nil {
		return d, nil, errMoved
	}
	found, now := d.root.seat(s[1])
	if found == nil || now.Parent != to.Parent || now.Branch != to.Branch {
		return d, nil, errMoved
	}
	next, back, err := d.moved(s[1], from, to.Made)
	if err != nil {
		return d, nil, errMoved
	}
	return next, back, nil
}
