package kit

import (
	"github.com/a-h/templ"

	"stanok/ui/part"
)

var (
	operationStates  = []string{"kept", "queued", "running", "waiting", "succeeded", "stopped", "failed", "uncertain", "cancelled"}
	stepStates       = []string{"running", "retrying", "waiting", "open", "done", "failed", "uncertain", "skipped"}
	processingStates = []string{"running", "changed", "stopped", "halted", "draft", "incomplete"}
	cardStates       = []string{"ok", "empty", "fix", "failed", "off"}
)

var methods = []part.OptionView{{Value: "GET", Label: "GET"}, {Value: "POST", Label: "POST", Chosen: true}}

const answer = "{\n  \"status_code\": 401,\n  \"message\": \"api_key\"\n}"

func bead(number, kind string) part.BeadView { return part.BeadView{Number: number, Kind: kind} }

func thread(s side, broken int) part.ThreadView {
	var t part.ThreadView
	for i, one := range []struct{ kind, name string }{{"source", "webhook"}, {"http", "get"}, {"json", "parse"}, {"json", "compose"}, {"http", "send"}} {
		t.Beads = append(t.Beads, part.ThreadBead{Kind: one.kind, Name: s.T("kit." + one.name), Broken: i == broken, Off: broken >= 0 && i > broken})
	}
	return t
}

func spark() part.SparkView {
	var v part.SparkView
	for i := range 24 {
		h := part.SparkHour{OK: (i*7 + 3) % 11}
		if i == 9 || i == 16 {
			h.Failed = 3
		}
		if i < 5 {
			h = part.SparkHour{}
		}
		v.Hours = append(v.Hours, h)
	}
	return v
}

func whileStopped(s side) []part.OptionView {
	return []part.OptionView{
		{Value: "keep", Label: s.T("kit.keep"), Chosen: true},
		{Value: "process_later", Label: s.T("kit.later")},
		{Value: "refuse", Label: s.T("kit.refuse"), Help: s.T("kit.info_text")},
	}
}

func tabs(s side) []part.TabView {
	return []part.TabView{
		{Text: s.T("kit.editor"), Href: "#main", Current: true},
		{Text: s.T("kit.history"), Href: "#main", Count: s.Number(1204)},
		{Text: s.T("kit.versions"), Href: "#main", Count: "8"},
		{Text: s.T("nav.settings"), Href: "#main"},
	}
}

func stepTabs(s side) []part.TabView {
	return []part.TabView{
		{Text: s.T("kit.input"), Href: "#main"},
		{Text: s.T("kit.output"), Href: "#main"},
		{Text: s.T("kit.request"), Href: "#main", Current: true},
	}
}

func menu(s side) part.MenuView {
	return part.MenuView{ID: s.id("menu"), Label: s.T("frame.more"), Items: []part.MenuItem{
		{Text: s.T("kit.rename"), Icon: "edit", Keys: "F2"},
		{Text: s.T("kit.duplicate"), Icon: "copy", Keys: "Ctrl+D"},
		{Text: s.T("kit.delete"), Icon: "trash", Risky: true},
	}}
}

func opens(id string) templ.Attributes {
	return templ.Attributes{"popovertarget": id, "aria-haspopup": "menu"}
}

func dialogOf(id string) templ.Attributes { return templ.Attributes{"data-opens": id} }

func remove(s side) []part.ButtonView {
	return []part.ButtonView{{Text: s.T("kit.delete"), Look: part.Primary}}
}

func nothing(s side) part.EmptyView {
	return part.EmptyView{Title: s.T("kit.empty_title"), Text: s.T("kit.empty_text"), Actions: []part.ButtonView{
		{Text: s.T("kit.empty_do"), Icon: "plus", Look: part.Primary},
		{Text: s.T("kit.empty_other")},
	}}
}
