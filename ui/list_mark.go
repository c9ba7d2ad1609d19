package ui

import (
	"net/url"

	"stanok/engine"
	"stanok/ui/page/list"
	"stanok/ui/part"
	"stanok/ui/words"
)

// marks are what somebody must know of a processing who wonders why it is quiet:
// operations wait behind a failed one, or letters about it are muted.
func (u *UI) marks(c *call, v words.Voice, p engine.Processing, holds []engine.Hold) (all []list.Mark, err error) {
	if waiting, _ := waitingBehind(holds, p.ID); waiting > 0 {
		q := historyQuery{processing: p.ID, states: []string{"failed", "uncertain"}}
		all = append(all, list.Mark{LinkView: part.LinkView{Text: v.T("flows.held", "n", waiting), Href: q.href()}, TestID: "processing-held"})
	}
	vigil, err := u.Engine.Vigil(c.Request().Context(), c.ws, p.ID)
	if err == nil && len(vigil.Mutes) > 0 {
		at := "/p/" + url.PathEscape(string(p.ID)) + "/watch"
		all = append(all, list.Mark{LinkView: part.LinkView{Text: v.T("watch.muted"), Href: at}, TestID: "processing-muted"})
	}
	return all, err
}
