package editor

import "slices"

// Help is the long text about the type of the node at hand.
func (d *Draft) Help() HelpView {
	spec := d.spec(d.At)
	return HelpView{Title: d.typeName(spec.Type), Blocks: Markdown(spec.Help[d.Voice.Lang()])}
}

// HowToView tells where a link goes in one service.
type HowToView struct {
	Service, Name string
	Steps         string
	Use           string // op that fits the source to what the service sends; "" for none
}

// told are those with a how-to of our own, in the order they are shown where no
// connectors are known.
var told = []string{"uon", "jivochat", "pluga", "wbudget", "tilda", "bitrix24", "amocrm"}

// HowTos tells where a link goes in the services that send something by
// themselves.
func (d *Draft) HowTos() []HowToView {
	var all []HowToView
	v := d.Voice
	for _, s := range d.Services {
		if s.Source == nil {
			continue
		}
		one := HowToView{Service: s.Name, Name: s.Title}
		if _, one.Steps = d.Say("service."+s.Name+"/source", nil); v.Has("howto.steps." + s.Name) {
			one.Steps = v.T("howto.steps." + s.Name)
		}
		if string(s.Source) != "{}" && !d.Plain && d.Definition.Source.Type == "webhook" {
			one.Use = setOp("source/with", s.Source)
		}
		all = append(all, one)
	}
	for _, name := range told {
		if !slices.ContainsFunc(all, func(h HowToView) bool { return h.Service == name }) {
			all = append(all, HowToView{Service: name, Name: v.T("howto." + name), Steps: v.T("howto.steps." + name)})
		}
	}
	return all
}
