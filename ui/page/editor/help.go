package editor

import (
	"stanok/ui/words"
)

// Help is the long text about the type of the node at hand.
func (d *Draft) Help() HelpView {
	spec := d.spec(d.At)
	return HelpView{Title: d.typeName(spec.Type), Blocks: Markdown(spec.Help[d.Voice.Lang()])}
}

// HowToView tells where a link goes in one service.
type HowToView struct {
	Name  string
	Steps string
}

// services are those with a how-to, in the order they are shown.
var services = []string{"uon", "jivo", "pluga", "wbudget", "tilda", "bitrix", "amocrm"}

// HowToOf tells where a link goes in the services people use.
func HowToOf(v words.Voice) []HowToView {
	var all []HowToView
	for _, s := range services {
		all = append(all, HowToView{Name: v.T("howto." + s), Steps: v.T("howto.steps." + s)})
	}
	return all
}
