package ui

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// changes is what a page sends of what was done on it.
type changes struct {
	Client  string         `json:"client"`
	Person  string         `json:"person"` // whose changes these are; "" says nothing
	Base    int64          `json:"base"`
	At      string         `json:"at"`
	Changes []draft.Change `json:"changes"`
}

// maxChanges bounds what one request may change.
const maxChanges = 200

// changeDraft makes the changes of a page in its draft, and answers with what
// looks different since.
func (u *UI) changeDraft(c *call) error {
	var sent changes
	if err := c.decode(&sent); err != nil {
		return u.refuse(c, err)
	}
	if sent.Person != "" && sent.Person != c.person() {
		return u.askElse(c)
	}
	if len(sent.Changes) > maxChanges {
		return u.refuse(c, &engine.Error{Kind: engine.Invalid, Code: "request.too_large"})
	}
	p, err := u.stored(c)
	if err != nil {
		return err
	}
	def, problems := u.Engine.Check(p.Draft)
	for i := range sent.Changes {
		one := &sent.Changes[i]
		one.Client, one.Base = sent.Client, sent.Base
		if one.Kind == draft.Undo || one.Kind == draft.Redo {
			one.Base = 0
		}
		if one.Value, err = editor.Plain(def, one.Scope, one.Value); err != nil {
			return u.refuse(c, err)
		}
	}
	result, err := u.drafts().Edit(c.Request().Context(), c.ws, p.ID, c.who, sent.Changes...)
	if err != nil {
		return err
	}
	return u.changed(c, result, sent, sound{def, problems})
}

// refuse drops a change that can never be made, and says why.
func (u *UI) refuse(c *call, err error) error {
	_, code, args := u.verdict(c, err)
	say, try := u.Texts.Say(c.lang, code, args)
	c.Response().Header().Set("Stanok-Refused", code)
	return c.render(http.StatusOK, u.toast(c, "fail", strings.TrimSpace(say+" "+try), part.ButtonView{}))
}

// changed answers with what came of changes.
func (u *UI) changed(c *call, r draft.Result, sent changes, was sound) error {
	at := u.moved(c, r, sent.At)
	b, err := u.bench(c, r.Processing, at)
	if err != nil {
		return err
	}
	u.moves(c, sent.Client, b.At)
	u.back(c, b, r)
	if c.Response().Header().Get("Stanok-Added") == at {
		b.hush(nil)
	}
	var more []templ.Component
	for _, one := range r.Refused {
		more = append(more, u.refused(c, one))
	}
	for _, e := range r.Edits {
		switch e.Kind {
		case draft.Remove:
			more = append(more, u.removed(c, b, was))
		case draft.Move:
			more = append(more, u.displaced(c, b, was)...)
		}
	}
	if len(r.Conflicts) == 0 {
		return u.bundle(c, b, more...)
	}
	c.revision(b)
	v := u.voice(c)
	all := []templ.Component{
		partial("head", editor.Head(v, b.Head())), partial("bar", editor.Bar(v, b.Head(), b.ToFix())),
		partial("chain", editor.Chain(v, b.Chain())),
	}
	for _, one := range r.Conflicts {
		view := u.conflict(c, b, one)
		where := "beforeend"
		if view.Anchor == "panel-form" {
			where = "afterbegin"
		}
		all = append(all, wrapped(editor.Added(view.Anchor, where), editor.Conflict(v, view)))
	}
	return c.render(http.StatusConflict, append(all, more...)...)
}

// seenHeader holds of an action that the page has just added its id, and then the
// scopes that the person has been to.
const seenHeader = "Stanok-Seen"

// hush keeps back what is wrong with the action at hand where the person who has
// just added it has not been yet.
func (b *bench) hush(seen []string) {
	b.Quiet = func(scope string) bool {
		return strings.HasPrefix(scope, draft.Scope("actions", b.At)+"/") && !slices.Contains(seen, scope)
	}
}

// moved is the node at hand after changes: one that was added, the place that
// was taken back to, or what it was before.
func (u *UI) moved(c *call, r draft.Result, at string) string {
	for _, e := range r.Edits {
		id, isAction := strings.CutPrefix(e.Scope, "actions/")
		id, _, inside := strings.Cut(id, "/")
		switch {
		case e.Kind == draft.Add || e.Kind == draft.Duplicate:
			id = added(e, id)
			c.Response().Header().Set("Stanok-Added", id)
			c.Response().Header().Set("Stanok-Focus", "panel-form")
			at = id
		case e.Kind == draft.Undo || e.Kind == draft.Redo:
			if isAction {
				at = id
			}
		case e.Kind == draft.Remove && isAction && !inside && id == at:
			at = editor.Source
		}
	}
	return at
}

// added is the id of what an edit added.
func added(e engine.Edit, id string) string {
	var after struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(e.After, &after) == nil && after.ID != "" {
		return after.ID
	}
	return id
}

func (u *UI) refused(c *call, r draft.Refused) templ.Component {
	code, args := "internal", map[string]string(nil)
	if e := (*engine.Error)(nil); errors.As(r.Err, &e) {
		code, args = e.Code, e.Args
	}
	say, try := u.Texts.Say(c.lang, code, args)
	c.Response().Header().Set("Stanok-Refused", code)
	return u.toast(c, "fail", strings.TrimSpace(say+" "+try), part.ButtonView{})
}

func (u *UI) conflict(c *call, b *bench, one draft.Conflict) editor.ConflictView {
	v := u.voice(c)
	view := editor.ConflictView{
		Anchor: editor.Anchor(one.Change.Scope), Mine: editor.Shown(one.Change.Value), Theirs: editor.Shown(one.Theirs),
		Of: one.Change.Scope, Where: b.Where(one.Change.Scope), Deleted: one.Deleted,
	}
	if one.Change.Scope == "name" || strings.HasSuffix(one.Change.Scope, "/title") { // these stand above the form
		view.Anchor = "panel-form"
	}
	key, args := "editor.conflict.text", []any{"author", one.Edit.Author, "ago", v.Ago(one.Edit.At, u.Clock.Now())}
	if one.Deleted {
		key, args = "editor.conflict.deleted", args[:2]
	}
	if one.Edit.Author == c.who {
		key, args = key+".own", args[2:]
	}
	view.Text = v.T(key, args...)
	if one.Deleted {
		id, _, _ := strings.Cut(strings.TrimPrefix(one.Change.Scope, "actions/"), "/")
		view.Anchor, view.MineOp = "panel-form", editor.RestoreOp(id, one.Change)
		view.Leave = "/p/" + url.PathEscape(c.Param("id"))
		return view
	}
	view.MineOp = editor.SetOp(one.Change.Scope, one.Change.Value)
	view.TheirsOp = editor.SetOp(one.Change.Scope, one.Theirs)
	view.BothOp = editor.BothOp(one.Change.Scope, one.Change.Value, one.Theirs)
	return view
}

// edit makes changes on behalf of a form of the page.
func (u *UI) edit(c *call, p engine.Processing, all ...draft.Change) (draft.Result, error) {
	for i := range all {
		all[i].ID = engine.NewID(u.Clock.Now())
	}
	return u.drafts().Edit(c.Request().Context(), c.ws, p.ID, c.who, all...)
}
