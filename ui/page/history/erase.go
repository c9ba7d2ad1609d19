package history

import "stanok/ui/part"

// EraseView is what is to be erased.
type EraseView struct {
	Action  string
	Back    string
	Chosen  []string // ids of those that were named one by one
	Count   int
	Say     string // how many
	More    string // that there are more, if there are
	Confirm string
	Problem string // with the number that was written
	Written string
	Rows    []part.OperationView // the first of them
}

// ErasedView is what was.
type ErasedView struct{ Say, Left, Back string }
