package ui

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/list"
	"stanok/ui/part"
)

func itoa(n int) string { return strconv.Itoa(n) }

// clipRunes is s cut to so many characters.
func clipRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// askBin asks before a running processing is moved to the bin.
func (u *UI) askBin(c *call) error {
	p, err := u.Engine.Processing(c.Request().Context(), c.ws, c.id())
	if err != nil {
		return err
	}
	return c.render(http.StatusOK, list.AskBin(u.voice(c), list.AskBinView{Action: "/p/" + string(p.ID) + "/bin", Name: p.Name, Running: p.Running}))
}

func (u *UI) binProcessing(c *call) error {
	was, err := u.Engine.Bin(c.Request().Context(), c.ws, c.id())
	if err != nil {
		return err
	}
	running := "off"
	if was.Running {
		running = "on"
	}
	v := u.voice(c)
	return u.listAgain(c, part.ToastView{
		Text: v.T("flows.toast.binned", "name", was.Name),
		Action: part.ButtonView{Text: v.T("undo"), Look: part.Quiet, Name: "running", Value: running, TestID: "undo-delete", More: templ.Attributes{
			"hx-post": "/p/" + string(was.ID) + "/unbin", "hx-target": "#list", "hx-swap": "outerMorph",
		}},
	})
}

// unbinProcessing takes a processing out of the bin; it runs again if it did
// when it was put there and that is at once undone.
func (u *UI) unbinProcessing(c *call) error {
	ctx := c.Request().Context()
	p, err := u.Engine.Unbin(ctx, c.ws, c.id())
	if err == nil && c.FormValue("running") == "on" {
		p, err = u.Engine.Start(ctx, c.ws, p.ID, c.who)
	}
	if err != nil {
		return err
	}
	if c.FormValue("from") == "bin" {
		return c.Redirect(http.StatusSeeOther, "/p/bin")
	}
	return u.listAgain(c, part.ToastView{Look: "ok", Text: u.voice(c).T("flows.toast.restored", "name", p.Name)})
}

// deleteForGood deletes a processing that lies in the bin.
func (u *UI) deleteForGood(c *call) error {
	ctx := c.Request().Context()
	p, err := u.Store.Processing(ctx, c.ws, c.id())
	if err != nil {
		return err
	}
	if p.Binned.IsZero() {
		return &engine.Error{Kind: engine.Conflict, Code: "processing.not_binned", Args: map[string]string{"name": p.Name}}
	}
	if err := u.Engine.Delete(ctx, c.ws, p.ID); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/p/bin")
}

func (u *UI) binScreen(c *call) error {
	all, err := u.Store.ListProcessings(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	v, view := u.voice(c), list.BinView{}
	slices.SortStableFunc(all, func(a, b engine.Processing) int { return b.Binned.Compare(a.Binned) })
	for _, p := range all {
		if p.Binned.IsZero() {
			break
		}
		view.Rows = append(view.Rows, list.BinRow{
			Name: p.Name, At: "/p/" + string(p.ID), Since: u.when(c, v, p.Binned), Until: v.Date(p.Binned.Add(engine.BinKeeps).In(c.zone)),
		})
	}
	return u.show(c, http.StatusOK, page.FrameView{Title: v.T("bin.title")}, "processings", list.Bin(v, view))
}
