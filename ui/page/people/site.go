package people

import (
	"maps"

	"github.com/a-h/templ"

	"stanok/ui/part"
	"stanok/ui/words"
)

// SiteView is what the pages of the first start and of the settings share: how
// others reach the program, and its mail server.
type SiteView struct {
	At        string // address of the page: /setup or /settings
	PublicURL string
	FixedURL  bool // a flag says it
	FixedMail bool
	Reach     ReachView
	Mail      MailView
	Errors    map[string]string // by the name of the field
}

// MailView is the mail server on those pages.
type MailView struct {
	Host, Port, User, From string
	Kept                   bool // its password is kept already
	Security               []part.OptionView
}

// ReachView is what can be seen of an address.
type ReachView struct {
	Hook        string // where other services would send data to; "" if it is no address
	Look        string
	Title, Text string
	Facts       []FactView // what was looked at, where somebody asked
}

// FactView is one thing that was seen.
type FactView struct{ Look, Text string }

// SettingsView is the page of the settings of an instance.
type SettingsView struct {
	SiteView
	Zone      string
	Languages []part.OptionView
	Saved     bool
	Keep      KeepView
}

// KeepView is what is said about the data.
type KeepView struct {
	More        string // address where the data are checked and restored
	Size        string // how much of its budget they take up; "" if nobody knows
	Forecast    string // how long that will do
	Working     string // how the file is being made smaller, or why not; "" if it need not be
	Budget      string // in gigabytes
	FixedBudget bool   // a flag says it
	Backup      string // where a copy is; "" if none can be made
}

// word begins the names that tests know.
func (s SiteView) word() string { return s.At[1:] }

func (s SiteView) address(v words.Voice) part.FieldView {
	f := field("public-url", "public_url", v.T("people.setup.address"), s.PublicURL, s.word()+"-public-url", templ.Attributes{
		"type": "url", "required": true, "spellcheck": "false",
		"hx-post": s.At + "/check", "hx-trigger": "input changed delay:300ms", "hx-target": "#reach", "hx-swap": "innerHTML",
	})
	if f.Readonly = s.FixedURL; s.FixedURL {
		f.Help = v.T("people.setup.fixed")
	}
	f.Error = s.Errors["public_url"]
	return f
}

// look is the button that has the address looked at.
func (s SiteView) look(v words.Voice) part.ButtonView {
	return part.ButtonView{Text: v.T("people.reach.check"), Submit: true, Small: true, Name: "asked", Value: "yes", TestID: s.word() + "-check", More: templ.Attributes{
		"formaction": s.At + "/check", "formnovalidate": true,
		"hx-post": s.At + "/check", "hx-include": "closest form", "hx-target": "#reach", "hx-swap": "innerHTML",
	}}
}

// mail is a field of the mail server.
func (s SiteView) mail(v words.Voice, name, value string, more templ.Attributes) part.FieldView {
	f := field(name, name, v.T("people.mail."+name), value, s.word()+"-"+name, maps.Clone(more))
	f.Error = s.Errors[name]
	return f
}

func (s SiteView) password(v words.Voice) part.FieldView {
	f := optional(s.mail(v, "smtp_password", "", nil))
	if s.Mail.Kept {
		f.Help = v.T("people.mail.kept")
	}
	return f
}

func (s SettingsView) zone(v words.Voice) part.FieldView {
	return with(field("zone", "zone", v.T("people.zone"), s.Zone, "settings-zone", templ.Attributes{"required": true}), "", s.Errors["zone"])
}
