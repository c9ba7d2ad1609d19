package ui

import (
	"cmp"
	"net/http"
	"strings"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
)

// sampleCookie holds which sample of which processing was chosen last: the
// processing's id, a colon, and the sample's id, or the waiting mark and the id of
// the one that a newer is awaited after.
const sampleCookie = "stanok_sample"

// waiting is the mark of someone who waits for new data. No sample's id has it.
const waiting = "~"

// known is what is known of a draft with the sample the caller has chosen, else
// the newest.
func (u *UI) known(c *call, p engine.Processing) (*trial.Known, error) {
	ctx, chosen := c.Request().Context(), c.sample(p.ID)
	if strings.HasPrefix(chosen, waiting) {
		chosen = ""
	}
	k, err := u.trials().Known(ctx, c.ws, p, chosen, c.turned(p.ID))
	if chosen != "" && engine.KindOf(err) == engine.NotFound {
		k, err = u.trials().Known(ctx, c.ws, p, "", c.turned(p.ID))
	}
	return k, err
}

// sample is the choice in force for the request; "" for the newest.
func (c *call) sample(id engine.ProcessingID) string {
	if chosen, ok := c.Get(sampleCookie).(string); ok {
		return chosen
	}
	if chosen := c.QueryParam("sample"); chosen != "" {
		return chosen
	}
	of, chosen, _ := strings.Cut(c.cookie(sampleCookie), ":")
	if of != string(id) {
		return ""
	}
	return chosen
}

// choose keeps a choice for this request and later ones.
func (c *call) choose(sample string) {
	c.Set(sampleCookie, sample)
	c.setCookie(sampleCookie, c.Param("id")+":"+sample)
}

// chooseSample does what the request says of the choice, if anything.
func (c *call) chooseSample() {
	switch {
	case c.QueryParams().Has("arrived"), c.QueryParam("wait") == "no":
		c.choose("")
	case c.QueryParam("wait") == "yes":
		c.choose(waiting)
	case c.QueryParam("sample") != "":
		c.choose(c.QueryParam("sample"))
	}
}

// awaits reports whether someone waits for newer data than the sample at hand.
func (c *call) awaits(k *trial.Known) bool {
	after, waits := strings.CutPrefix(c.sample(k.Processing.ID), waiting)
	if waits && after == "" {
		after = k.Sample.ID
		c.choose(waiting + after)
	}
	return waits && after == k.Sample.ID
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
	return u.keep(c, b, b.SendForm(), nil)
}

// askSample asks for a sample as text: a new one, or with edit a changed one.
func (u *UI) askSample(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Paste(u.voice(c), b.sampleForm(c)))
}

func (b *bench) sampleForm(c *call) editor.PasteView {
	if !c.QueryParams().Has("edit") {
		return b.SampleForm(nil, nil)
	}
	input, _ := b.known.Input()
	return b.SampleForm(input, b.known.Order(editor.Source))
}

// keepSample keeps what was typed as a sample of the processing, and chooses it.
func (u *UI) keepSample(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	var like *engine.Event
	if c.QueryParams().Has("edit") {
		like = &b.known.Sample.Event
	}
	return u.keep(c, b, b.sampleForm(c), like)
}

// keep makes a sample of the values in a form, like an event or as they were
// written, and puts it at hand. What cannot be read is said in the form.
func (u *UI) keep(c *call, b *bench, form editor.PasteView, like *engine.Event) error {
	form.Value = c.FormValue("values")
	refuse := func(why string) error {
		form.Error = why
		return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.Paste(u.voice(c), form)))
	}
	input, isForm, ok := editor.ReadInput(form.Value)
	if !ok {
		return refuse(u.voice(c).T("editor.send.wrong"))
	}
	at := u.Clock.Now()
	var ev engine.Event
	var err error
	switch {
	case like != nil:
		ev, err = u.Alter(b.source(), *like, b.known.Unmasked(input), at)
	case isForm:
		ev, err = u.Alter(b.source(), engine.Event{}, input, at)
	default:
		ev, err = u.NewEvent(b.source(), input, at)
	}
	if err != nil {
		_, code, args := u.verdict(c, err)
		say, try := u.Texts.Say(c.lang, code, args)
		return refuse(strings.TrimSpace(say + " " + try))
	}
	ctx := c.Request().Context()
	f, err := u.Engine.Flow(ctx, c.ws, b.Processing)
	if err != nil && f.Source.Value == nil {
		f.Source = b.source()
	}
	ev.Source = b.Definition.Source.Type
	f.Workspace, f.Processing = c.ws, b.Processing.ID
	made := engine.Sample{Event: ev}
	if like != nil {
		made.Of = cmp.Or(b.known.Sample.Operation, b.known.Sample.Of)
	}
	u.Engine.Sample(ctx, f, made)
	c.choose("")
	return u.again(c, b.At)
}
