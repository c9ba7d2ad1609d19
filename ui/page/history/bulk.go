package history

import "stanok/ui/page/repair"

// BulkView is what may be done with the rows that are ticked, or with all that
// the filters show.
type BulkView struct {
	All    bool   // all are chosen
	Say    string // that they are, or the offer to choose them
	Choose string // address of the list with all of them chosen
	Clear  string // and with none
	Repair string // where the choice is sent
	Erase  string // address where their data are erased; "" for who may not
	Jobs   []repair.JobView
}

// BulkForm is the id of the form that ticks go with.
const BulkForm = "bulk"
