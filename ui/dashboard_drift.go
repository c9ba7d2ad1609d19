package ui

import (
	"stanok/ui/page/dashboard"
	"stanok/ui/part"
	"stanok/ui/text"
	"stanok/ui/words"
)

// drifting are processings that use what no longer comes as it did.
func (u *UI) drifting(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	for _, s := range all {
		vigil, err := u.Engine.Vigil(c.Request().Context(), c.ws, s.ID)
		if err != nil {
			return nil, err
		}
		drifted := vigil.Drifted()
		if !s.Running || len(drifted) == 0 {
			continue
		}
		f, more := drifted[0], ""
		if len(drifted) > 1 {
			more = " " + v.T("dash.drifted.more", "n", len(drifted))
		}
		items = append(items, ranked{rank: rankDrift, n: len(drifted), Item: dashboard.Item{
			Key: "drift " + string(s.ID), Look: "warn", Icon: "state-warn", Word: v.T("dash.drift"),
			Title: v.T("dash.drifted", "name", s.Name, "field", text.Path(f.Path)),
			Text: v.T("dash.drifted.text", "action", u.called(c, s.digest, f.By),
				"was", v.T("watch.shape."+string(f.Shape)), "now", v.T("watch.shape."+string(f.Now))) + more,
			Action: part.ButtonView{Text: v.T("watch.drift.see"), Href: "/p/" + string(s.ID) + "/watch"},
		}})
	}
	return items, nil
}

// flooded are processings that receive far more than usually.
func (u *UI) flooded(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	for _, s := range all {
		vigil, err := u.Engine.Vigil(c.Request().Context(), c.ws, s.ID)
		if err != nil {
			return nil, err
		}
		if !s.Running || !vigil.Flood.Open() {
			continue
		}
		items = append(items, ranked{rank: rankFlood, n: vigil.Flood.Count, Item: dashboard.Item{
			Key: "flood " + string(s.ID), Look: "warn", Icon: "state-warn", Word: v.T("dash.flood"),
			Title: v.T("dash.flooded", "name", s.Name, "n", vigil.Flood.Count), Text: v.T("dash.flooded.text"),
			Action: part.ButtonView{Text: v.T("dash.flooded.open"), Href: "/p/" + string(s.ID) + "/ops"},
		}})
	}
	return items, nil
}
