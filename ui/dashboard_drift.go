package ui

import (
	"slices"

	"stanok/engine"
	"stanok/ui/page/dashboard"
	"stanok/ui/part"
	"stanok/ui/text"
	"stanok/ui/words"
)

// drifting are processings that use what no longer comes as it did, and those that
// receive far more than usually.
func (u *UI) drifting(c *call, v words.Voice, all []summary) (items []ranked, err error) {
	vigils, err := u.Engine.Troubled(c.Request().Context(), c.ws)
	if err != nil {
		return nil, err
	}
	for _, vigil := range vigils {
		i := slices.IndexFunc(all, func(s summary) bool { return s.ID == vigil.Processing })
		if i < 0 || !all[i].Running {
			continue
		}
		if drifted := vigil.Drifted(); len(drifted) > 0 {
			items = append(items, u.drifted(c, v, all[i], drifted))
		}
		if vigil.Flood.Open() {
			items = append(items, flooded(v, all[i], vigil.Flood))
		}
	}
	return items, nil
}

func (u *UI) drifted(c *call, v words.Voice, s summary, fields []engine.KnownField) ranked {
	f, more := fields[0], ""
	if len(fields) > 1 {
		more = " " + v.T("dash.drifted.more", "n", len(fields))
	}
	return ranked{rank: rankDrift, n: len(fields), Item: dashboard.Item{
		Key: "drift " + string(s.ID), Look: "warn", Icon: "state-warn", Word: v.T("dash.drift"),
		Title: v.T("dash.drifted", "name", s.Name, "field", text.Path(f.Path)),
		Text: v.T("dash.drifted.text", "action", u.called(c, s.digest, f.By),
			"was", v.T("watch.shape."+string(f.Shape)), "now", v.T("watch.shape."+string(f.Now))) + more,
		Action: part.ButtonView{Text: v.T("watch.drift.see"), Href: "/p/" + string(s.ID) + "/watch"},
	}}
}

func flooded(v words.Voice, s summary, flood engine.Spell) ranked {
	return ranked{rank: rankFlood, n: flood.Count, Item: dashboard.Item{
		Key: "flood " + string(s.ID), Look: "warn", Icon: "state-warn", Word: v.T("dash.flood"),
		Title: v.T("dash.flooded", "name", s.Name, "n", flood.Count), Text: v.T("dash.flooded.text"),
		Action: part.ButtonView{Text: v.T("dash.flooded.open"), Href: "/p/" + string(s.ID) + "/ops"},
	}}
}
