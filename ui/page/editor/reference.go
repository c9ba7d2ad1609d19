package editor

import (
	"regexp"
	"strings"

	"stanok/ui/part"
)

// span is one piece of a text with parameters: the text between them, or a
// reference.
type span struct {
	text string
	from string // the node or name a reference begins with; "" for text
}

var (
	braces    = regexp.MustCompile(`\{\{(.*?)\}\}`)
	reference = regexp.MustCompile(`^\s*([a-z_][a-z0-9_]*)((?:\.[A-Za-z_][A-Za-z0-9_]*|\[\d+\]|\["[^"]*"\])*)\s*$`)
	lastPart  = regexp.MustCompile(`([A-Za-z_][A-Za-z0-9_]*|\d+)"?\]?$`)
)

// spans takes a text apart.
func spans(s string) []span {
	var all []span
	at := 0
	for _, m := range braces.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			all = append(all, span{text: s[at:m[0]]})
		}
		all = append(all, referenceSpan(s[m[2]:m[3]]))
		at = m[1]
	}
	if at < len(s) {
		all = append(all, span{text: s[at:]})
	}
	return all
}

// referenceSpan is a plain reference by its last part, and anything else as ƒ.
func referenceSpan(expression string) span {
	m := reference.FindStringSubmatch(expression)
	if m == nil {
		return span{text: "ƒ"}
	}
	name := m[1]
	if last := lastPart.FindStringSubmatch(m[2]); last != nil {
		name = last[1]
	}
	return span{text: name, from: m[1]}
}

// summarize draws a text with its parameters as names.
func (d *Draft) summarize(s string) []part.SummaryPiece {
	var all []part.SummaryPiece
	for _, one := range spans(s) {
		all = append(all, part.SummaryPiece{Text: one.text, Kind: d.kindOf(one.from)})
	}
	return all
}

// kindOf is the colour of what a reference begins with.
func (d *Draft) kindOf(from string) string {
	switch {
	case from == "":
		return ""
	case d.Has(from):
		return d.bead(from).Kind
	case from == "item" || from == "index":
		return "logic"
	}
	return "tools"
}

// whose is the node that a text takes its value from, if it is one reference.
func (d *Draft) whose(s string) (id string, ok bool) {
	all := spans(strings.TrimSpace(s))
	if len(all) != 1 || all[0].from == "" {
		return "", false
	}
	return all[0].from, true
}

// ChipName is how a chip of one node is drawn, as the page's islands read it.
type ChipName struct {
	Title  string `json:"title"`
	Number int    `json:"number"`
	Kind   string `json:"kind"`
}

// ChipNames are the names that parameters may begin with at the node at hand.
func (d *Draft) ChipNames() map[string]ChipName {
	all := map[string]ChipName{
		Source:       {d.name(Source), 1, "source"},
		"connection": {d.Voice.T("editor.group.connection"), 0, "tools"},
		"operation":  {d.Voice.T("editor.group.operation"), 0, "tools"},
		"processing": {d.Voice.T("editor.group.processing"), 0, "tools"},
		"answer":     {d.Voice.T("editor.group.answer"), 0, "http"},
	}
	for i, n := range d.Definition.Nodes {
		if string(n.ID) == d.At {
			break
		}
		if d.visible(n.Parent, n.Branch) {
			all[string(n.ID)] = ChipName{d.name(string(n.ID)), i + 2, d.bead(string(n.ID)).Kind}
		}
	}
	for id := d.node(d.At).Parent; id != ""; id = d.node(string(id)).Parent {
		if n := d.node(string(id)); n.Type == "loop" {
			bead := d.bead(string(id))
			as := or(d.with(string(id)).text("as"), "item")
			all[as] = ChipName{d.Voice.T("editor.group.item"), 0, bead.Kind}
			all["index"] = ChipName{d.Voice.T("editor.group.index"), 0, bead.Kind}
		}
	}
	return all
}
