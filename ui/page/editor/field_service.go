package editor

import (
	"net/url"
	"slices"

	"stanok/ui/part"
)

// LinkView is where something is done that is not on this page.
type LinkView struct{ Text, Href string }

// offer leads to where a connection to the action's service is made, while the
// field names none that exists.
func (d *Draft) offer(view *FieldView) {
	s, ok := d.service(d.spec(d.At).Service)
	if !ok || d.Plain || slices.Contains(d.Names, view.Value) || view.Value == "" && len(d.Serving[s.Name]) > 0 {
		return
	}
	q := url.Values{"at": {d.At}, "want": {view.Value}}
	if view.Value == "" {
		q.Set("service", s.Name)
	}
	view.Connect = LinkView{d.Voice.T("editor.connect", "service", s.Title), d.Home() + "/connect?" + q.Encode()}
	view.Create = ""
	for i := range view.Options {
		if view.Options[i].Value == s.Name { // as a new action names it
			view.Options[i].Label = d.Voice.T("editor.connection.later", "name", s.Name)
		}
	}
}

// ChoicesFrom is the address of what a service offers for a field of the node at
// hand.
func (d *Draft) ChoicesFrom(path string) string { return d.below("choices", "field", path) }

// titled gives choices the titles that a connector has for them.
func (d *Draft) titled(options []part.OptionView, key string) {
	for i := range options {
		if say, _ := d.Say(key+"."+options[i].Value, nil); say != "" && options[i].Value != "" {
			options[i].Label = say
		}
	}
}

// ChoicesView is what a service offers for a field.
type ChoicesView struct {
	Title  string
	Source string // address that asks
	Asking bool   // they are still to be asked for
	Wrong  string // why there are none, and what can be done
	Again  bool   // asking once more may help
	All    []ChoiceView
	Query  string
}

// ChoiceView is one of them.
type ChoiceView struct{ Value, Label string }

// OutputView is one of the values that an action of a service gives.
type OutputView struct{ Name, Title string }

// Outputs are what an action of a service gives, as its connector calls it.
func (d *Draft) Outputs(id string) []OutputView {
	spec := d.Specs.Actions[d.node(id).Type]
	if spec.Service == "" {
		return nil
	}
	var all []OutputView
	for _, name := range spec.Outputs {
		if title, _ := d.Say("output."+spec.Type+"."+name, nil); title != "" {
			all = append(all, OutputView{name, title})
		}
	}
	return all
}
