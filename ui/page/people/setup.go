package people

import (
	"github.com/a-h/templ"

	"stanok/ui/part"
	"stanok/ui/words"
)

// SetupView is the page of the first start.
type SetupView struct {
	SiteView
	Languages   []part.OptionView
	Name, Email string
	Zone        string
	Code        string
	NeedsCode   bool
}

func (s SetupView) name(v words.Voice) part.FieldView {
	return with(field("name", "name", v.T("people.name"), s.Name, "setup-name", templ.Attributes{"required": true, "autocomplete": "name"}), "", s.Errors["name"])
}

func (s SetupView) zone(v words.Voice) part.FieldView {
	return with(field("zone", "zone", v.T("people.zone"), s.Zone, "setup-zone", templ.Attributes{"required": true}), v.T("people.zone.help"), s.Errors["zone"])
}

func (s SetupView) code(v words.Voice) part.FieldView {
	f := field("code", "code", v.T("people.setup.code"), s.Code, "setup-code", templ.Attributes{
		"required": true, "autocomplete": "one-time-code", "spellcheck": "false",
	})
	return with(f, v.T("people.setup.code.help"), s.Errors["code"])
}

func (s SetupView) mailOpen() bool {
	return s.Mail.Host != "" || s.Errors["smtp_host"] != "" || s.Errors["mail_from"] != ""
}

func (s SetupView) summary(v words.Voice) string {
	if s.FixedMail {
		return v.T("people.setup.fixed")
	}
	return v.T("people.setup.mail.optional")
}
