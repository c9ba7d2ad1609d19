package editor

import "stanok/ui/part"

// ApplyView is what would be applied.
type ApplyView struct {
	Home     string
	At       string // the node at hand
	Revision string
	Changes  []ChangeView
	Moved    bool // others changed the draft since the drawer was opened
}

// ChangeView is one change of the draft in words.
type ChangeView struct {
	Text   string
	Author string
	When   string
}

// HelpView is a help text.
type HelpView struct {
	Title  string
	Blocks []Block
}

// TestView is what a test of the whole draft would really send.
type TestView struct {
	Home   string
	At     string // the node at hand
	Sends  []SendView
	Sample string
}

// PasteView asks for a text to be read into the panel.
type PasteView struct {
	Title, Help, Post, Go, Field, TestID string
	Value                                string
	Error                                string
	AtOnce                               bool // what is pasted is sent without a press
}

// MatchView is what may be filled in by name.
type MatchView struct {
	Post string
	Rows []MatchRow
}

// MatchRow fills one key with one parameter.
type MatchRow struct{ Key, Ref, Name, Value string }

// SecretView moves a secret that is written out into a connection.
type SecretView struct {
	Post        string
	Name        string
	Title       string
	Connections []part.OptionView
	Origin      string
	Error       string
}

// ConflictView is one field that two people changed at once.
type ConflictView struct {
	Anchor       string // id of the field's element
	Of           string // its scope
	Where        string // in words; "" for the processing's name
	Text         string // who, when
	Mine, Theirs string
	MineOp       string
	TheirsOp     string
	BothOp       string // "" where two values cannot be joined
	Deleted      bool   // the action is gone: it may be had back, or
	Leave        string // left for the processing at this address
}
