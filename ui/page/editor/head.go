package editor

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"stanok/ui/part"
)

// HeadView is the head of the page: what it is called, how it stands, and the
// one thing to do next.
type HeadView struct {
	Home    string
	At      string // the node at hand
	Name    string
	Status  part.StatusView
	Note    string        // beside the status
	Watch   part.LinkView // to what is watched over; none without a Text
	Primary part.ButtonView
	Running bool
	Undo    string // what it would undo; "" for nothing
	Redo    string
	ToFix   int
	Saved   string // when
	Plain   bool
}

// Head is the draft's head.
func (d *Draft) Head() HeadView {
	p, v := d.Processing, d.Voice
	h := HeadView{
		Home: d.Home(), At: d.At, Name: p.Name, Running: p.Running, Undo: d.Undo, Redo: d.Redo, ToFix: len(d.Problems) + len(d.Hints),
		Saved: v.Clock(p.Updated.In(d.Now.Location())), Plain: d.Plain,
	}
	h.Status = part.ProcessingStatus(v, d.standing(), len(d.Problems))
	h.Status.TestID = "processing-status"
	if d.standing() == "changed" {
		h.Status.Word = v.T("state.processing.running")
	}
	if p.Version > 0 {
		h.Note = v.T("editor.version", "n", strconv.Itoa(p.Version))
	}
	if p.Running && d.Changes > 0 {
		h.Note += " · " + v.T("editor.changes", "n", d.Changes)
	}
	switch {
	case d.standing() == "halted":
		h.Watch = part.LinkView{Text: v.T("watch.why"), Href: d.Home() + "/watch"}
	case d.Drifted:
		h.Watch = part.LinkView{Text: v.T("watch.drift"), Href: d.Home() + "/watch"}
	case d.Muted:
		h.Watch = part.LinkView{Text: v.T("watch.muted"), Href: d.Home() + "/watch"}
	}
	h.Primary = d.primary()
	return h
}

// standing is the state of the processing as its status shows it.
func (d *Draft) standing() string {
	p := d.Processing
	switch {
	case p.Running && d.Changes > 0:
		return "changed"
	case p.Running:
		return "running"
	case p.Halted:
		return "halted"
	case len(d.Problems) > 0:
		return "incomplete"
	case p.Version == 0:
		return "draft"
	}
	return "stopped"
}

// primary is the one button to press next; none while all is well.
func (d *Draft) primary() part.ButtonView {
	v, p := d.Voice, d.Processing
	b := part.ButtonView{Look: part.Primary, TestID: "run-switch", Text: v.T("editor.run")}
	if d.standing() == "halted" {
		b.Text = v.T("editor.run.again")
	}
	switch {
	case d.Plain || p.Running && d.Changes == 0:
		return part.ButtonView{}
	case p.Running:
		b.Text, b.TestID, b.More = v.T("editor.apply", "n", d.Changes), "apply", d.opens("apply")
	case len(d.Problems) > 0: // pressing it leads to the first thing to fix
		b.Blocked = "to-fix"
		b.Href = d.ToFix()[0].Href
	default:
		b.Submit = true
	}
	return b
}

// at is the address of what is done with a draft while a node is at hand.
func at(home, what, id string) string { return home + "/" + what + "?at=" + url.QueryEscape(id) }

// opens makes a button open a drawer.
func (d *Draft) opens(what string) templ.Attributes {
	return templ.Attributes{
		"hx-get": at(d.Home(), what, d.At), "hx-target": "#drawer", "hx-swap": "innerHTML", "aria-haspopup": "dialog",
	}
}
