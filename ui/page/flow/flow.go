// Package flow holds the pages beside a processing's editor: its versions and
// its settings.
package flow

import (
	"strconv"

	"stanok/ui/part"
	"stanok/ui/words"
)

// HeadView stands above each page of a processing.
type HeadView struct {
	ID      string
	Name    string
	Current string // of part.Sections
	Status  part.StatusView
}

// VersionsView lists the versions of a processing, newest first.
type VersionsView struct {
	Head     HeadView
	Rows     []VersionView
	Draft    *DraftRow // nil if there is nothing to apply
	MayEdit  bool
	Running  bool
	Unsaved  bool // the draft says something else than the version that runs
	Next     int  // the number of the version that a restored one gets
	Revision string
	Fault    part.NoticeView // none without a Title
}

// DraftRow is what is not applied yet.
type DraftRow struct {
	Changes, Rest []string
	Authors       []string
	Href          string
}

// VersionView is one of them.
type VersionView struct {
	Number     int
	Current    bool
	When       part.MomentView
	Author     string
	Name       string        // if it was another then
	Operations string        // in words
	Failed     part.LinkView // how many of them failed; none without a Text
	Changes    []string      // in what it differs from the one before, in sentences
	Rest       []string      // more of these
	Actions    int
}

func (r VersionView) label() string { return "v" + strconv.Itoa(r.Number) }

func (r VersionView) href(id string) string {
	return "/p/" + id + "/versions/" + strconv.Itoa(r.Number)
}

func (r VersionView) dialog() string { return "restore-" + strconv.Itoa(r.Number) }

// warning says what making an old version current does.
func (p VersionsView) warning(v words.Voice, r VersionView) string {
	if p.Running {
		return v.T("versions.restore.running", "old", r.Number, "new", p.Next)
	}
	return v.T("versions.restore.stopped", "old", r.Number, "new", p.Next)
}

// TextView is one version as its document.
type TextView struct {
	Head    HeadView
	Version VersionView
	Text    string
}

// SettingsView is the form of a processing's settings.
type SettingsView struct {
	Head      HeadView
	MayEdit   bool
	Revision  string
	Saved     bool
	Fault     part.NoticeView // of the whole; none without a Title
	Name      part.FieldView
	About     part.FieldView
	Labels    part.FieldView
	Zone      part.FieldView
	Zones     []string
	Lane      part.FieldView
	OnFailure part.ChoiceView // what a failure means for those behind it in its lane
	Together  part.FieldView
	Stopped   part.ChoiceView
	Deadline  part.DurationView
	Pace      part.DurationView
}

// numbers are those of the versions there are.
func (p VersionsView) numbers() (all []int) {
	for _, r := range p.Rows {
		all = append(all, r.Number)
	}
	return all
}
