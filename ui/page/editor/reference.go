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
	refStep   = regexp.MustCompile(`\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\["([^"]*)"\]`)
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
	ref, _, _ := Guarded(expression)
	m := reference.FindStringSubmatch(ref)
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
		return d.Bead(from).Kind
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

// ChipNames are the names that parameters may begin with, as chips are drawn with
// them at the node at hand.
func (d *Draft) ChipNames() map[string]part.ChipName {
	all := map[string]part.ChipName{Source: {Title: d.Name(Source), Number: "1", Kind: "source"}}
	for name, kind := range map[string]string{"connection": "tools", "operation": "tools", "processing": "tools", "answer": "http"} {
		all[name] = part.ChipName{Title: d.Voice.T("editor.group." + name), Kind: kind}
	}
	later := false
	for _, n := range d.Definition.Nodes {
		id := string(n.ID)
		later = later || id == d.At
		if b := d.Bead(id); d.visible(n.Parent, n.Branch) {
			all[id] = part.ChipName{Title: d.Name(id), Number: b.Number, Kind: b.Kind, Later: later || d.At == Source}
		}
	}
	for id := d.node(d.At).Parent; id != ""; id = d.node(string(id)).Parent {
		if d.node(string(id)).Type == "loop" {
			as := or(d.with(string(id)).text("as"), "item")
			all[as] = part.ChipName{Title: d.Voice.T("editor.group.item"), Kind: "logic"}
			all["index"] = part.ChipName{Title: d.Voice.T("editor.group.index"), Kind: "logic"}
		}
	}
	for _, as := range rowNames(d.with(d.At).text("template")) {
		all[as] = part.ChipName{Title: as, Kind: "logic"}
	}
	return all
}

var (
	repeats = regexp.MustCompile(`"\$each"|\bx-each\s*=`)
	rowName = regexp.MustCompile(`(?:"\$as"\s*:|\bx-as\s*=)\s*["']([\pL_][\pL\d_]*)["']`)
)

// rowNames are what a composer's template calls the rows that it repeats parts
// for.
func rowNames(template string) []string {
	if !repeats.MatchString(template) {
		return nil
	}
	names := []string{"item", "index"}
	for _, m := range rowName.FindAllStringSubmatch(template, -1) {
		names = append(names, m[1])
	}
	return names
}
