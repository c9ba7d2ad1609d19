package ui

import (
	"net/http"
	"net/url"

	"stanok/engine"
	"stanok/ui/page/editor"
)

// showPalette lists what can be added at a place; with a query, only the list.
func (u *UI) showPalette(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	at := editor.Place{Parent: c.QueryParam("parent"), Branch: c.QueryParam("branch"), After: c.QueryParam("after")}
	p := b.Palette(at, c.QueryParam("q"), u.Words)
	p.Search = b.Home() + "/palette?" + url.Values{"parent": {at.Parent}, "branch": {at.Branch}, "after": {at.After}}.Encode()
	if c.QueryParams().Has("q") { // asked by the list itself
		return c.dialog(editor.Entries(u.voice(c), p))
	}
	return c.dialog(editor.Palette(u.voice(c), p))
}

// showPlaces lists where an action can be moved to.
func (u *UI) showPlaces(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	id := c.QueryParam("of")
	if id == editor.Source || !b.Has(id) {
		return &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	return c.dialog(editor.Places(u.voice(c), b.Name(id), b.Places(id)))
}

// showHelp shows the long text about the node at hand.
func (u *UI) showHelp(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Help(u.voice(c), b.Help()))
}

// showHowTo tells where a link is pasted in the services people use.
func (u *UI) showHowTo(c *call) error {
	if _, err := u.stored(c); err != nil {
		return err
	}
	return c.dialog(editor.HowTo(u.voice(c), editor.HowToOf(u.voice(c))))
}

// askSend asks for the values of a test of the link.
func (u *UI) askSend(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Paste(u.voice(c), b.SendForm()))
}

// sendSample tries the draft's source with values that a person typed: as a real
// request to the link would, it begins what the draft says, but only as a sample.
func (u *UI) sendSample(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	input, problem := editor.ReadInput(c.FormValue("values"))
	if problem {
		form := b.SendForm()
		form.Value, form.Error = c.FormValue("values"), u.voice(c).T("editor.send.wrong")
		return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.Paste(u.voice(c), form)))
	}
	f, err := u.Engine.Flow(c.Request().Context(), c.ws, b.Processing)
	if err != nil && f.Source.Value == nil {
		f.Source = b.source()
	}
	ev, err := u.NewEvent(b.source(), input, u.Clock.Now())
	if err != nil {
		_, code, args := u.verdict(c, err)
		say, try := u.Texts.Say(c.lang, code, args)
		form := b.SendForm()
		form.Value, form.Error = c.FormValue("values"), say+" "+try
		return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.Paste(u.voice(c), form)))
	}
	ev.Source = b.Definition.Source.Type
	f.Workspace, f.Processing = c.ws, b.Processing.ID
	u.Engine.Sample(c.Request().Context(), f, engine.Sample{Event: ev})
	return u.again(c, editor.Source)
}
