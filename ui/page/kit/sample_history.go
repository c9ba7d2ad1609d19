package kit

import (
	"time"

	"stanok/ui/part"
)

func operations(s side) []part.OperationView {
	sent := func(name string) part.OperationView {
		return part.OperationView{Where: part.BeadView{Number: "6", Kind: "http", Small: true}, Action: s.T("kit.send"), Why: s.T("kit." + name)}
	}
	all := []part.OperationView{
		sent("where_refused"), sent("where_refused"),
		{State: "failed", Where: part.BeadView{Number: "3", Kind: "json", Small: true}, Action: s.T("kit.parse"), Why: s.T("kit.where_absent")},
		{State: "waiting", Where: part.BeadView{Number: "2", Kind: "http", Small: true}, Action: s.T("kit.get"), Why: s.T("kit.where_again")},
		sent("where_cut"),
		{State: "succeeded"}, {State: "running", Test: true}, {State: "stopped"},
	}
	all[0].State, all[1].State, all[4].State = "failed", "failed", "uncertain"
	at := time.Date(2026, 11, 21, 12, 3, 58, 0, time.UTC)
	for i := range all {
		o := &all[i]
		when := at.Add(-time.Duration(i*157) * time.Second)
		o.ID, o.Href = s.id("9181"+string(rune('0'+i))), "#main"
		o.Started = part.MomentView{Text: s.Clock(when), Machine: when.Format(time.RFC3339), Ago: s.Ago(when, at.Add(time.Minute))}
		o.Arrived = []part.ChipView{{Bead: bead("1", "source"), Name: "r_id " + "4821" + string(rune('0'+i))}}
		o.Took, o.Attempts, o.Version = s.Span(time.Duration(1100+i*700)*time.Millisecond), "1", "v7"
	}
	all[0].Selected, all[1].Selected = true, true
	return all
}

func cause(s side) part.CauseView {
	return part.CauseView{
		ID: s.id("cause"), Look: "fail", What: s.T("kit.cause", "host", map[string]string{"light": "test.envycrm.com", "dark": "api.u-on.ru"}[s.theme]), Why: s.T("kit.cause_why"),
		Actions: []part.ButtonView{
			{Text: s.T("kit.cause_open"), Icon: "plug", Look: part.Primary, Href: "#main"},
			{Text: s.T("kit.cause_continue")},
			{Text: s.T("kit.cause_change")},
		},
		Technical: []part.FactView{{Name: "POST", Value: "test.envycrm.com/openapi/v1/lead/set/?api_key=••••"}, {Name: "401", Value: s.Size(71)}},
		Body:      answer,
	}
}

func water(s side) part.WaterView {
	w := part.WaterView{ID: s.id("water"), Ticks: []string{"0", s.Span(3e9), s.Span(6e9), s.Span(9e9), s.Span(11_600e6)}, Rows: []part.StepView{
		{Bead: bead("1", "source"), Name: s.T("kit.webhook"), State: "done", Carry: part.CarryView{Name: "r_id", Value: "48211"}, Bars: []part.BarView{{Look: "ok", WidthMS: 2}}},
		{Bead: bead("2", "http"), Name: s.T("kit.get"), State: "done", Carry: part.CarryView{Name: s.T("kit.water_retry") + " ·", Value: s.T("kit.carry_get")}, Bars: []part.BarView{
			{Look: "fail", From: 2, Wide: 26, OffsetMS: 2, WidthMS: 300}, {Look: "wait", From: 31, Wide: 860, OffsetMS: 302, WidthMS: 10_000}, {Look: "ok", From: 894, Wide: 35, OffsetMS: 10_302, WidthMS: 400},
		}},
		{Bead: bead("3", "json"), Name: s.T("kit.parse"), State: "done", Carry: part.CarryView{Name: "client_name", Value: `"Ирина"`, More: "+18"}, Bars: []part.BarView{{Look: "ok", From: 930, OffsetMS: 10_702, WidthMS: 3}}},
		{Bead: bead("4", "json"), Name: s.T("kit.compose"), State: "done", Carry: part.CarryView{Name: "lead", Value: s.Size(214)}, Bars: []part.BarView{{Look: "ok", From: 933, OffsetMS: 10_705, WidthMS: 2}}},
		{Bead: bead("5", "http"), Name: s.T("kit.send"), State: "failed", Broken: true, Open: true, Carry: part.CarryView{Name: s.T("kit.water_stop")}, Bars: []part.BarView{{Look: "fail", From: 936, Wide: 64, OffsetMS: 10_707, WidthMS: 800}}},
	}}
	for i := range w.Rows {
		r := &w.Rows[i]
		last, first := r.Bars[len(r.Bars)-1], r.Bars[0]
		r.ID, r.Key, r.Href = s.id("step"+r.Bead.Number), "n"+r.Bead.Number, "#main"
		r.From = s.Span(time.Duration(first.OffsetMS) * time.Millisecond)
		r.Took = s.Span(time.Duration(last.OffsetMS+last.WidthMS-first.OffsetMS) * time.Millisecond)
	}
	return w
}

func tree(s side) part.TreeView {
	leaf := func(key, value, path string) part.TreeNode {
		return part.TreeNode{Key: key, Value: value, Copy: value, Path: path, Insert: true}
	}
	request := part.TreeNode{Key: "request", Path: `["request"]`, Kind: "list", Count: 1, Open: true, Href: "#", Rest: 1204, Nodes: []part.TreeNode{
		{Key: "1", Path: `["request"][0]`, Kind: "object", Count: 16, Open: true, Nodes: []part.TreeNode{
			leaf("id", "48211", `["request"][0]["id"]`),
			leaf("client_name", `"Ирина Белова"`, `["request"][0]["client_name"]`),
			{Key: "note", Value: `"Хотят поменять дату вылета и доплатить за багаж"`, Path: `["request"][0]["note"]`, Insert: true, Used: true},
			{Key: "tourists", Path: `["request"][0]["tourists"]`, Kind: "list", Count: 3, Href: "#"},
		}},
	}}
	return part.TreeView{ID: s.id("tree"), Groups: []part.TreeGroup{
		{Action: "source", Bead: bead("1", "source"), Name: s.T("kit.webhook"), When: "12:03:58", Open: true, Nodes: []part.TreeNode{
			leaf("r_id", `"48211"`, `["r_id"]`),
			{Key: "authorization", Path: `["authorization"]`, Secret: true},
		}},
		{Action: "get", Bead: bead("2", "http"), Name: s.T("kit.get"), When: "12:03:58", Open: true, Nodes: []part.TreeNode{request}},
		{Action: "parse", Bead: bead("3", "json"), Name: s.T("kit.parse"), Nodes: []part.TreeNode{leaf("id", "48211", `["id"]`)}},
	}}
}
