package part

import (
	"github.com/a-h/templ"

	"stanok/ui/words"
)

// ChainView is the chain of a processing, from its source to its last action.
type ChainView struct {
	Knots []KnotView
	Plain bool             // only shown: nothing is added or moved
	Ops   bool             // what is moved goes into the queue of changes
	Add   templ.Attributes // of the button at the end
}

// KnotView is one action on the thread: its bead, its card, and what passed
// behind it when it last ran.
type KnotView struct {
	ID      string // of the action; "source" for the source
	Bead    BeadView
	Icon    string
	Name    string
	Summary []SummaryPiece
	State   string // of CardStatus
	Current bool   // its panel is open
	Off     bool
	Broken  bool // nothing went further from here
	Href    string
	Carry   CarryView
	Ways    []WayView // of an action with branches
	Loop    bool
	Plain   bool
	Still   bool             // it is only looked at: its card leads nowhere
	Fixed   bool             // it has no handle and no menu: the source
	Link    templ.Attributes // of the card, beside its Href
	Add     templ.Attributes // of the button that adds after it
	Menu    MenuView         // shown when it has items
}

// SummaryPiece is a part of a card's summary: text, or a name in the colour of
// where it comes from.
type SummaryPiece struct{ Text, Kind string }

// CarryView is what passed from an action to the next: a name and its value.
type CarryView struct {
	Name, Value, More string
	Nothing           bool // nothing has passed yet
}

// WayView is one branch of an action.
type WayView struct {
	ID    string // its key in the document
	Name  string
	When  string // its condition in words
	Off   bool   // not taken by this sample
	Kind  string
	Knots []KnotView
	Add   templ.Attributes // of the button that adds at its beginning
}

func (k KnotView) thread() string {
	if k.Broken {
		return "broken"
	}
	if k.Carry.Nothing {
		return "todo"
	}
	return "done"
}

func (k KnotView) after(v words.Voice) string {
	return v.T("chain.add_after", "number", k.Bead.Number, "name", k.Name)
}

// first says what the button at the beginning of a branch does.
func (w WayView) first(v words.Voice) string { return v.T("chain.add_in", "name", w.Name) }

func cardStatus(v words.Voice, k KnotView) StatusView {
	s := CardStatus(v, k.State)
	s.TestID = "card-status-" + k.ID
	return s
}

// menuOf are the attributes of a button that opens the menu of that id.
func menuOf(id string) templ.Attributes {
	return templ.Attributes{"popovertarget": id, "aria-haspopup": "menu"}
}

// told are the sentences that moving an action is read out with. The browser puts
// the names in.
func told(v words.Voice) templ.Attributes {
	return templ.Attributes{
		"data-picked":    v.Pattern("chain.picked", "name", "at", "of"),
		"data-position":  v.Pattern("chain.position", "at", "of"),
		"data-inside":    v.Pattern("chain.inside", "branch", "at", "of"),
		"data-dropped":   v.Pattern("chain.dropped", "name", "from", "at"),
		"data-cancelled": v.T("chain.cancelled"),
		"data-refused":   v.T("chain.refused"),
	}
}
