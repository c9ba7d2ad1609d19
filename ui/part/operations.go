package part

import "stanok/ui/words"

// OperationsView is a list of operations.
type OperationsView struct {
	ID     string
	Rows   []OperationView
	Select bool   // rows can be chosen
	Form   string // id of the form that the choice goes with
	All    bool   // all are chosen, also those not shown
	Flows  bool   // rows are of several processings, and say of which
	Tries  bool   // attempts are known
}

// OperationView is one operation in a list. Times, spans and figures come as
// they are to be read.
type OperationView struct {
	ID       string
	State    string // as stored
	Href     string
	Started  MomentView
	Arrived  []ChipView // what came: the first values
	Where    BeadView   // the action it ended at; no Number if at none
	Action   string     // its name
	Why      string     // what went wrong there, in a few words
	Flow     LinkView   // the processing; shown when it has a Text
	Took     string
	Attempts string
	Version  string
	Test     bool
	Selected bool
}

// MomentView is a time: as people read it, as machines do, and how long ago.
type MomentView struct{ Text, Machine, Ago string }

func operationStatus(v words.Voice, o OperationView) StatusView {
	s := OperationStatus(v, o.State)
	s.Href = o.Href
	return s
}
