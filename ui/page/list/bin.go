package list

import "stanok/ui/part"

// BinView is what lies in the bin, what came last first.
type BinView struct {
	Rows []BinRow
}

// BinRow is one processing in the bin.
type BinRow struct {
	Name  string
	At    string // its address
	Since part.MomentView
	Until string // the day it is deleted
}

// AskBinView asks before a processing is moved to the bin.
type AskBinView struct {
	Action, Name string
	Running      bool
}

// LabelsView is the form of a processing's labels.
type LabelsView struct {
	Action, Name string
	Labels       string // between commas
}
