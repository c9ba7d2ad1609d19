// Package people holds the screens of first start, of signing in, and of the
// people of an instance.
package people

import (
	"strconv"

	"github.com/a-h/templ"

	"stanok/ui/part"
	"stanok/ui/words"
)

// leastPassword is how many characters a new password needs, as package password
// has it.
const leastPassword = 12

// field is an entry whose name tests know.
func field(id, name, label, value, test string, more templ.Attributes) part.FieldView {
	all := templ.Attributes{"data-testid": test}
	for k, v := range more {
		all[k] = v
	}
	return part.FieldView{ID: id, Name: name, Label: label, Value: value, More: all}
}

// with returns a field with what is said about it.
func with(f part.FieldView, help, problem string) part.FieldView {
	f.Help, f.Error = help, problem
	return f
}

func optional(f part.FieldView) part.FieldView {
	f.Optional = true
	return f
}

func newPassword(v words.Voice, test, problem string) part.PasswordView {
	f := field("password", "password", v.T("people.password"), "", test, templ.Attributes{"required": true, "maxlength": "512"})
	return part.PasswordView{FieldView: with(f, v.T("people.password.help", "n", leastPassword), problem), Least: leastPassword}
}

func knownPassword(v words.Voice, id, label, test, problem string) part.PasswordView {
	f := field(id, id, label, "", test, templ.Attributes{"required": true})
	return part.PasswordView{FieldView: with(f, "", problem)}
}

func email(v words.Voice, id, value, test, problem string) part.FieldView {
	return with(field(id, "email", v.T("people.email"), value, test, templ.Attributes{
		"type": "email", "required": true, "autocomplete": "username", "spellcheck": "false",
	}), "", problem)
}

func seconds(n int) string { return strconv.Itoa(n) }

// LoginView is the page where people sign in.
type LoginView struct {
	Email string
	Error string
	Wait  int // seconds to wait before the next try
	Stay  bool
	To    string // where to go afterwards
	Mail  bool   // letters can be sent
	Kept  bool   // what was typed in a form comes back afterwards
}

// AskView is the form that asks who is there over a page that is open.
type AskView struct {
	Stale  bool   // only the password, once more
	Else   string // who is signed in, if that is not who was on the page
	Here   string // the page, for who is
	Action string
	Email  string
	Error  string
	Wait   int
}

func (a AskView) word() string {
	switch {
	case a.Stale:
		return "confirm"
	case a.Else != "":
		return "else"
	}
	return "ask"
}

func (a AskView) button() string {
	if a.Stale {
		return "confirm"
	}
	return "ask"
}

// ConfirmView is the page that asks for the password once more.
type ConfirmView struct {
	To, Email string
	Error     string
	Wait      int
	Kept      bool // as in LoginView
}

// ForgotView is the page for who forgot their password.
type ForgotView struct {
	Email string
	Error string
	Mail  bool // letters can be sent
	Sent  bool
}

// PassView is the page where a password is chosen.
type PassView struct {
	Action      string
	Name, Email string
	Invited     bool // for the first time
	Error       string
}

func pressed(on bool) string {
	if on {
		return "true"
	}
	return "false"
}
