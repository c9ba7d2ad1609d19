package flow

import "stanok/ui/part"

// WatchView is what is known of what comes to a processing.
type WatchView struct {
	Head    HeadView
	MayAct  bool
	Notices []part.NoticeView // of a stop by itself, silence and floods
	Fields  []DriftView
	Example part.LinkView // an operation with the changed data
	Mutes   []MuteView
}

// well reports whether there is nothing to say.
func (w WatchView) well() bool { return len(w.Notices) == 0 && len(w.Fields) == 0 }

// DriftView is a field that is not what it always was.
type DriftView struct {
	Field, From string
	Was, Now    string
	By          part.LinkView
	Since       part.MomentView
}

// MuteView is something that no letters are written about.
type MuteView struct {
	About, Until, By string
	Kind, Cause      string // sent back to end it
}

// AskView is a page that asks one thing and has one button to do it.
type AskView struct {
	Head   HeadView
	Title  string
	About  string
	Text   string
	Action string // where the form goes
	Hidden []part.FactView
	Do     part.ButtonView // none without a Text
	Back   string
}
