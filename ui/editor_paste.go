package ui

import (
	"net/http"
	"strings"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/engine/trial"
	"stanok/ui/page/editor"
	"stanok/ui/part"
)

// askCurl asks for a cURL command to fill a request from.
func (u *UI) askCurl(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Paste(u.voice(c), b.CurlForm("", "")))
}

// readCurl fills the request at hand from a cURL command.
func (u *UI) readCurl(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	sent := c.FormValue("command")
	with, err := b.Curl(sent)
	if err != nil {
		form := b.CurlForm(sent, u.sentence(c, err))
		return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.Paste(u.voice(c), form)))
	}
	r, err := u.edit(c, b.Processing, draft.Change{Kind: draft.Set, Scope: draft.Scope("actions", b.At, "with"), Value: with})
	if err != nil {
		return err
	}
	for _, one := range r.Refused {
		return u.again(c, b.At, u.refused(c, one))
	}
	return u.again(c, b.At, u.toast(c, "ok", u.voice(c).T("editor.curl.taken", "what", b.Taken(with)), part.ButtonView{}))
}

// askExample asks for JSON, or a list of keys, to make a template of.
func (u *UI) askExample(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Paste(u.voice(c), b.ExampleForm("", "")))
}

// readExample makes the template at hand of JSON or of a list of keys.
func (u *UI) readExample(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	sent := c.FormValue("example")
	template, ok := editor.Example(sent)
	if !ok {
		form := b.ExampleForm(sent, u.voice(c).T("editor.example.wrong"))
		return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.Paste(u.voice(c), form)))
	}
	return u.filled(c, b, u.template(b, template))
}

func (u *UI) template(b *bench, template string) draft.Change {
	return draft.Change{Kind: draft.Set, Scope: draft.Scope("actions", b.At, "with", "template"), Value: editor.Text(template)}
}

// askMatch proposes parameters whose names are those of the template's keys.
func (u *UI) askMatch(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.Match(u.voice(c), b.Match(b.offers())))
}

// offers are the values that the node at hand may use, by their names.
func (b *bench) offers() []editor.Offer {
	var all []editor.Offer
	for _, g := range b.known.Groups(b.node()) {
		t := g.Tree(false)
		rows, ok := t.Branch("", 0)
		if !ok || !g.Known {
			continue
		}
		from := g.Name
		if b.Has(g.Name) {
			from = b.Name(g.Name)
		}
		for _, r := range rows.Rows {
			if r.Ref != "" && r.Kind != trial.Object && r.Kind != trial.List {
				all = append(all, editor.Offer{Name: r.Name, Ref: r.Ref, From: from, Value: quoted(r)})
			}
		}
	}
	return all
}

// fillMatch fills in what was proposed and left ticked.
func (u *UI) fillMatch(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	fill := map[string]string{}
	for _, one := range form["fill"] {
		key, ref, _ := strings.Cut(strings.ReplaceAll(one, "\r\n", "\n"), "\n")
		fill[key] = ref
	}
	return u.filled(c, b, u.template(b, b.Filled(fill)))
}

// filled makes changes that a drawer's form asked for, and closes it.
func (u *UI) filled(c *call, b *bench, all ...draft.Change) error {
	r, err := u.edit(c, b.Processing, all...)
	if err != nil {
		return err
	}
	for _, one := range r.Refused {
		return u.again(c, b.At, u.refused(c, one))
	}
	return u.again(c, b.At)
}

// askSecret asks what the connection is to be called that a secret moves into.
func (u *UI) askSecret(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	return c.dialog(editor.MoveSecret(u.voice(c), b.SecretForm("", "")))
}

// moveSecret takes a secret out of the request at hand into a new connection,
// which the request then names.
func (u *UI) moveSecret(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(c.FormValue("connection"))
	with, secret, ok := b.TakeSecret(name)
	if !ok {
		return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.MoveSecret(u.voice(c), b.SecretForm(name, u.voice(c).T("editor.secret.wrong")))))
	}
	now := u.Clock.Now()
	made := engine.Connection{
		ID: engine.ConnectionID(engine.NewID(now)), Name: name, Type: "fields", Origins: []string{secret.Origin},
		Secrets: map[string]engine.Secret{secret.Name: engine.Secret(secret.Value)}, Version: 1, Created: now, Updated: now,
	}
	if faults := u.checkConnection(made); len(faults) > 0 {
		err = faults[0]
	} else {
		_, err = u.keepConnection(c, made)
	}
	if err != nil {
		return c.render(http.StatusOK, wrapped(editor.Drawer(), editor.MoveSecret(u.voice(c), b.SecretForm(name, u.sentence(c, err)))))
	}
	return u.filled(c, b, draft.Change{Kind: draft.Set, Scope: draft.Scope("actions", b.At, "with"), Value: with})
}

// sentence says what went wrong and what to do, as a field has it below.
func (u *UI) sentence(c *call, err error) string {
	_, code, args := u.verdict(c, err)
	say, try := u.Texts.Say(c.lang, code, args)
	return say + " " + try
}
