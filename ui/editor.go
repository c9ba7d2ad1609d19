package ui

import (
	"context"
	"net/http"
	"strings"
	"time"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/engine/trial"
	"stanok/ui/page"
	"stanok/ui/page/editor"
)

// editorScreens are the page on which a processing is built, and what its parts
// ask for.
var editorScreens = []route{
	{"GET", "/p/:id", engine.Viewer, (*UI).showEditor},
	{"GET", "/p/:id/panel", engine.Viewer, (*UI).showPanel},
	{"GET", "/p/:id/data", engine.Viewer, (*UI).showData},
	{"GET", "/p/:id/tree", engine.Operator, (*UI).showBranch},
	{"GET", "/p/:id/value", engine.Editor, (*UI).revealValue},
	{"GET", "/p/:id/parts", engine.Viewer, (*UI).showParts},
	{"GET", "/p/:id/live", engine.Viewer, (*UI).streamDraft},
	{"POST", "/p/:id/ops", engine.Editor, (*UI).changeDraft},
	{"POST", "/p/:id/preview", engine.Editor, (*UI).previewField},
	{"GET", "/p/:id/chip", engine.Viewer, (*UI).showChip},
	{"POST", "/p/:id/try", engine.Editor, (*UI).tryAction},
	{"GET", "/p/:id/test", engine.Editor, (*UI).askTest},
	{"POST", "/p/:id/test", engine.Editor, (*UI).testFlow},
	{"POST", "/p/:id/run", engine.Operator, (*UI).runDraft},
	{"POST", "/p/:id/stop", engine.Operator, (*UI).stopFlow},
	{"GET", "/p/:id/apply", engine.Viewer, (*UI).showChanges},
	{"POST", "/p/:id/apply", engine.Operator, (*UI).applyDraft},
	{"POST", "/p/:id/discard", engine.Editor, (*UI).discardDraft},
	{"GET", "/p/:id/palette", engine.Editor, (*UI).showPalette},
	{"GET", "/p/:id/places", engine.Editor, (*UI).showPlaces},
	{"GET", "/p/:id/help", engine.Viewer, (*UI).showHelp},
	{"GET", "/p/:id/howto", engine.Viewer, (*UI).showHowTo},
	{"GET", "/p/:id/send", engine.Editor, (*UI).askSend},
	{"POST", "/p/:id/send", engine.Editor, (*UI).sendSample},
	{"GET", "/p/:id/sample", engine.Editor, (*UI).askSample},
	{"POST", "/p/:id/sample", engine.Editor, (*UI).keepSample},
	{"GET", "/p/:id/curl", engine.Editor, (*UI).askCurl},
	{"POST", "/p/:id/curl", engine.Editor, (*UI).readCurl},
	{"GET", "/p/:id/choices", engine.Editor, (*UI).showChoices},
	{"GET", "/p/:id/foreign", engine.Editor, (*UI).askForeign},
	{"POST", "/p/:id/foreign", engine.Editor, (*UI).readForeign},
	{"GET", "/p/:id/connect", engine.Editor, (*UI).connectDraft},
	{"GET", "/p/:id/secret", engine.Editor, (*UI).askSecret},
	{"POST", "/p/:id/secret", engine.Editor, (*UI).moveSecret},
	{"GET", "/p/:id/example", engine.Editor, (*UI).askExample},
	{"POST", "/p/:id/example", engine.Editor, (*UI).readExample},
	{"GET", "/p/:id/match", engine.Editor, (*UI).askMatch},
	{"POST", "/p/:id/match", engine.Editor, (*UI).fillMatch},
}

// bench is what one request of the editor works with: a draft drawn for the
// caller, and what is known of its values.
type bench struct {
	*editor.Draft
	known *trial.Known
	room  int // for values on the page, in bytes
}

// drafts makes changes in drafts.
func (u *UI) drafts() draft.Desk { return draft.Desk{Engine: u.Engine, Store: u.Store} }

// trials tries drafts out.
func (u *UI) trials() trial.Desk {
	return trial.Desk{Engine: u.Engine, Store: u.Store, Clock: u.Clock}
}

// stored is the processing that a request is about.
func (u *UI) stored(c *call) (engine.Processing, error) {
	return u.Store.Processing(c.Request().Context(), c.ws, engine.ProcessingID(c.Param("id")))
}

// bench lays out a processing's draft with a node at hand.
func (u *UI) bench(c *call, p engine.Processing, at string) (*bench, error) {
	ctx := c.Request().Context()
	known, err := u.known(c, p)
	if err != nil {
		return nil, err
	}
	d := &editor.Draft{
		Processing: p, Definition: known.Plan.Definition, Problems: known.Problems, Specs: editor.SpecsOf(u.Engine.Catalogue()),
		Voice: u.voice(c), At: at, Plain: !c.role.Includes(engine.Editor), Person: c.person(), Now: u.now(c),
		Services: u.services(), Every: u.everywhere,
		Say: func(code string, args map[string]string) (string, string) {
			if !u.Texts.Has(code) {
				return "", ""
			}
			return u.Texts.Say(c.lang, code, args)
		},
	}
	if at == "" || !d.Has(at) {
		d.At = editor.Source
	}
	vigil, err := u.Engine.Vigil(ctx, c.ws, p.ID)
	if err != nil {
		return nil, err
	}
	d.Drifted, d.Muted = p.Running && len(vigil.Drifted()) > 0, len(vigil.Mutes) > 0
	b := &bench{Draft: d, known: known}
	d.Chosen = func(f engine.Field, value string) string { return u.lists.label(b.asking(c, f), value) }
	if seen := strings.Fields(c.Request().Header.Get(seenHeader)); len(seen) > 0 && seen[0] == d.At {
		b.hush(seen[1:])
	}
	if err := u.equip(ctx, c, b); err != nil {
		return nil, err
	}
	u.fillValues(ctx, c, b)
	return b, nil
}

// equip adds what the store knows: connections, what can be taken back, and how
// much is not applied.
func (u *UI) equip(ctx context.Context, c *call, b *bench) error {
	sealed, err := u.Store.ListConnections(ctx, c.ws)
	if err != nil {
		return err
	}
	b.Serving = map[string][]string{}
	for _, one := range sealed {
		b.Names = append(b.Names, one.Name)
		for _, s := range b.Services {
			if u.serves(s, one.Connection) {
				b.Serving[s.Name] = append(b.Serving[s.Name], one.Name)
			}
		}
	}
	if c.role.Includes(engine.Operator) && b.Definition.Source.Type == "webhook" {
		b.Link = u.hookLink(b.Processing)
	}
	if err := u.equipNames(ctx, c, b); err != nil {
		return err
	}
	history, err := u.drafts().History(ctx, c.ws, b.Processing, c.who)
	if err != nil {
		return err
	}
	if history.Undo != nil {
		b.Undo = b.Sentence(*history.Undo)
	}
	if history.Redo != nil {
		b.Redo = b.Sentence(*history.Redo)
	}
	pending, err := u.drafts().Pending(ctx, c.ws, b.Processing)
	b.Changes = len(pending)
	return err
}

// editing is the bench of the request: the processing of its path, the node of its
// query.
func (u *UI) editing(c *call) (*bench, error) {
	p, err := u.stored(c)
	if err != nil {
		return nil, err
	}
	return u.bench(c, p, c.QueryParam("at"))
}

func (u *UI) showEditor(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	b.Client = engine.NewID(u.Clock.Now())
	f := page.FrameView{Title: b.Processing.Name, Editor: true, Narrow: true}
	return u.show(c, http.StatusOK, f, "processings", editor.Page(u.voice(c), b.Page()))
}

// showPanel puts another node at hand, or another sample.
func (u *UI) showPanel(c *call) error {
	c.chooseSample()
	c.chooseTurn()
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	if !c.part() {
		return c.Redirect(http.StatusSeeOther, b.Href(b.At))
	}
	u.moves(c, c.Request().Header.Get(clientHeader), b.At)
	switch {
	case c.QueryParam("wait") == "look" && b.Values.Waiting:
		return c.NoContent(http.StatusNoContent)
	case (c.QueryParams().Has("arrived") || c.QueryParam("wait") == "look") && len(b.Values.Samples) > 0:
		c.announce(u.voice(c).T("editor.arrived", "when", b.Values.Samples[0].When, "name", b.Values.Samples[0].Name))
	}
	return u.bundle(c, b)
}

func (u *UI) showData(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	if !c.part() {
		return c.Redirect(http.StatusSeeOther, b.Href(b.At))
	}
	return c.render(http.StatusOK, partial("data", editor.Data(u.voice(c), b.Data())))
}

// testWait is how long a request may wait for an operation that it began.
const testWait = 30 * time.Second
