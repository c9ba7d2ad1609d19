package part

import (
	"strings"

	"stanok/ui/words"
)

// BeadView is an action's number in the colour of its kind: source, http, json,
// logic, send, service or tools. Every value that came out of the action wears it.
type BeadView struct {
	Number string
	Kind   string
	Small  bool
	Off    bool // not reached, or switched off
}

func (b BeadView) class() string {
	class := "bead"
	if b.Small {
		class += " bead-small"
	}
	if b.Off {
		class += " bead-off"
	}
	return class
}

// Kind returns the kind of an action or source by the group of its Spec.
func Kind(group string) string {
	switch group {
	case "source", "http", "logic", "send", "service":
		return group
	case "json", "parser", "compose":
		return "json"
	}
	return "tools"
}

// ChipView is a parameter: a value of another action, by name.
type ChipView struct {
	Bead   BeadView
	From   string // the action's name and the way to the value, "Webhook ›"
	Name   string // the last part, which always shows
	Value  string // the last one seen; read out
	Ref    string // the text form, as in the document
	Broken bool
}

func (c ChipView) label(v words.Voice) string {
	name := strings.TrimSpace(c.From + " " + c.Name)
	switch {
	case c.Broken:
		return v.T("chip.broken", "name", name)
	case c.Value != "":
		return v.T("chip.value", "name", name, "value", c.Value)
	}
	return v.T("chip.label", "name", name)
}

// ThreadView is a whole processing in one line: a bead for each action.
type ThreadView struct {
	Beads []ThreadBead
}

// ThreadBead is one bead of a thread.
type ThreadBead struct {
	Kind   string
	Name   string
	Off    bool // not reached
	Broken bool
}

func (t ThreadView) label(v words.Voice) string {
	var names []string
	at := ""
	for _, b := range t.Beads {
		names = append(names, b.Name)
		if b.Broken {
			at = b.Name
		}
	}
	if at != "" {
		return v.T("thread.broken", "steps", strings.Join(names, " → "), "at", at)
	}
	return v.T("thread.label", "steps", strings.Join(names, " → "))
}

func (b ThreadBead) class() string {
	switch {
	case b.Broken:
		return "mini-bead is-broken"
	case b.Off:
		return "mini-bead is-off"
	}
	return "mini-bead"
}
