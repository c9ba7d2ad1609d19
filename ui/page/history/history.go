// Package history holds the screens of operations: their list, and one of them.
package history

import (
	"strconv"

	"github.com/a-h/templ"

	"stanok/ui/page/flow"
	"stanok/ui/part"
	"stanok/ui/words"
)

// View is a list of operations, narrowed as its address says.
type View struct {
	Title      string
	Head       flow.HeadView // of the processing whose operations these are; none of all
	Path       string
	Query      string
	Hidden     []Pair
	MaySearch  bool
	Narrowed   bool
	Everything string // address of the list without conditions
	States     []part.FilterView
	Others     []part.FilterView
	Views      []ViewLink
	Set        []Condition
	Conditions MoreView
	Causes     []CauseCard
	Failures   bool   // failures alone are asked for
	Keep       string // the conditions to be kept as a view; "" where nobody may
	Table      part.OperationsView
	More       string    // address of the next rows; none if empty
	Live       string    // address of the stream of news
	Bulk       *BulkView // what may be done with several rows; nil for nothing
	Link       string    // of the processing's webhook, where nothing came yet
}

// ViewLink leads to a list with conditions that have a name.
type ViewLink struct {
	Text   string
	Href   string
	On     bool
	Name   string // of one that someone keeps
	Mine   bool   // it can be forgotten
	Of     string // whose it is, if not the reader's
	TestID string
}

// Condition is one that is set, and the address without it.
type Condition struct{ Text, Href string }

// MoreView is the form of the conditions that are seldom asked for.
type MoreView struct {
	Path         string
	Hidden       []Pair
	From, To     string
	Field, Value string
	MaySearch    bool
	Slow         []part.OptionView
	Sources      []part.OptionView
	Nodes        []part.OptionView
	Versions     []part.OptionView
}

// CauseCard is why several operations failed.
type CauseCard struct {
	Count string
	N     int
	Text  string
	When  string
	Cause string
	Flow  string // name of the processing, where there are several
	Bead  part.BeadView
	Href  string
	On    bool
}

// Pair is a name and its value in an address.
type Pair struct{ Name, Value string }

// LiveRow is a row that is news.
type LiveRow struct {
	part.OperationView
	OnlyKnown bool // it belongs into the list only if it stands there
}

func (v View) searching() templ.Attributes {
	return templ.Attributes{
		"hx-get": v.Path, "hx-target": "#operations", "hx-swap": "outerMorph", "hx-push-url": "true",
		"hx-trigger": "input delay:200ms, submit", "hx-sync": "this:replace",
	}
}

// next leads to where an operation may be begun.
func (v View) next(say words.Voice) part.ButtonView {
	if v.Head.ID != "" {
		return part.ButtonView{Text: say.T("op.editor"), Href: "/p/" + v.Head.ID, TestID: "to-editor"}
	}
	return part.ButtonView{Text: say.T("error.way"), Href: "/p", TestID: "to-list"}
}

func (v View) liveToggle(say words.Voice) part.SwitchView {
	return part.SwitchView{ID: "live-toggle", Label: say.T("history.live"), On: true, TestID: "live-toggle"}
}

func boolean(on bool) string { return strconv.FormatBool(on) }

// nothing says that no operation is like that, and of failures that this is well.
func (v View) nothing(say words.Voice) string {
	if v.Failures {
		return say.T("history.nothing.failed")
	}
	return say.T("history.nothing.here")
}
