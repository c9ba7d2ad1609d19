package part

import "github.com/a-h/templ"

// Looks of a button. A page has at most one Primary.
const (
	Plain   = ""
	Primary = "primary"
	Strong  = "strong" // the main action of a row
	Quiet   = "link"   // a word, no frame
)

// ButtonView is a button, or a link that looks like one when Href is set.
type ButtonView struct {
	Text    string
	Icon    string
	Look    string
	Small   bool
	Href    string
	Submit  bool   // sends the form around it
	Name    string // of the value sent
	Value   string
	Blocked string // id of what says why it cannot be pressed now
	TestID  string
	More    templ.Attributes // hx-…, data-…, aria-…
}

// attributes are those a button has whatever its element.
func (b ButtonView) attributes() templ.Attributes {
	all := templ.Attributes{}
	for k, v := range b.More {
		all[k] = v
	}
	set := func(name, value string) {
		if value != "" {
			all[name] = value
		}
	}
	set("data-testid", b.TestID)
	set("name", b.Name)
	set("value", b.Value)
	if b.Blocked != "" {
		all["aria-disabled"], all["aria-describedby"] = "true", b.Blocked
	}
	return all
}

func (b ButtonView) class() string {
	if b.Look == Quiet {
		return "link-button"
	}
	class := "button"
	if b.Look != Plain {
		class += " button-" + b.Look
	}
	if b.Small {
		class += " button-small"
	}
	return class
}

func (b ButtonView) kind() string {
	if b.Submit {
		return "submit"
	}
	return "button"
}
