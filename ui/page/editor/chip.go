package editor

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/part"
)

// ChipCardView is what a parameter is, beside its chip.
type ChipCardView struct {
	Bead    part.BeadView
	Path    string // in words, in full
	Formula bool   // more than a reference
	Value   string // in the sample
	Kind    string // of the value
	Cut     bool   // Value is not all of it
	Found   bool   // the sample has it
	Secret  bool
	Problem string // why it may not stand here
	Closest []InsteadView
	Go      templ.Attributes // opens what it comes from; nil if that is nowhere
	Href    string
	Plain   bool

	Ref   string // without its guard; "" if it may have none
	Guard Guard  // what becomes of it when it is empty
	Text  string // that takes its place then
	Safe  string // how what it inserts is written here; "" for as it is
}

// InsteadView is a parameter that may be meant instead.
type InsteadView struct{ Ref, Text string }

// ChipCard is the card of an expression, without its value.
// place is where the field's text goes.
func (d *Draft) ChipCard(expression, place string) ChipCardView {
	ref, how, text := Guarded(expression)
	view := ChipCardView{Path: d.pathOf(ref), Plain: d.Plain, Ref: ref, Guard: how, Text: text, Safe: d.safe(place)}
	if place == "condition" { // a rule is of references
		view.Ref = ""
	}
	m := reference.FindStringSubmatch(ref)
	if view.Formula = m == nil; view.Formula {
		view.Ref = ""
		return view
	}
	view.Bead = part.BeadView{Kind: d.kindOf(m[1])}
	if d.Has(m[1]) {
		view.Bead, view.Href, view.Go = d.Bead(m[1]), d.Href(m[1]), d.link(m[1])
	}
	return view
}

// Instead is a reference to choose in place of an expression, with its guard.
func (d *Draft) Instead(expression, ref string) InsteadView {
	_, how, text := Guarded(expression)
	return InsteadView{regard(ref, how, text, d.pathOf(ref)), d.pathOf(ref)}
}

// safe says how what is inserted at a place is written there.
func (d *Draft) safe(place string) string {
	switch place {
	case "url", "query", "form":
		return d.Voice.T("chip.safe.address")
	case "json", "html", "header":
		return d.Voice.T("chip.safe." + place)
	}
	return ""
}

// Saying is what a problem says and what to do about it.
func (d *Draft) Saying(p engine.Problem) string { return d.saying(p) }

// pathOf says a reference in words; other expressions stay as they are.
func (d *Draft) pathOf(expression string) string {
	m := reference.FindStringSubmatch(expression)
	if m == nil {
		return expression
	}
	name := m[1]
	if known, ok := d.ChipNames()[name]; ok {
		name = known.Title
	}
	all := []string{name}
	for _, step := range refStep.FindAllStringSubmatch(m[2], -1) {
		switch n, err := strconv.Atoi(step[2]); {
		case err == nil:
			all = append(all, d.Voice.T("editor.path.item", "n", n+1))
		case step[3] != "":
			all = append(all, step[3])
		default:
			all = append(all, step[1])
		}
	}
	return strings.Join(all, " › ")
}
