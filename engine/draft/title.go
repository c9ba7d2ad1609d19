package draft

import (
	"stanok/engine"
)

// Sentence is something to be said about a draft: the key of words, and what
// they mention. An action without a title is called by its type.
type Sentence struct {
	Key    string
	Action Subject // the action it is about; zero for the processing itself
	Field  string  // the setting it is about: "url" of with, "lane" of settings; "" for none
	Args   []any   // names and values in turn, as words take them
}

// Subject is an action as sentences mention it.
type Subject struct {
	ID     engine.NodeID
	Type   string
	Title  string
	Number int // its place in reading order, from 1; 0 for one that is not there
}

// Title says what edits did, as what Undo or Redo will do: "undo.remove" with
// the action that was removed. Edits that are themselves taking back are called
// after what they took back. Several edits of one key are called as the first
// of them, others "undo.several"; the argument n is their number.
//
//	undo.name, description, labels, source, replace, discard, several
//	undo.settings, source_field, other                    Field
//	undo.add, remove, move, duplicate, restore            Action
//	undo.title, type, note, on_error, switch_off, switch_on  Action
//	undo.field, retry, branch (removed)                   Action, Field
func (d *Draft) Title(edits, log []engine.Edit) Sentence {
	var s Sentence
	for i, e := range edits {
		one := d.title(origin(e, log))
		if i == 0 {
			s = one
		} else if one.Key != s.Key {
			s = Sentence{Key: "undo.several"}
			break
		}
	}
	s.Args = append(s.Args, "n", len(edits))
	return s
}

// origin is what an edit took back, as far as the log goes.
func origin(e engine.Edit, log []engine.Edit) engine.Edit {
	for _, older := range log {
		if (e.Kind == Undo || e.Kind == Redo) && older.ID == e.Undoes {
			e = older
		}
	}
	return e
}

func (d *Draft) title(e engine.Edit) Sentence {
	s, _ := scopeOf(e.Scope)
	if id, below, ok := s.action(); ok {
		said := Sentence{Action: d.subject(id, e)}
		said.Key, said.Field = actionTitle(e, below)
		return said
	}
	switch {
	case len(s) == 0 && (e.Kind == Discard || e.Kind == Replace):
		return Sentence{Key: "undo." + e.Kind}
	case len(s) == 0:
		return Sentence{Key: "undo.replace"}
	case s[0] == "settings":
		return Sentence{Key: "undo.settings", Field: last(s[1:])}
	case s[0] == "source" && len(s) > 2:
		return Sentence{Key: "undo.source_field", Field: s[2]}
	case s[0] == "name", s[0] == "description", s[0] == "labels", s[0] == "source":
		return Sentence{Key: "undo." + s[0]}
	}
	return Sentence{Key: "undo.other", Field: clip(s[0])}
}

func actionTitle(e engine.Edit, below []string) (key, field string) {
	switch {
	case len(below) == 0 && (e.Kind == Undo || e.Kind == Redo):
		return [...]string{actionCame: "undo.add", actionLeft: "undo.remove", actionMoved: "undo.move"}[shapeOf(e)], ""
	case len(below) == 0:
		return "undo." + e.Kind, "" // add, remove, move, duplicate, restore
	case below[0] == "with":
		return "undo.field", last(below[1:min(2, len(below))])
	case below[0] == "branches":
		return "undo.branch", last(below[1:])
	case below[0] == "disabled" && e.After == nil:
		return "undo.switch_on", ""
	case below[0] == "disabled":
		return "undo.switch_off", ""
	case below[0] == "title", below[0] == "note", below[0] == "retry", below[0] == "on_error", below[0] == "type":
		return "undo." + below[0], last(below[1:])
	}
	return "undo.other", clip(below[0])
}

func last(path []string) string {
	if len(path) == 0 {
		return ""
	}
	return path[len(path)-1]
}

// subject is an action as it is in the draft or, if it is gone, as an edit has
// it.
func (d *Draft) subject(id string, e engine.Edit) Subject {
	found, _ := d.root.seat(id)
	s := Subject{ID: engine.NodeID(id)}
	for i, one := range d.root.allIDs() {
		if one == id {
			s.Number = i + 1
			break
		}
	}
	for _, side := range [][]byte{e.Before, e.After} {
		if t, err := parse(side); err == nil && found == nil && t.child("type") != nil {
			found = t
		}
	}
	s.Type, s.Title = found.child("type").text(), found.child("title").text()
	return s
}
