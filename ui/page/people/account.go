package people

import (
	"github.com/a-h/templ"

	"stanok/ui/part"
	"stanok/ui/words"
)

// AccountView is the page of who is signed in.
type AccountView struct {
	Name, Email, Zone, Role      string
	Languages, Themes, Densities []part.OptionView
	Calm, Keys                   bool
	SeesValues, Plain            bool // of others, in lists in full
	Sessions                     []SessionView
	Saved                        bool
	Error, PasswordError         string
	Field                        string // what the error is about
}

// SessionView is a browser that somebody is signed in with.
type SessionView struct {
	ID             string
	Agent, Address string
	Began, Seen    string
	Here           bool
}

func (a AccountView) problem(field string) string {
	if a.Field == field {
		return a.Error + a.PasswordError
	}
	return ""
}

func (a AccountView) loose() string {
	switch a.Field {
	case "name", "email", "zone":
		return ""
	}
	return a.Error
}

func (a AccountView) name(v words.Voice) part.FieldView {
	return with(field("name", "name", v.T("people.name"), a.Name, "account-name", templ.Attributes{"required": true, "autocomplete": "name"}), "", a.problem("name"))
}

func (a AccountView) zone(v words.Voice) part.FieldView {
	return with(field("zone", "zone", v.T("people.zone"), a.Zone, "account-zone", templ.Attributes{"required": true}), v.T("people.zone.help"), a.problem("zone"))
}

func (a AccountView) old(v words.Voice) part.PasswordView {
	return knownPassword(v, "old", v.T("people.account.old"), "account-old", a.problem("old"))
}

func choice(id, label string, options []part.OptionView) part.ChoiceView {
	return part.ChoiceView{FieldView: field(id, id, label, "", "account-"+id, nil), Options: options}
}

func check(id, label string) part.FieldView { return field(id, id, label, "", "account-"+id, nil) }
