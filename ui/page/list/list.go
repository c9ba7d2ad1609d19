// Package list holds the screens around the list of processings: the list, its
// bin, and the import of documents.
package list

import (
	"github.com/a-h/templ"

	"stanok/ui/part"
	"stanok/ui/words"
)

// View is the list of processings, narrowed as its address says.
type View struct {
	Query     string
	Hidden    []Pair // what else the address holds, for the search form
	Filters   []part.FilterView
	Labels    []part.FilterView
	Sorts     []part.FilterView
	Count     string
	Rows      []Row
	Earlier   string // address of the page before; none if empty
	Later     string
	Mean      part.LinkView // what the search may have meant
	Everyone  string        // address of the list without conditions
	First     bool          // there is nothing at all yet
	Templates bool          // there are templates to make one from
	MayEdit   bool
	Binned    int // how many lie in the bin
	BinnedSay string
}

// Pair is a name and its value in an address.
type Pair struct{ Name, Value string }

// Row is one processing.
type Row struct {
	ID, Name, Href string
	Thread         part.ThreadView
	Way            string // "Webhook → api.u-on.ru → envycrm.com"
	Labels         []part.LinkView
	Status         part.StatusView
	Stopped        string // what becomes of data that come now; "" where they are worked on
	Marks          []Mark // what else is to be known of it
	Last           Last
	Failure        Last // shown when it is not the last operation
	Spark          part.SparkView
	Quiet          bool // nothing came for a day
	Running        bool
	MayRun         bool
	Menu           part.MenuView
}

// Mark is something about a processing, and where it is seen whole.
type Mark struct {
	part.LinkView
	TestID string
}

// Last is an operation as a row mentions it.
type Last struct {
	Status part.StatusView // its word is the sentence of a failure
	When   part.MomentView
	Took   string
	Where  part.BeadView
	Action string
}

// None reports that there is no such operation.
func (l Last) None() bool { return l.Status.Word == "" }

func (r Row) rowID() string { return "processing-" + r.ID }

func (r Row) switchView(v words.Voice) part.SwitchView {
	s := part.SwitchView{
		ID: "run-" + r.ID, Label: v.T("flows.run", "name", r.Name), On: r.Running, Action: r.Href + "/switch", Name: "running",
		TestID: "processing-run", More: templ.Attributes{
			"hx-post": r.Href + "/switch", "hx-target": "#list", "hx-swap": "outerMorph",
		},
	}
	if r.Stopped != "" {
		s.More["aria-describedby"] = r.stoppedID()
	}
	return s
}

func (r Row) stoppedID() string { return "stopped-" + r.ID }

func (r Row) menuButton(v words.Voice) part.ButtonView {
	return part.ButtonView{
		Text: v.T("chain.menu", "name", r.Name), Icon: "dots", TestID: "processing-menu",
		More: templ.Attributes{"popovertarget": r.Menu.ID, "aria-haspopup": "menu"},
	}
}

// searching are the attributes that let the search form exchange the list while
// a person types.
func searching() templ.Attributes {
	return templ.Attributes{
		"hx-get": "/p", "hx-target": "#list", "hx-swap": "outerMorph", "hx-push-url": "true",
		"hx-trigger": "input delay:200ms, submit", "hx-sync": "this:replace",
	}
}

func (v View) head(say words.Voice) part.HeadView {
	h := part.HeadView{Title: say.T("nav.processings")}
	if v.MayEdit {
		h.Actions = []part.ButtonView{
			{Text: say.T("flows.import"), Icon: "upload", Href: "/import", TestID: "import"},
			{
				Text: say.T("flows.new"), Icon: "plus", Look: part.Primary, Submit: true, TestID: "new-processing",
				More: templ.Attributes{"form": "new-processing"},
			},
		}
	}
	return h
}
