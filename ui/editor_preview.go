package ui

import (
	"fmt"
	"io"
	"net/http"
	"strings"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
)

// previewField says what a field's text gives with the sample, as it is typed.
func (u *UI) previewField(c *call) error {
	var asked struct {
		At     string `json:"at"`
		Scope  string `json:"scope"`
		Place  string `json:"place"`
		Text   string `json:"text"`
		Sample string `json:"sample"`
	}
	if err := c.decode(&asked); err != nil {
		return err
	}
	p, err := u.stored(c)
	if err != nil {
		return err
	}
	k, err := u.known(c, p)
	if err != nil {
		return err
	}
	at := engine.NodeID(asked.At)
	if asked.At == editor.Source {
		at = trial.SourceID
	}
	given := k.Preview(at, field(asked.Scope), trial.Place(asked.Place), asked.Text)
	answer := object{"text": editor.Clip(given.Text), "problem": ""}
	if k.Sample.ID == "" || asked.Text == "" {
		answer["text"] = ""
	}
	if given.Problem != nil {
		say, try := u.Texts.Say(c.lang, given.Problem.Code, given.Problem.Args)
		answer["problem"] = strings.TrimSpace(say + " " + try)
	}
	return c.json(http.StatusOK, answer)
}

// streamDraft tells an editor's page, as server-sent events, what changes in its
// processing: draft with the scopes, arrival for all else.
func (u *UI) streamDraft(c *call) error {
	p, err := u.stored(c)
	if err != nil {
		return err
	}
	var (
		heard []engine.Change
		begun bool
	)
	hear := func(ch engine.Change) bool {
		if ch.Processing == p.ID {
			heard = append(heard, ch)
		}
		return ch.Processing == p.ID
	}
	return u.follow(c, 0, hear, func(w io.Writer) error {
		if !begun {
			begun = true
			return u.writeStanding(c, w)
		}
		for _, ch := range heard {
			writeNews(w, ch)
		}
		heard = heard[:0]
		return nil
	})
}

// writeStanding tells a page that was drawn a moment ago where the processing is
// now, as if all had just happened. What it shows already changes nothing there.
func (u *UI) writeStanding(c *call, w io.Writer) error {
	p, err := u.stored(c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "event: draft\ndata: %s\n\nevent: arrival\ndata: {}\n\n", editor.News(p.Revision, "", nil))
	return err
}

func writeNews(w io.Writer, ch engine.Change) {
	if len(ch.Scopes) == 0 {
		_, _ = fmt.Fprint(w, "event: arrival\ndata: {}\n\n")
		return
	}
	raw := editor.News(ch.Revision, ch.Client, ch.Scopes)
	_, _ = fmt.Fprintf(w, "event: draft\ndata: %s\n\n", raw)
}
