package ui

import (
	"net/http"
	"strconv"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// runDraft makes the draft what runs, and switches the processing on.
func (u *UI) runDraft(c *call) error { return u.turnOn(c, 0) }

// applyDraft makes the draft that the person has seen what runs.
func (u *UI) applyDraft(c *call) error {
	revision, err := strconv.ParseInt(c.FormValue("revision"), 10, 64)
	if err != nil {
		return wrongParameter("revision")
	}
	return u.turnOn(c, revision)
}

func (u *UI) turnOn(c *call, revision int64) error {
	ctx, id := c.Request().Context(), engine.ProcessingID(c.Param("id"))
	_, err := u.Engine.Apply(ctx, c.ws, id, revision, c.who)
	var problems engine.Problems
	switch {
	case asProblems(err, &problems):
		return u.first(c)
	case engine.KindOf(err) == engine.Conflict:
		return u.changesAgain(c)
	case err != nil:
		return err
	}
	v := u.voice(c)
	return u.again(c, c.QueryParam("at"), u.toast(c, "ok", v.T("editor.started"), part.ButtonView{}))
}

// first leads to the first thing that keeps a draft from running.
func (u *UI) first(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	all := b.ToFix()
	if len(all) == 0 {
		return u.again(c, b.At)
	}
	if !c.part() {
		return c.Redirect(http.StatusSeeOther, all[0].Href)
	}
	c.Response().Header().Set("HX-Location", all[0].Href)
	return c.NoContent(http.StatusOK)
}

// stopFlow ends intake; what is under way ends by itself.
func (u *UI) stopFlow(c *call) error {
	if _, err := u.Engine.Stop(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id"))); err != nil {
		return err
	}
	return u.again(c, c.QueryParam("at"), u.toast(c, "", u.voice(c).T("editor.stopped"), part.ButtonView{}))
}

// showChanges lists what would be applied.
func (u *UI) showChanges(c *call) error {
	view, err := u.pending(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Apply(u.voice(c), view))
}

// changesAgain shows the list anew: others changed the draft since it was opened.
func (u *UI) changesAgain(c *call) error {
	view, err := u.pending(c)
	if err != nil {
		return err
	}
	view.Moved = true
	return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.Apply(u.voice(c), view)))
}

func (u *UI) pending(c *call) (editor.ApplyView, error) {
	b, err := u.editing(c)
	if err != nil {
		return editor.ApplyView{}, err
	}
	found, err := u.drafts().Pending(c.Request().Context(), c.ws, b.Processing)
	view := editor.ApplyView{Home: b.Home(), At: b.At, Revision: strconv.FormatInt(b.Processing.Revision, 10)}
	for _, f := range found {
		one := editor.ChangeView{Text: b.Sentence(f.Sentence), Author: f.Author}
		if !f.At.IsZero() {
			one.When = u.voice(c).Moment(f.At.In(c.zone), u.now(c))
		}
		view.Changes = append(view.Changes, one)
	}
	return view, err
}

// discardDraft makes the version that runs the draft again.
func (u *UI) discardDraft(c *call) error {
	p, err := u.stored(c)
	if err != nil {
		return err
	}
	if _, err = u.edit(c, p, draft.Change{Kind: draft.Discard}); err != nil {
		return err
	}
	v := u.voice(c)
	return u.again(c, c.QueryParam("at"), u.toast(c, "", v.T("editor.discarded"), part.ButtonView{}))
}
