package ui

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
	"stanok/ui/part"
	"stanok/ui/words"
)

func (u *UI) accountPage(c *call) error {
	return u.showAccount(c, http.StatusOK, people.AccountView{Saved: c.FormValue("saved") != ""})
}

func (u *UI) showAccount(c *call, status int, view people.AccountView) error {
	me, err := c.me()
	if err != nil {
		return err
	}
	sessions, err := u.Store.ListSessions(c.Request().Context(), c.ws, me.Person.ID)
	if err != nil {
		return err
	}
	v, now := u.voice(c), u.now(c)
	for _, s := range sessions {
		view.Sessions = append(view.Sessions, people.SessionView{
			ID: s.ID, Agent: s.Agent, Address: s.Address, Here: s.ID == me.Session.ID,
			Began: v.Moment(s.Created, now), Seen: v.Ago(s.Seen, now),
		})
	}
	p := me.Person
	view.Role, view.Calm, view.Keys, view.Plain, view.SeesValues = string(p.Role), p.Calm, !p.NoKeys, p.Plain, c.seesValues()
	if view.Name == "" {
		view.Name, view.Email, view.Zone = p.Name, p.Email, c.zone.String()
	}
	view.Languages = choices(words.Languages, c.lang, func(l string) string { return v.T("language." + l) })
	view.Themes = choices(themes, c.theme, func(t string) string { return v.T("people.theme." + t) })
	view.Densities = choices(densities, c.density, func(d string) string { return v.T("people.density." + d) })
	return u.show(c, status, page.FrameView{Title: v.T("people.account.title")}, "", people.Account(v, view))
}

func choices(all []string, chosen string, label func(string) string) []part.OptionView {
	options := make([]part.OptionView, len(all))
	for i, one := range all {
		options[i] = part.OptionView{Value: one, Label: label(one), Chosen: one == chosen}
	}
	return options
}

// saveAccount keeps what a person wrote of themselves and how they like the
// pages.
func (u *UI) saveAccount(c *call) error {
	me, err := c.me()
	if err != nil {
		return err
	}
	name, email, zone := strings.TrimSpace(c.FormValue("name")), strings.TrimSpace(c.FormValue("email")), c.FormValue("zone")
	if email != me.Person.Email && !u.desk.IsFresh(me) {
		return errStale
	}
	err = u.amendMe(c, func(p *engine.Person) error {
		if _, ok := zoneNamed(zone); !ok {
			return wrong("zone", "person.zone")
		}
		p.Name, p.Email, p.TimeZone = name, email, zone
		set(&p.Language, words.Languages, c.FormValue("language"))
		set(&p.Theme, themes, c.FormValue("theme"))
		set(&p.Density, densities, c.FormValue("density"))
		p.Calm, p.NoKeys, p.Plain = c.FormValue("motion") == "", c.FormValue("keys") == "", c.FormValue("plain") != ""
		return nil
	})
	if err == nil {
		return c.Redirect(http.StatusSeeOther, "/account?saved=1")
	}
	status, problem := u.told(c, err)
	return u.showAccount(c, status, people.AccountView{Name: name, Email: email, Zone: zone, Error: problem, Field: fieldOf(err)})
}

// set puts a value if it is one of those there are.
func set(to *string, known []string, value string) {
	if slices.Contains(known, value) {
		*to = value
	}
}

// fieldOf is the field that an error is about.
func fieldOf(err error) string {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Field
	}
	return ""
}

func (u *UI) changePassword(c *call) error {
	me, err := c.me()
	if err != nil {
		return err
	}
	old, plain := engine.Secret(c.FormValue("old")), engine.Secret(c.FormValue("password"))
	if err := u.desk.Change(c.Request().Context(), me, old, plain, c.from()); err != nil {
		status, problem := u.toldMe(c, err)
		field := "old"
		if engine.KindOf(err) == engine.Invalid {
			field = "password"
		}
		return u.showAccount(c, status, people.AccountView{PasswordError: problem, Field: field})
	}
	return c.Redirect(http.StatusSeeOther, "/account?saved=1")
}

// endSession ends one other session of who is signed in, or all of them.
func (u *UI) endSession(c *call) error {
	me, err := c.me()
	if err != nil {
		return err
	}
	if id := c.FormValue("session"); id != "" {
		err = u.Store.DeleteSession(c.Request().Context(), c.ws, me.Person.ID, id)
		if err != nil && engine.KindOf(err) == engine.NotFound {
			err = nil // it is over already
		}
	} else {
		err = u.Store.SignOut(c.Request().Context(), c.ws, me.Person.ID, me.Session.ID)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/account")
}
