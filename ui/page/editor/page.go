package editor

import (
	"net/url"
	"strings"

	"stanok/ui/part"
	"stanok/ui/words"
)

// PageView is the editor's page.
type PageView struct {
	Head     HeadView
	Chain    part.ChainView
	Panel    PanelView
	Data     DataView
	Problems []ProblemView
	Names    map[string]part.ChipName
	Queue    part.QueueView
	Live     string // address of the stream of news
	Sheet    string // of the panel, on a narrow screen
	Open     string // "panel" where a person asked for one; a narrow screen shows it instead of the chain
}

// DataView is the data beside the panel.
type DataView struct {
	Home    string
	At      string
	Side    string // input or output
	Samples []SampleView
	Tree    part.TreeView
	Source  bool
	Hidden  bool     // the person may not see values
	Old     bool     // the sample at hand may not be like new data any more
	Added   []string // names of fields that newer data have
	Gone    []string // and of those that they have no more
	Waiting bool
	Menu    part.MenuView // what can be done with samples
}

// panel is the address of the panel, for those who wait for data.
func (d DataView) panel(wait string) string {
	return d.Home + "/panel?at=" + url.QueryEscape(d.At) + "&wait=" + wait
}

// change says how many fields newer data have more and less.
func (d DataView) change(v words.Voice) string {
	var all []string
	if n := len(d.Added); n > 0 {
		all = append(all, v.T("editor.sample.added", "n", n))
	}
	if n := len(d.Gone); n > 0 {
		all = append(all, v.T("editor.sample.gone", "n", n))
	}
	return v.T("editor.sample.changed", "more", strings.Join(all, ", "))
}

// listed is how many names are listed.
const listed = 30

// shortList lists names, as many as a person reads.
func shortList(names []string) string {
	text := strings.Join(names[:min(len(names), listed)], ", ")
	if len(names) > listed {
		text += " …"
	}
	return text
}

// Page is all of the editor.
func (d *Draft) Page() PageView {
	home := d.Home()
	return PageView{
		Open: d.Values.Open, Sheet: d.Values.sheet(), Head: d.Head(), Chain: d.Chain(), Panel: d.Panel(), Data: d.Data(), Problems: d.ToFix(), Names: d.ChipNames(),
		Live: home + "/live?" + url.Values{"client": {d.Client}, "at": {d.At}}.Encode(),
		Queue: part.QueueView{
			Client: d.Client, Processing: string(d.Processing.ID), Person: d.Person, Revision: d.Processing.Revision,
			Post: home + "/ops", Parts: home + "/parts", Preview: home + "/preview", Chip: home + "/chip",
		},
	}
}

// Data is what the node at hand may use, or what it gave.
func (d *Draft) Data() DataView {
	v := DataView{
		Home: d.Home(), At: d.At, Side: or(d.Values.Side, "input"), Samples: d.Values.Samples, Tree: d.Values.Input,
		Source: d.At == Source, Hidden: d.Values.Hidden,
	}
	for _, s := range v.Samples {
		v.Old = v.Old || s.Chosen && s.Old
	}
	v.Waiting, v.Added, v.Gone = d.Values.Waiting, d.Values.Added, d.Values.Gone
	v.Menu = d.sampleMenu()
	if v.Side == "output" {
		v.Tree = d.Values.Output
	}
	return v
}
