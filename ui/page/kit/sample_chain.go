package kit

import (
	"strings"

	"stanok/ui/part"
)

func chain(s side) part.ChainView {
	c := part.ChainView{Knots: []part.KnotView{
		{ID: "source", Bead: bead("1", "source"), Icon: "webhook", Name: s.T("kit.webhook"), State: "ok",
			Summary: refers(s, "sum_webhook", "r_id", "source"), Carry: part.CarryView{Name: "r_id", Value: "48211"}},
		{ID: "get", Bead: bead("2", "http"), Icon: "http", Name: s.T("kit.get"), State: "ok", Current: true,
			Summary: []part.SummaryPiece{{Text: "GET api.u-on.ru/…/"}, {Text: "r_id", Kind: "source"}, {Text: ".json"}},
			Carry:   part.CarryView{Name: "200", Value: s.T("kit.carry_get") + " · " + s.Size(3174)}},
		{ID: "parse", Bead: bead("3", "json"), Icon: "parse", Name: s.T("kit.parse"), State: "fix",
			Summary: refers(s, "sum_parse", "2 "+s.T("kit.get"), "http"), Carry: part.CarryView{Name: "client_name", Value: `"Ирина"`, More: "+18"}},
		branch(s),
		{ID: "send", Broken: true, Bead: bead("6", "http"), Icon: "http", Name: s.T("kit.send"), State: "failed",
			Summary: []part.SummaryPiece{{Text: "POST test.envycrm.com/…/lead/set/"}}, Carry: part.CarryView{Nothing: true}},
	}}
	for i := range c.Knots {
		c.Knots[i].Href = "#main"
		c.Knots[i].ID = s.id(c.Knots[i].ID)
	}
	return c
}

func branch(s side) part.KnotView {
	return part.KnotView{
		ID: "branch", Bead: bead("4", "logic"), Icon: "branch", Name: s.T("kit.branch"), State: "ok",
		Summary: []part.SummaryPiece{{Text: s.T("kit.sum_branch")}}, Carry: part.CarryView{Nothing: true},
		Ways: []part.WayView{
			{Name: s.T("kit.yes"), When: s.T("kit.yes_when"), Kind: "logic", Knots: []part.KnotView{
				{ID: s.id("compose"), Href: "#main", Bead: bead("5", "json"), Icon: "compose", Name: s.T("kit.compose"), State: "ok",
					Summary: []part.SummaryPiece{{Text: s.T("kit.sum_compose")}}, Carry: part.CarryView{Name: "lead", Value: s.Size(214)}},
			}},
			{Name: s.T("kit.otherwise"), Off: true, Knots: []part.KnotView{
				{ID: s.id("mail"), Href: "#main", Bead: part.BeadView{Number: "5", Kind: "send", Off: true}, Icon: "mail", Name: s.T("kit.mail"), State: "off", Off: true,
					Summary: []part.SummaryPiece{{Text: s.T("kit.sum_mail")}}, Carry: part.CarryView{Nothing: true}},
			}},
		},
	}
}

func example(s side) part.ChainView {
	return part.ChainView{Plain: true, Knots: []part.KnotView{
		{ID: s.id("e1"), Href: "#main", Plain: true, Bead: bead("1", "source"), Icon: "webhook", Name: "U-ON", State: "ok", Summary: refers(s, "sum_webhook", "r_id", "source"), Carry: part.CarryView{Name: "r_id", Value: "48211"}},
		{ID: s.id("e2"), Href: "#main", Plain: true, Bead: bead("2", "http"), Icon: "http", Name: "Envybox", State: "ok", Summary: []part.SummaryPiece{{Text: "POST test.envycrm.com/…/lead/set/"}}},
	}}
}

// refers is a summary with a name in it in its colour.
func refers(s side, key, name, kind string) []part.SummaryPiece {
	const mark = "\x00"
	said := s.T("kit."+key, "ref", mark, "n", 19)
	var all []part.SummaryPiece
	before, after, _ := strings.Cut(said, mark)
	for _, p := range []part.SummaryPiece{{Text: before}, {Text: name, Kind: kind}, {Text: after}} {
		if p.Text != "" {
			all = append(all, p)
		}
	}
	return all
}
