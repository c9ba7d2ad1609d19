// Package repair holds what repeats operations: the drawer that says what a
// repetition comes to, and the page of one that repeats many.
package repair

import (
	"strconv"

	"stanok/ui/part"
)

// View is what is asked before operations are repeated.
type View struct {
	Action  string // where the form goes
	Back    string // the list it came from
	Count   int    // operations that will be repeated
	Say     string // that many, in words
	Causes  []CauseView
	Others  string // how many are of further causes; "" if none
	Ways    []part.FilterView
	Reach   string   // hosts that requests will go to, in a sentence; none if empty
	Again   []string // what will be sent a second time
	More    string   // that there is more of it
	LeftOut []string // what is left out, and why
	Version part.ChoiceView
	Speed   part.ChoiceView
	Chosen  []string // ids of operations that were ticked
	From    string
	Until   string // what arrived later does not count
	Confirm string
	Refused string // why it cannot be done at all
	Nothing bool
	Letter  *part.FieldView // whether a letter is wanted of the result; nil where nobody can be written to
}

// JobView is a repetition of many operations as it stands.
type JobView struct {
	ID      string
	At      string
	Title   string
	Status  part.StatusView
	Done    int
	Total   int
	Percent string // for a browser without a progress bar
	Line    []string
	Facts   []string // how it was asked for
	Quarter string   // said aloud at 25, 50, 75 and 100 %
	Pause   bool
	Resume  bool
	Cancel  bool
	Over    bool
	Left    string // what was never begun, and the way to it
	LeftAt  string
	Causes  []CauseView
	Others  string // how many are of further causes; "" if none
	List    string // the operations it is of
	First   bool   // it was just begun
}

// CauseView is why some of them failed, before or again.
type CauseView struct {
	Count string
	N     int
	Say   string
	Try   string
	Flow  string // name of the processing, where there are several
	Bead  part.BeadView
	Href  string // of the first of them
}

// JobsView is a list of such repetitions.
type JobsView struct{ Jobs []JobView }

func (r View) count() string { return strconv.Itoa(r.Count) }

func pressed(f part.FilterView) string { return strconv.FormatBool(f.On) }
