package part

import "github.com/a-h/templ"

// SwitchView turns one thing on and off. Its word says what is, beside the
// place and the colour of the switch.
type SwitchView struct {
	ID     string
	Label  string // what is switched
	Word   string // how it is now, shown when it is no repetition of Label
	On     bool
	Action string // address of the form; none if something else reacts
	Name   string // of the value sent; it is sent as it shall be: "on" or "off"
	TestID string
	More   templ.Attributes
}

func (s SwitchView) checked() string {
	if s.On {
		return "true"
	}
	return "false"
}

// next is the value that pressing asks for.
func (s SwitchView) next() string {
	if s.On {
		return "off"
	}
	return "on"
}

func (s SwitchView) kind() string {
	if s.Action == "" {
		return "button"
	}
	return "submit"
}
