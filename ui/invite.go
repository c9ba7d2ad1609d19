package ui

import (
	"context"
	"time"

	"stanok/engine"
	"stanok/ui/words"
)

// linkTo is the address of a link to choose a password with.
func (u *UI) linkTo(secret engine.Secret) string {
	return u.Site.PublicURL() + "/pass/" + secret.Reveal()
}

// sendLink sends it to whom it is for, in their language, until a time.
func (u *UI) sendLink(c *call, p engine.Person, secret engine.Secret, until time.Time) error {
	if u.Mailer == nil || !u.Site.Sends() {
		return &engine.Error{Kind: engine.Invalid, Code: "mail.not_set"}
	}
	lang := p.Language
	if lang == "" {
		lang = c.lang
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), until.Sub(u.Clock.Now()))
	defer cancel()
	return u.Mailer.Send(ctx, linkLetter(u.Words.In(lang), p, u.linkTo(secret), u.Site.PublicURL(), engine.NewID(u.Clock.Now())))
}

func linkLetter(v words.Voice, p engine.Person, link, at, id string) engine.Mail {
	kind := "reset"
	if p.Password == "" {
		kind = "invite"
	}
	return engine.Mail{
		Key: id, To: []string{p.Email}, Subject: v.T("people.letter." + kind + ".subject"),
		Text: v.T("people.letter."+kind+".text", "name", p.Name, "link", link, "address", at),
	}
}
