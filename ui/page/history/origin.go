package history

import "stanok/ui/part"

// OriginView is where a value came from.
type OriginView struct {
	Link OriginLink
	Back part.LinkView
}

// OriginLink is a place that the value passed, and where it had come from to there.
type OriginLink struct {
	Bead  part.BeadView
	Name  string
	Href  string // of the step
	Side  string // in words
	Path  string
	Value string
	Known bool
	Said  string // what the document says there
	Asked string // what From is, where it is not what the value was made of
	From  []OriginLink
}

// CompareView is the received data of two operations side by side.
type CompareView struct {
	Title                   string
	Back                    part.LinkView
	This, Other             part.LinkView
	ThisStatus, OtherStatus part.StatusView
	Rows                    []CompareRow // what differs first
	Differ, Same, Cut       int
}

// CompareRow is one path.
type CompareRow struct {
	Path        string
	This, Other string
	Look        string // changed added gone, or "" where both say the same
}
