package people

import (
	"github.com/a-h/templ"

	"stanok/ui/part"
	"stanok/ui/words"
)

// SetupView is the page of the first start.
type SetupView struct {
	Languages   []part.OptionView
	Name, Email string
	Zone        string
	PublicURL   string
	Code        string
	NeedsCode   bool
	FixedURL    bool // a flag says it
	FixedMail   bool
	Reach       ReachView
	Mail        MailView
	Errors      map[string]string // by the name of the field
}

// MailView is the mail server on that page.
type MailView struct {
	Host, Port, User, From string
	Security               []part.OptionView
}

// ReachView is what can be seen of an address.
type ReachView struct {
	Hook        string // where other services would send data to; "" if it is no address
	Look        string
	Title, Text string
}

func (s SetupView) name(v words.Voice) part.FieldView {
	return with(field("name", "name", v.T("people.name"), s.Name, "setup-name", templ.Attributes{"required": true, "autocomplete": "name"}), "", s.Errors["name"])
}

func (s SetupView) zone(v words.Voice) part.FieldView {
	return with(field("zone", "zone", v.T("people.zone"), s.Zone, "setup-zone", templ.Attributes{"required": true}), v.T("people.zone.help"), s.Errors["zone"])
}

func (s SetupView) address(v words.Voice) part.FieldView {
	f := field("public-url", "public_url", v.T("people.setup.address"), s.PublicURL, "setup-public-url", templ.Attributes{
		"type": "url", "required": true, "spellcheck": "false",
		"hx-post": "/setup/check", "hx-trigger": "input changed delay:300ms", "hx-target": "#reach", "hx-swap": "innerHTML",
	})
	if f.Readonly = s.FixedURL; s.FixedURL {
		f.Help = v.T("people.setup.fixed")
	}
	f.Error = s.Errors["public_url"]
	return f
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

func (m MailView) field(v words.Voice, name, value string, more templ.Attributes) part.FieldView {
	return field(name, name, v.T("people.mail."+name), value, "setup-"+name, more)
}
