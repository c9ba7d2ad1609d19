package ui

import (
	"encoding/json"
	"fmt"
	"io"

	"stanok/engine"
	"stanok/ui/page/editor"
	"stanok/ui/present"
)

// clientHeader is the id that a page of the editor has for as long as it is open.
const clientHeader = "Stanok-Client"

// maxClient bounds what a page may say of itself.
const maxClient = 100

// streamDraft tells an editor's page, as server-sent events, what changes in its
// processing: draft with the scopes, presence with who else has it open, arrival for
// all else. It begins with where the processing is now, for a page that was drawn
// before.
func (u *UI) streamDraft(c *call) error {
	p, err := u.stored(c)
	if err != nil {
		return err
	}
	client, at := c.QueryParam("client"), c.QueryParam("at")
	visit := u.present.Enter(c.shows(), present.Page{
		Client: client[:min(len(client), maxClient)], Person: c.person(), Name: c.who, At: at[:min(len(at), maxClient)],
	})
	defer visit.Leave()
	var heard []engine.Change
	hear := func(ch engine.Change) bool {
		mine := ch.Processing == p.ID && ch.Batch == ""
		if mine {
			heard = append(heard, ch)
		}
		return mine
	}
	open, greeted := company{known: map[string]bool{}}, false
	return u.follow(c, 0, visit.Stirred(), hear, func(w io.Writer) error {
		for _, ch := range heard {
			writeNews(w, ch)
		}
		heard = heard[:0]
		others := visit.Others()
		if greeted && len(others) == 0 && open.told == "" {
			return nil
		}
		p, err := u.stored(c)
		if err != nil {
			return err
		}
		if !greeted {
			greeted = true
			writeNews(w, engine.Change{Revision: p.Revision, Scopes: []string{""}})
			writeNews(w, engine.Change{}) // a sample may have come since, too
		}
		def, _ := u.Engine.Check(p.Draft)
		d := &editor.Draft{Processing: p, Definition: def, Specs: editor.SpecsOf(u.Engine.Catalogue()), Voice: u.voice(c)}
		open.tell(w, d, c.person(), others)
		return nil
	})
}

// shows is the processing of a request, among those of all workspaces.
func (c *call) shows() string { return string(c.ws) + "/" + c.Param("id") }

// moves notes that the page which asks has a node at hand.
func (u *UI) moves(c *call, client, at string) {
	if client != "" {
		u.present.Move(c.shows(), client, c.person(), at[:min(len(at), maxClient)])
	}
}

// company is who else has a page open, as one stream has told it.
type company struct {
	told  string
	known map[string]bool // persons who were read out
}

// tell writes who else is there, if that is another by now.
func (o *company) tell(w io.Writer, d *editor.Draft, me string, others []present.Page) {
	var all []editor.Guest
	fresh := false
	for _, p := range others {
		all = append(all, editor.Guest{Person: p.Person, Name: p.Name, At: p.At, Me: p.Person == me})
		fresh = fresh || !o.known[p.Person]
		o.known[p.Person] = true
	}
	text := d.AlsoOpen(all)
	if text == o.told {
		return
	}
	o.told = text
	raw, _ := json.Marshal(object{"text": text, "say": fresh && text != ""})
	_, _ = fmt.Fprintf(w, "event: presence\ndata: %s\n\n", raw)
}

func writeNews(w io.Writer, ch engine.Change) {
	if len(ch.Scopes) == 0 {
		_, _ = fmt.Fprint(w, "event: arrival\ndata: {}\n\n")
		return
	}
	raw := editor.News(ch.Revision, ch.Client, ch.Scopes)
	_, _ = fmt.Fprintf(w, "event: draft\ndata: %s\n\n", raw)
}
