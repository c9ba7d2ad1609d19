package part

import (
	"github.com/a-h/templ"

	"stanok/ui/words"
)

// FieldView is one entry of a form, whatever its control.
type FieldView struct {
	ID       string // of the control; its help and error take theirs from it
	Name     string // the document's key, or the form's
	Label    string
	Help     string
	Error    string // what is wrong and what to do, in one sentence
	Optional bool
	Readonly bool
	Value    string
	Preview  string // what the value becomes with the sample at hand
	Hint     string // shown while the value is empty
	Wide     bool   // monospace: addresses and code
	More     templ.Attributes
}

func (f FieldView) testID() string    { return "field-" + f.Name }
func (f FieldView) helpID() string    { return f.ID + "-help" }
func (f FieldView) errorID() string   { return f.ID + "-error" }
func (f FieldView) previewID() string { return f.ID + "-preview" }

// control are the attributes of the element that takes the value.
func (f FieldView) control() templ.Attributes {
	all := templ.Attributes{"id": f.ID, "name": f.Name, "data-testid": f.testID()}
	for k, v := range f.More {
		all[k] = v
	}
	if f.Error != "" {
		all["aria-invalid"] = "true"
	}
	if by := f.described(); by != "" {
		all["aria-describedby"] = by
	}
	if f.Readonly {
		all["readonly"] = true
	}
	if f.Hint != "" {
		all["placeholder"] = f.Hint
	}
	return all
}

// described lists the ids of what is said about the field.
func (f FieldView) described() string {
	switch {
	case f.Error != "" && f.Help != "":
		return f.errorID() + " " + f.helpID()
	case f.Error != "":
		return f.errorID()
	case f.Help != "":
		return f.helpID()
	}
	return ""
}

// OptionView is one choice of several.
type OptionView struct {
	Value, Label string
	Help         string
	Chosen       bool
}

// ChoiceView is a field with a few values to choose from.
type ChoiceView struct {
	FieldView
	Options []OptionView
}

// DurationView is a field for a length of time: a number and a unit. The form
// sends them as NAME.amount and NAME.unit.
type DurationView struct {
	FieldView
	Amount string
	Unit   string // ms s m h d
}

// SecretView is a field for a value that never comes back to the browser.
type SecretView struct {
	FieldView
	Tail string // its last characters; "" if none is saved
}

func units(v words.Voice, chosen string) []OptionView {
	var all []OptionView
	for _, u := range []string{"ms", "s", "m", "h", "d"} {
		all = append(all, OptionView{Value: u, Label: v.T("field.duration." + u), Chosen: u == chosen})
	}
	return all
}

// said are the attributes that tie a control to what is said about it, and no
// name or id.
func (f FieldView) said() templ.Attributes {
	all := f.control()
	for _, own := range []string{"id", "name", "data-testid"} {
		delete(all, own)
	}
	return all
}
