package part

import "strconv"

// PasswordView is a field for a password that somebody types.
type PasswordView struct {
	FieldView
	Least int // characters that a new one needs; 0 for one that is known already
}

func (p PasswordView) least() string { return strconv.Itoa(p.Least) }

func (p PasswordView) complete() string {
	if p.Least > 0 {
		return "new-password"
	}
	return "current-password"
}
