// Package dashboard holds the page that says what needs attention.
package dashboard

import (
	"strconv"

	"stanok/ui/page/list"
	"stanok/ui/part"
)

// View is the page.
type View struct {
	Items  []Item // worst first
	More   int    // items that are not shown
	Well   string // when nothing needs attention, with the time of the last operation
	Today  []Figure
	Than   string // what the figures are compared with; "" with nothing
	Flows  []list.Row
	All    part.LinkView // to all processings
	Tail   []TailRow
	Paused bool
	First  *list.View // instead of all this on the first day
	Steps  []Step     // what is still to be done, until all is
	New    bool       // a processing may be made
}

// Item is one thing that needs attention.
type Item struct {
	Key    string // under which it is hidden
	Look   string // fail warn or wait
	Icon   string
	Word   string // how bad, to be read out
	Title  string
	Text   string
	Bead   part.BeadView // in the text; none without a Number
	Action part.ButtonView
	Hide   bool // it can be hidden
}

// Figure is a number of today.
type Figure struct {
	Name, Value, Usual, Href string
	Look                     string // fail where it is bad
}

// TailRow is an operation of late.
type TailRow struct {
	ID     string
	At     part.MomentView
	Status part.StatusView
	Flow   string
	Href   string
	Took   string
	Bead   part.BeadView
}

// Step is one of the first four.
type Step struct {
	Text, Href string
	Done       bool
}

// Done reports whether all steps are.
func Done(all []Step) bool {
	for _, s := range all {
		if !s.Done {
			return false
		}
	}
	return true
}

func (s Step) state() string { return strconv.FormatBool(s.Done) }
