package ui

import (
	"stanok/engine"
	"stanok/ui/page/editor"
)

// showPalette lists what can be added at a place; with a query, only the list.
func (u *UI) showPalette(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	at := placeOfQuery(c)
	p := b.Palette(at, c.QueryParam("q"), u.Words)
	p.Search, p.Foreign = b.Home()+"/palette?"+at.Query(), b.Home()+"/foreign?"+at.Query()
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
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.HowTo(u.voice(c), b.HowTos()))
}
