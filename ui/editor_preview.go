package ui

import (
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
