package part

import (
	"github.com/a-h/templ"

	"stanok/ui/words"
)

// SectionsView are the tabs of one processing.
type SectionsView struct {
	ID      string // of the processing
	Current string // editor operations versions settings
}

// sections are the tabs, with what follows the processing's address.
var sections = []struct{ name, below string }{
	{"editor", ""}, {"operations", "/ops"}, {"versions", "/versions"}, {"settings", "/settings"},
}

// Sections lead to the four pages of a processing.
func Sections(v words.Voice, s SectionsView) templ.Component {
	var tabs []TabView
	for _, one := range sections {
		tabs = append(tabs, TabView{
			Text: v.T("flow.tab." + one.name), Href: "/p/" + s.ID + one.below, Current: one.name == s.Current, TestID: "tab-" + one.name,
		})
	}
	return Tabs(v.T("flow.tabs"), tabs)
}
