// Package rehearse is the page on which a draft is tried on what really came.
package rehearse

import (
	"strconv"

	"stanok/ui/page/flow"
	"stanok/ui/part"
)

// View is the page. Without a Status nothing was rehearsed yet.
type View struct {
	Head    flow.HeadView
	At      string // the page's address
	Choices []int
	Last    int // chosen
	First   bool

	Status  part.StatusView
	Line    []string
	Done    int
	Total   int
	Percent string
	Cancel  bool
	Again   part.NoticeView // the draft is another by now; none without a Title
	Fault   part.NoticeView // why nothing could be rehearsed; none without a Title
	None    bool            // there is nothing to rehearse on
	Over    bool

	Totals []TotalView
	Groups []GroupView
	Rows   []RowView
}

// TotalView is how many operations have one verdict.
type TotalView struct {
	Look    string // of part.StatusView
	Icon    string
	Verdict string
	Text    string
}

// GroupView is what several operations have in common.
type GroupView struct {
	Verdict string
	Text    string
	Count   string
	Rows    []part.LinkView
}

// RowView is one operation.
type RowView struct {
	ID      string
	Href    string
	When    part.MomentView
	Verdict string
	Status  part.StatusView
	Say     string // what is the matter, in a sentence
	Try     string
	Found   []DifferView
	More    string // how many others there are
}

func (r RowView) opens() bool { return len(r.Found) > 0 || r.Try != "" }

// anchor is where the row stands in the page.
func (r RowView) anchor() string { return "r-" + r.ID }

// DifferView is one difference.
type DifferView struct {
	Of            string // the action's name
	Path          string
	Look          string // added, gone or changed
	Before, After string
	Hidden        bool // values are not for this person
}

func itoa(n int) string { return strconv.Itoa(n) }
