package ui

import (
	"net/http"
	"strings"

	"stanok/engine/trial"
	"stanok/ui/page/editor"
)

// showChip draws the card of a parameter that stands in a field of the node at
// hand.
func (u *UI) showChip(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	ref, at := c.QueryParam("ref"), field(c.QueryParam("scope"))
	text := "{{ " + ref + " }}"
	card := b.ChipCard(ref, c.QueryParam("place"))
	value := b.known.Preview(b.node(), at, trial.ValuePlace, text)
	card.Value, card.Cut = value.Text, value.Cut
	chips := b.known.Chips(b.node(), at, trial.PlainPlace, text)
	if len(chips) == 1 && chips[0].Ref == card.Ref {
		card.Found, card.Secret, card.Kind = chips[0].Found, chips[0].Secret, string(chips[0].Kind)
		for _, like := range chips[0].Closest {
			card.Closest = append(card.Closest, b.Instead(ref, like))
		}
	}
	problem := value.Problem
	if len(chips) == 1 && chips[0].Problem != nil {
		problem = chips[0].Problem
	}
	if problem != nil {
		card.Problem = strings.TrimSpace(b.Saying(*problem))
	}
	if !c.seesValues() || b.known.Sample.ID == "" && value.Text == "" {
		card.Value, card.Found = "", false
	}
	return c.render(http.StatusOK, editor.ChipCard(u.voice(c), card))
}
