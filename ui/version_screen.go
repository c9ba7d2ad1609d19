package ui

import (
	"net/http"
	"strconv"
	"time"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/ui/page"
	"stanok/ui/page/flow"
	"stanok/ui/part"
)

// versionScreens are the screens about a processing's versions.
var versionScreens = []route{
	{"GET", "/p/:id/versions", engine.Viewer, (*UI).versionsScreen},
	{"GET", "/p/:id/versions/compare", engine.Viewer, (*UI).compareVersions},
	{"GET", "/p/:id/versions/:version", engine.Viewer, (*UI).versionScreen},
	{"GET", "/p/:id/versions/:version/download", engine.Viewer, (*UI).downloadVersion},
	{"POST", "/p/:id/versions/:version/restore", engine.Editor, (*UI).makeCurrent},
}

// mostCounted is how many operations are looked at to say how many each version
// has: a twentieth of a second's worth.
const mostCounted = 30_000

func (u *UI) versionsScreen(c *call) error {
	return u.showVersions(c, http.StatusOK, part.NoticeView{})
}

func (u *UI) showVersions(c *call, status int, fault part.NoticeView) error {
	ctx := c.Request().Context()
	p, err := u.Store.Processing(ctx, c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return err
	}
	all, err := u.Store.ListDefinitions(ctx, c.ws, p.ID)
	if err != nil {
		return err
	}
	of, counted, err := u.Store.CountVersions(ctx, c.ws, p.ID, mostCounted)
	if err != nil {
		return err
	}
	head, unapplied, err := u.flowHead(c, p, "versions")
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := flow.VersionsView{
		Head: head, MayEdit: c.role.Includes(engine.Editor), Running: p.Running, Unsaved: unapplied,
		Next: p.Latest + 1, Revision: strconv.FormatInt(p.Revision, 10), Fault: fault,
	}
	if view.Draft, err = u.draftRow(c, p); err != nil {
		return err
	}
	for _, d := range all {
		row := u.versionView(c, p, d)
		if n := of[d.Version].Failed; n > 0 {
			row.Failed = failures(v.T("versions.failed", "n", n), p.ID, d.Version)
		}
		switch n := of[d.Version].All; {
		case counted:
			row.Operations = v.T("operations.count", "n", n)
		case n == 0:
			row.Operations = v.T("versions.uncounted")
		default:
			row.Operations = v.T("versions.atleast", "n", n)
		}
		view.Rows = append(view.Rows, row)
	}
	u.sayChanges(c, view.Rows, all)
	return u.show(c, status, page.FrameView{Title: v.T("flow.title", "page", v.T("flow.tab.versions"), "name", p.Name)}, "processings", flow.Versions(v, view))
}

func (u *UI) versionView(c *call, p engine.Processing, d engine.Definition) flow.VersionView {
	v, now := u.voice(c), u.now(c)
	row := flow.VersionView{
		Number: d.Version, Current: d.Version == p.Version, Author: d.Author, Actions: len(d.Nodes),
		When: part.MomentView{Text: v.Moment(d.Saved, now), Machine: d.Saved.UTC().Format(time.RFC3339), Ago: v.Ago(d.Saved, now)},
	}
	if d.Name != p.Name {
		row.Name = d.Name
	}
	return row
}

// flowHead stands above each page of a processing. It also tells whether the
// draft says something else than the version that runs.
func (u *UI) flowHead(c *call, p engine.Processing, current string) (head flow.HeadView, unapplied bool, err error) {
	d := u.digest(p)
	s, err := u.standing(c.Request().Context(), c.ws, p, d)
	if err != nil {
		return head, false, err
	}
	state := summary{Processing: p, digest: d, standing: s}.status()
	return flow.HeadView{
		ID: string(p.ID), Name: p.Name, Current: current, Status: part.ProcessingStatus(u.voice(c), state, s.problems),
	}, s.changed, nil
}

// version is the processing and the version that the address names.
func (u *UI) version(c *call) (p engine.Processing, d engine.Definition, err error) {
	p, err = u.Store.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
	if err != nil {
		return p, d, err
	}
	n, err := strconv.Atoi(c.Param("version"))
	if err != nil {
		return p, d, &engine.Error{Kind: engine.NotFound, Code: "version.not_found"}
	}
	d, err = u.Store.Definition(c.Request().Context(), c.ws, p.ID, n)
	return p, d, err
}

func (u *UI) versionScreen(c *call) error {
	p, d, err := u.version(c)
	if err != nil {
		return err
	}
	head, _, err := u.flowHead(c, p, "versions")
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := flow.TextView{
		Head: head, Version: u.versionView(c, p, d), Text: string(document.FromDefinition(d).YAML()),
	}
	title := v.T("flow.title", "page", "v"+strconv.Itoa(d.Version), "name", p.Name)
	return u.show(c, http.StatusOK, page.FrameView{Title: title}, "processings", flow.Text(v, view))
}

func (u *UI) downloadVersion(c *call) error {
	p, d, err := u.version(c)
	if err != nil {
		return err
	}
	name := fileName(p.Name+"-v"+strconv.Itoa(d.Version), takenNames{}) + ".yaml"
	return c.file(name, "application/yaml; charset=utf-8", document.FromDefinition(d).YAML())
}

// makeCurrent makes an old version the draft and, where the processing runs, a
// new version that takes over at once.
func (u *UI) makeCurrent(c *call) error {
	form, err := c.form()
	if err != nil {
		return err
	}
	p, d, err := u.version(c)
	if err != nil {
		return err
	}
	revision, err := strconv.ParseInt(form.Get("revision"), 10, 64)
	if err != nil || revision <= 0 {
		return u.notCurrent(c, &engine.Error{Kind: engine.Conflict, Code: "processing.changed"})
	}
	ctx := c.Request().Context()
	saved, err := u.Engine.Save(ctx, c.ws, p.ID, revision, c.who, d.Name, document.FromDefinition(d).JSON())
	if err == nil && saved.Running {
		_, err = u.Engine.Apply(ctx, c.ws, p.ID, saved.Revision, c.who)
	}
	if err != nil {
		return u.notCurrent(c, err)
	}
	return c.leave("/p/" + string(p.ID) + "/versions")
}

// notCurrent shows the versions again, and why it was not done.
func (u *UI) notCurrent(c *call, err error) error {
	status, code, args := u.verdict(c, err)
	if status == http.StatusNotFound || status >= http.StatusInternalServerError {
		return err
	}
	say, try := u.Texts.Say(c.lang, code, args)
	return u.showVersions(c, status, part.NoticeView{Look: "fail", Title: say, Text: try})
}
