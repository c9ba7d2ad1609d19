package page

import "strconv"

// ErrorView is an error that took the place of a page or of a part of one.
type ErrorView struct {
	Status int
	Say    string // what happened
	Try    string // what to do
	Way    string // address of the way on
}

func (e ErrorView) status() string { return strconv.Itoa(e.Status) }
