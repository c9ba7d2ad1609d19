package draft

import (
	"encoding/json"

	"stanok/engine"
)

// Change is one thing that a person did to a draft.
type Change struct {
	ID     string          `json:"id"`     // chosen by the page; a change that is known by it is not made again
	Client string          `json:"client"` // the page
	Kind   string          `json:"kind"`
	Scope  string          `json:"scope"`
	Value  json.RawMessage `json:"value"`
	Group  string          `json:"group"` // changes of one group are taken back together
	Base   int64           `json:"base"`  // the revision the page had seen; 0 makes the change whatever there is
}

// Kinds of changes, with what their Value is.
const (
	Set       = "set"       // any value; null removes what is there, also a branch with all in it
	Add       = "add"       // {"at": Place, "action": {…}}; ids are given anew where they are taken
	Remove    = "remove"    // -
	Move      = "move"      // Place
	Duplicate = "duplicate" // -, or the Place of the copy
	Disable   = "disable"   // true or false
	Replace   = "replace"   // a whole document
	Discard   = "discard"   // -; the applied version becomes the draft again
	Restore   = "restore"   // -; puts back an action that was removed, by whomever
	Undo      = "undo"      // -; takes back the author's newest group of edits
	Redo      = "redo"      // -; takes back the author's newest undo
)

// Place is where an action stands: in a branch of a parent or, without one, at
// the top; after another action of the same list or, after "source" or nothing,
// first. Any other After that is not in that list means its end.
type Place struct {
	Parent string `json:"parent"`
	Branch string `json:"branch"`
	After  string `json:"after"`
}

// maxID bounds the names that a page may choose, in bytes.
const maxID = 100

// check refuses what no page would send.
func (c Change) check() error {
	_, ok := scopeOf(c.Scope)
	if !ok || c.ID == "" || len(c.ID) > maxID || len(c.Client) > maxID || len(c.Group) > maxID {
		return unreadable(c)
	}
	return nil
}

func unreadable(c Change) error {
	return &engine.Error{Kind: engine.Invalid, Code: "edit.unreadable", Args: map[string]string{"kind": clip(c.Kind), "scope": clip(c.Scope)}}
}

func noPlace(scope string) error {
	return &engine.Error{Kind: engine.NotFound, Code: "edit.no_place", Args: map[string]string{"scope": clip(scope)}}
}

// clip shortens what a person may be shown of a value.
func clip(s string) string {
	const most = 80
	count := 0
	for i := range s {
		if count++; count > most {
			return s[:i] + "…"
		}
	}
	return s
}
