package part

import "github.com/a-h/templ"

// HeadView is the head of a page: where it is, its title, and what it offers.
type HeadView struct {
	Back    LinkView // shown when it has a Text
	Title   string
	Actions []ButtonView
}

// LinkView is a word that leads somewhere.
type LinkView struct{ Text, Href string }

// TabView is one of several views of a thing, each with its own address.
type TabView struct {
	Text    string
	Href    string
	Count   string
	Current bool
	TestID  string
}

// FilterView is a condition on a list that is pressed or not.
type FilterView struct {
	Text   string
	Count  string
	Href   string // of the list with this filter changed
	On     bool
	TestID string
}

func (f FilterView) pressed() string {
	if f.On {
		return "true"
	}
	return "false"
}

// MenuView is a list of things to do, opened by the button whose popovertarget
// is its ID.
type MenuView struct {
	ID    string
	Label string
	Items []MenuItem
}

// MenuItem is one thing to do.
type MenuItem struct {
	Text   string
	Icon   string
	Keys   string // the shortcut, as it is read
	Href   string
	Risky  bool
	TestID string
	More   templ.Attributes
}

// DialogView asks one thing before going on. Its child is the text.
type DialogView struct {
	ID      string
	Title   string
	Actions []ButtonView // before the one that cancels
	Shown   bool         // in the flow of the page, for the kit
}
