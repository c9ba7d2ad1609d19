package ui

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/list"
	"stanok/ui/part"
	"stanok/ui/words"
)

// listScreens are the screens around the list of processings.
var listScreens = []route{
	{"GET", "/p", engine.Viewer, (*UI).listScreen},
	{"POST", "/p", engine.Editor, (*UI).newProcessing},
	{"GET", "/p/export", engine.Editor, (*UI).exportProcessings},
	{"GET", "/p/bin", engine.Editor, (*UI).binScreen},
	{"POST", "/p/:id/switch", engine.Operator, (*UI).switchProcessing},
	{"POST", "/p/:id/duplicate", engine.Editor, (*UI).duplicateProcessing},
	{"GET", "/p/:id/export", engine.Editor, (*UI).exportProcessing},
	{"GET", "/p/:id/labels", engine.Editor, (*UI).askLabels},
	{"POST", "/p/:id/labels", engine.Editor, (*UI).saveLabels},
	{"GET", "/p/:id/bin", engine.Editor, (*UI).askBin},
	{"POST", "/p/:id/bin", engine.Editor, (*UI).binProcessing},
	{"POST", "/p/:id/unbin", engine.Editor, (*UI).unbinProcessing},
	{"POST", "/p/:id/delete", engine.Editor, (*UI).deleteForGood},
	{"GET", "/import", engine.Editor, (*UI).importScreen},
	{"POST", "/import", engine.Editor, (*UI).importReport},
	{"POST", "/import/confirm", engine.Editor, (*UI).importConfirm},
}

// summary is a processing with all that a row says of it.
type summary struct {
	engine.Processing
	*digest
	standing // only of those that are shown
	tally    *engine.Tally
}

// status is the word of a processing's status; see part.ProcessingStatus.
func (s summary) status() string {
	switch {
	case s.Running && s.changed:
		return "changed"
	case s.Running:
		return "running"
	case s.Halted:
		return "halted"
	case s.problems > 0:
		return "incomplete"
	case s.Version > 0:
		return "stopped"
	}
	return "draft"
}

// is reports whether s is among what a filter shows.
func (s summary) is(status string) bool {
	switch status {
	case "running":
		return s.Running
	case "failing":
		return s.tally.Failure.Operation != ""
	case "stopped":
		return !s.Running && s.Version > 0
	case "draft":
		return s.Version == 0
	}
	return true
}

func (u *UI) listScreen(c *call) error {
	q := listQueryOf(c.QueryParams())
	view, err := u.listView(c, q)
	if err != nil {
		return err
	}
	v := u.voice(c)
	if c.part() {
		c.searchOn(q.text)
		return c.render(http.StatusOK, list.Part(v, view))
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("nav.processings")}, "processings", list.Page(v, view))
}

// summaries are those of all processings, without and within the bin.
func (u *UI) summaries(ctx context.Context, ws engine.WorkspaceID) (all []summary, binned []engine.Processing, err error) {
	stored, err := u.Store.ListProcessings(ctx, ws)
	if err != nil {
		return nil, nil, err
	}
	tallies := make([]engine.Tally, len(stored))
	all = make([]summary, 0, len(stored))
	for i, p := range stored {
		if !p.Binned.IsZero() {
			binned = append(binned, p)
			continue
		}
		if tallies[i], err = u.Engine.Tally(ctx, ws, p.ID); err != nil {
			return nil, nil, err
		}
		all = append(all, summary{Processing: p, digest: u.digest(p), tally: &tallies[i]})
	}
	return all, binned, nil
}

func (u *UI) listView(c *call, q listQuery) (list.View, error) {
	ctx := c.Request().Context()
	all, binned, err := u.summaries(ctx, c.ws)
	if err != nil {
		return list.View{}, err
	}
	hosts, err := u.hosts(ctx, c.ws)
	if err != nil {
		return list.View{}, err
	}
	v := u.voice(c)
	view := list.View{
		Query: q.text, First: len(all) == 0, Templates: len(u.Templates) > 0, MayEdit: c.role.Includes(engine.Editor),
		Everyone: "/p", Binned: len(binned), BinnedSay: v.T("flows.bin.count", "n", len(binned)),
	}
	if !view.MayEdit {
		view.Binned = 0
	}
	found := slices.DeleteFunc(slices.Clone(all), func(s summary) bool { return !s.mentions(q.words(), hosts) })
	view.Labels = labelFilters(q, found)
	if q.label != "" {
		found = slices.DeleteFunc(found, func(s summary) bool { return !slices.Contains(s.labels, q.label) })
	}
	view.Filters = statusFilters(v, q, found)
	found = slices.DeleteFunc(found, func(s summary) bool { return !s.is(q.status) })
	if q.sort == "last" {
		slices.SortStableFunc(found, func(a, b summary) int { return cmp.Compare(b.tally.Last.Operation, a.tally.Last.Operation) })
	}
	view.Sorts = sorts(v, q)
	view.Count = v.T("flows.count", "n", len(found))
	view.Hidden = hidden(q)
	if len(found) == 0 && q.text != "" {
		view.Mean = q.mean(all)
	}
	from := min((q.page-1)*listPage, len(found))
	to := min(from+listPage, len(found))
	view.Earlier, view.Later = q.neighbours(to < len(found))
	holds := u.Engine.Holds(c.ws)
	for _, s := range found[from:to] {
		if s.standing, err = u.standing(ctx, c.ws, s.Processing, s.digest); err != nil {
			return list.View{}, err
		}
		row := u.listRow(c, v, s, hosts)
		if row.Marks, err = u.marks(c, v, s.Processing, holds); err != nil {
			return list.View{}, err
		}
		view.Rows = append(view.Rows, row)
	}
	return view, nil
}

// mentions reports whether a processing has all the words.
func (s summary) mentions(wanted []string, hosts map[string]string) bool {
	for _, w := range wanted {
		if !strings.Contains(s.folded, w) && !slices.ContainsFunc(s.reaches, func(r reach) bool {
			return strings.Contains(hosts[r.connection], w)
		}) {
			return false
		}
	}
	return true
}

// neighbours are the addresses of the pages before and after.
func (q listQuery) neighbours(more bool) (earlier, later string) {
	if q.page > 1 {
		before := q
		before.page--
		earlier = before.href()
	}
	if more {
		q.page++
		later = q.href()
	}
	return earlier, later
}

func hidden(q listQuery) []list.Pair {
	var all []list.Pair
	for _, p := range []list.Pair{{Name: "label", Value: q.label}, {Name: "status", Value: q.status}, {Name: "sort", Value: q.sort}} {
		if p.Value != "" && p.Value != listSorts[0] {
			all = append(all, p)
		}
	}
	return all
}

func statusFilters(v words.Voice, q listQuery, found []summary) []part.FilterView {
	var all []part.FilterView
	for _, status := range listStatuses[1:] {
		n := 0
		for _, s := range found {
			if s.is(status) {
				n++
			}
		}
		on := q.status == status
		all = append(all, part.FilterView{
			Text: v.T("flows.status." + status), Count: v.Number(int64(n)), On: on, TestID: "filter-" + status,
			Href: q.with(func(q *listQuery) { q.status = off(on, status) }).href(),
		})
	}
	return all
}

// maxLabels is how many labels are offered as filters.
const maxLabels = 12

// labelFilters are the labels most of what was found wears.
func labelFilters(q listQuery, found []summary) []part.FilterView {
	counts := map[string]int{}
	for _, s := range found {
		for _, l := range s.labels {
			counts[l]++
		}
	}
	names := make([]string, 0, len(counts))
	for l := range counts {
		names = append(names, l)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	names = names[:min(len(names), maxLabels)]
	if q.label != "" && !slices.Contains(names, q.label) {
		names = append(names, q.label)
	}
	var all []part.FilterView
	for _, l := range names {
		on := q.label == l
		all = append(all, part.FilterView{Text: "#" + l, On: on, Href: q.with(func(q *listQuery) { q.label = off(on, l) }).href(), TestID: "filter-label"})
	}
	return all
}

// off is the value that pressing a filter asks for.
func off(on bool, value string) string {
	if on {
		return ""
	}
	return value
}

func sorts(v words.Voice, q listQuery) []part.FilterView {
	var all []part.FilterView
	for _, s := range listSorts {
		all = append(all, part.FilterView{Text: v.T("flows.sort." + s), On: q.sort == s, Href: q.with(func(q *listQuery) { q.sort = s }).href()})
	}
	return all
}
