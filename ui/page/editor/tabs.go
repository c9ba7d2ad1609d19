package editor

import (
	"stanok/ui/part"
	"stanok/ui/words"
)

// tabs lead to the other pages of the processing.
func (h HeadView) tabs(v words.Voice, current string) []part.TabView {
	return Tabs(v, h.Home, current)
}

// Tabs lead to the pages of a processing whose address is home. current is one
// of editor, operations, versions and settings.
func Tabs(v words.Voice, home, current string) []part.TabView {
	var tabs []part.TabView
	for _, t := range []struct{ name, href string }{
		{"editor", home}, {"operations", home + "/ops"}, {"versions", home + "/versions"}, {"settings", home + "/settings"},
	} {
		tabs = append(tabs, part.TabView{Text: v.T("editor.tab." + t.name), Href: t.href, Current: t.name == current, TestID: "tab-" + t.name})
	}
	return tabs
}
