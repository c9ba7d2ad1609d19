package ui

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/page/list"
	"stanok/ui/part"
	"stanok/ui/words"
)

// maxBeads bounds the thread of a row.
const maxBeads = 14

// hosts are where connections lead, by name.
func (u *UI) hosts(ctx context.Context, ws engine.WorkspaceID) (map[string]string, error) {
	all, err := u.Store.ListConnections(ctx, ws)
	hosts := make(map[string]string, len(all))
	for _, one := range all {
		if len(one.Origins) == 0 {
			continue
		}
		if origin, err := url.Parse(one.Origins[0]); err == nil {
			hosts[one.Name] = origin.Hostname()
		}
	}
	return hosts, err
}

func (u *UI) listRow(c *call, v words.Voice, s summary, hosts map[string]string) list.Row {
	at := "/p/" + string(s.ID)
	r := list.Row{
		ID: string(s.ID), Name: s.Name, Href: at, Way: u.way(v, s.digest, hosts), Thread: u.thread(c.lang, s),
		Status: part.ProcessingStatus(v, s.status(), s.problems), Running: s.Running, Quiet: true,
		MayRun: c.role.Includes(engine.Operator), Menu: u.listMenu(c, v, s),
	}
	r.Status.TestID = "processing-status"
	if s.problems > 0 || s.changed {
		r.Status.Href = at
	}
	if slices.Contains([]string{"stopped", "halted"}, s.status()) {
		r.Stopped = v.T("flows.stopped." + s.stopped)
	}
	for _, l := range s.labels {
		r.Labels = append(r.Labels, part.LinkView{Text: l, Href: listQuery{label: l, sort: listSorts[0], page: 1}.href()})
	}
	for _, h := range s.tally.Hours {
		r.Spark.Hours = append(r.Spark.Hours, part.SparkHour{OK: h.OK, Failed: h.Failed})
		r.Quiet = r.Quiet && h.OK+h.Failed == 0
	}
	r.Last = u.lastView(c, v, s, s.tally.Last)
	if s.tally.Failure.Operation != s.tally.Last.Operation {
		r.Failure = u.lastView(c, v, s, s.tally.Failure)
	}
	return r
}

// way is where data come from and go to, in one line.
func (u *UI) way(v words.Voice, d *digest, hosts map[string]string) string {
	if d.source == "" {
		return v.T("flows.no_source")
	}
	stops := []string{u.typeName(v.Lang(), d.source)}
	for _, r := range d.reaches {
		switch host := hosts[r.connection]; {
		case r.mail:
			stops = append(stops, v.T("flows.mail"))
		case r.host != "":
			stops = append(stops, r.host)
		case host != "":
			stops = append(stops, host)
		default:
			stops = append(stops, r.connection)
		}
	}
	return strings.Join(stops, " → ")
}

// typeName is what an action or source is called.
func (u *UI) typeName(lang, kind string) string {
	key := "type." + kind
	if !u.Texts.Has(key) {
		return kind
	}
	name, _ := u.Texts.Say(lang, key, nil)
	return name
}

// name is what an action is called in its processing.
func (u *UI) name(lang string, k knot) string {
	if k.title != "" {
		return k.title
	}
	return u.typeName(lang, k.typ)
}

func (u *UI) thread(lang string, s summary) part.ThreadView {
	var t part.ThreadView
	if s.source != "" {
		t.Beads = append(t.Beads, part.ThreadBead{Kind: "source", Name: u.typeName(lang, s.source)})
	}
	broken, passed := engine.NodeID(""), true
	if f := s.tally.Last.Failure; f != nil {
		broken = f.Node
	}
	for _, k := range s.nodes {
		if len(t.Beads) == maxBeads {
			break
		}
		b := part.ThreadBead{Kind: k.kind, Name: u.name(lang, k), Broken: broken != "" && k.id == broken, Off: !passed || s.Version == 0}
		passed = passed && !b.Broken
		t.Beads = append(t.Beads, b)
	}
	return t
}

// lastView is an operation as a row mentions it: its state, or in words why it
// failed.
func (u *UI) lastView(c *call, v words.Voice, s summary, g engine.Glimpse) list.Last {
	if g.Operation == "" {
		return list.Last{}
	}
	l := list.Last{Status: part.OperationStatus(v, string(g.State)), When: u.when(c, v, g.Created)}
	l.Status.Href = "/ops/" + string(g.Operation)
	if !g.Finished.IsZero() && g.Failure == nil {
		l.Took = v.Span(g.Finished.Sub(g.Created))
	}
	if f := g.Failure; f != nil && (g.State == engine.Failed || g.State == engine.UncertainState) {
		l.Status.Word = u.tellFailure(c, f)
		if k, ok := s.knot(f.Node); ok {
			l.Where, l.Action = part.BeadView{Number: k.number, Kind: k.kind, Small: true}, u.name(c.lang, k)
		}
	}
	return l
}

// sayFailure is the sentence and the advice for a failure, without values for
// those who may not see them.
func (u *UI) sayFailure(c *call, f *engine.Failure) (say, try string) {
	args := f.Args
	if !c.seesValues() {
		args = harmless(f)
	}
	return u.Texts.Say(c.lang, f.Code, args)
}

// tellFailure is the sentence for a failure where it stands in a list.
func (u *UI) tellFailure(c *call, f *engine.Failure) string {
	say, _ := u.sayFailure(c, f)
	return c.listed(say)
}

// when is a time as pages show it.
func (u *UI) when(c *call, v words.Voice, t time.Time) part.MomentView {
	now := u.now(c)
	return part.MomentView{Text: v.Moment(t, now), Machine: t.UTC().Format(time.RFC3339), Ago: v.Ago(t, now)}
}

// listMenu is what can be done with a processing besides running it.
func (u *UI) listMenu(c *call, v words.Voice, s summary) part.MenuView {
	at := "/p/" + string(s.ID)
	m := part.MenuView{ID: "menu-" + string(s.ID), Label: v.T("chain.menu", "name", s.Name)}
	m.Items = []part.MenuItem{{Text: v.T("history.title"), Icon: "list", Href: at + "/ops", TestID: "menu-history"}}
	if !c.role.Includes(engine.Editor) {
		return m
	}
	change := func(path string) templ.Attributes {
		return templ.Attributes{"hx-post": at + path, "hx-target": "#list", "hx-swap": "outerMorph"}
	}
	m.Items = append(m.Items,
		part.MenuItem{Text: v.T("flows.duplicate"), Icon: "copy", TestID: "menu-duplicate", More: change("/duplicate")},
		part.MenuItem{Text: v.T("flows.export"), Icon: "download", Href: at + "/export", TestID: "menu-export"},
	)
	if c.plain {
		m.Items = append(m.Items, part.MenuItem{Text: v.T("flows.export.full"), Icon: "download", Href: at + "/export?" + fullParam + "=full", TestID: "menu-export-full"})
	}
	m.Items = append(m.Items,
		part.MenuItem{Text: v.T("flows.labels"), Icon: "edit", TestID: "menu-labels", More: asking(at + "/labels")},
	)
	bin := part.MenuItem{Text: v.T("flows.delete"), Icon: "trash", Risky: true, TestID: "menu-delete", More: change("/bin")}
	if s.Running {
		bin.More = asking(at + "/bin")
	}
	m.Items = append(m.Items, bin)
	return m
}

// asking are the attributes of what opens the dialog with a question from an
// address.
func asking(address string) templ.Attributes {
	return templ.Attributes{"hx-get": address, "hx-target": "#ask-body", "hx-swap": "innerHTML", "data-opens": "ask"}
}
