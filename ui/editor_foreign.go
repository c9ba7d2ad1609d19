package ui

import (
	"net/http"
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
	"stanok/engine/foreign"
	"stanok/ui/page/editor"
)

// maxForeign bounds a form that carries a text of another program, which may be
// 5 MB and is written longer than it is.
const maxForeign = 16 << 20

// askForeign asks for what a person has of a request: a command, a description of
// an API, an archive, a sample.
func (u *UI) askForeign(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Foreign(u.voice(c), editor.ForeignView{Post: b.Home() + "/foreign?" + placeOfQuery(c).Query()}))
}

func placeOfQuery(c *call) editor.Place {
	return editor.Place{Parent: c.QueryParam("parent"), Branch: c.QueryParam("branch"), After: c.QueryParam("after")}
}

// readForeign lists the requests of a text, shows what one of them becomes, and
// adds that.
func (u *UI) readForeign(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForeign)
	if err := r.ParseForm(); err != nil {
		return c.render(http.StatusOK, editor.ForeignFound(u.voice(c), editor.ForeignView{Wrong: u.sentence(c, tooLong)}))
	}
	all, _, err := foreign.Read(r.PostForm.Get("text"))
	if err != nil {
		return c.render(http.StatusOK, editor.ForeignFound(u.voice(c), editor.ForeignView{Wrong: u.sentence(c, err)}))
	}
	taken, err := u.takenIDs(c, b)
	if err != nil {
		return err
	}
	add, adds := chosenOf(r.PostForm.Get("add"), len(all))
	if adds {
		return u.addForeign(c, b, all[add].Actions(taken))
	}
	pick, picked := chosenOf(r.PostForm.Get("pick"), len(all))
	view := editor.ForeignView{Post: b.Home() + "/foreign?" + placeOfQuery(c).Query()}
	switch {
	case picked || len(all) == 1:
		view.Preview = b.ForeignPreview(all[pick], pick, all[pick].Actions(taken))
	default:
		view.All = editor.ForeignChoices(all, r.PostForm.Get("q"))
		view.Count = len(all)
	}
	return c.render(http.StatusOK, editor.ForeignFound(u.voice(c), view))
}

var tooLong = &engine.Error{Kind: engine.Invalid, Code: "foreign.limit"}

// chosenOf reads the number of one of n things.
func chosenOf(s string, n int) (int, bool) {
	i, err := strconv.Atoi(s)
	if err != nil || i < 0 || i >= n {
		return 0, false
	}
	return i, true
}

// takenIDs are the ids that a new action cannot have: those of actions that are
// or were there, and what documents keep for themselves.
func (u *UI) takenIDs(c *call, b *bench) (func(string) bool, error) {
	log, err := u.Store.ListEdits(c.Request().Context(), c.ws, b.Processing.ID, 0, 0)
	if err != nil {
		return nil, err
	}
	gone := append(draft.Taken(log), document.Reserved()...)
	return func(id string) bool { return b.Has(id) || slices.Contains(gone, id) }, nil
}

// addForeign adds actions one behind another, to be taken back together.
func (u *UI) addForeign(c *call, b *bench, made []foreign.Made) error {
	at, group := placeOfQuery(c), engine.NewID(u.Clock.Now())
	if at.After == editor.Source {
		at.After = ""
	}
	changes := make([]draft.Change, len(made))
	show := b.At
	for i, m := range made {
		changes[i] = draft.Change{Kind: draft.Add, Value: editor.Adding(at, m), Group: group}
		at.After = m.ID
		if m.Type == "http.request" || show == b.At {
			show = m.ID
		}
	}
	r, err := u.edit(c, b.Processing, changes...)
	if err != nil {
		return err
	}
	for _, one := range r.Refused {
		return u.again(c, b.At, u.refused(c, one))
	}
	return c.leave(b.Href(show))
}
