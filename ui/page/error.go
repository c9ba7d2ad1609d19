package page

import (
	"strconv"

	"stanok/ui/words"
)

// ErrorView is an error that took the place of a page or of a part of one.
type ErrorView struct {
	Status int
	Say    string // what happened
	Try    string // what to do
	Way    string // address of the way on
	SignIn bool   // which is the page to sign in
}

func (e ErrorView) way(v words.Voice) string {
	if e.SignIn {
		return v.T("people.login.do")
	}
	return v.T("error.way")
}

func (e ErrorView) status() string { return strconv.Itoa(e.Status) }
