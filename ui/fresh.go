package ui

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
)

// freshRoutes are those for which who is signed in must have given their
// password a short while ago: what concerns credentials, people, and all data at
// once.
var freshRoutes = []string{
	"POST /connections", "PUT /connections/:id", "DELETE /connections/:id",
	"GET /connections/new", "POST /connections/new", "POST /connections/:id", "POST /connections/:id/delete", "POST /connections/:id/sign-in", "POST /p/:id/secret",
	"POST /tokens", "DELETE /tokens/:id",
	"POST /users", "PUT /users/:id", "DELETE /users/:id",
	"GET /backup",
	"POST /users/:id/role", "POST /users/:id/link", "POST /users/:id/disable", "POST /users/:id/enable",
	"POST /users/:id/sign-out", "POST /users/:id/delete",
	"POST /settings", "POST /settings/mail", "GET /settings/data", "POST /settings/data/restore",
}

var errStale = &engine.Error{Kind: engine.Denied, Code: "auth.stale"}

// askWho answers a request whose sender must sign in, or give their password
// once more: a page leads there and back, a part of one and what a script sends
// get a dialog, over what was being done. It reports whether it has answered.
func (u *UI) askWho(c *call, status int, code string) bool {
	stale := code == "auth.stale"
	if status != http.StatusUnauthorized && !stale {
		return false
	}
	if c.scripted() {
		h := c.Response().Header()
		h.Set("HX-Retarget", "body")
		h.Set("HX-Reswap", "beforeend")
		v := people.AskView{Stale: stale, Action: "/login"}
		if stale {
			v.Action, v.Email = "/confirm", c.visit.Person.Email
		}
		_ = c.render(status, people.Ask(u.voice(c), v))
		return true
	}
	to := c.Request().URL.RequestURI()
	if m := c.Request().Method; m != http.MethodGet && m != http.MethodHead {
		to = formPage(c.Request())
		u.keepTyped(c, to)
	}
	way := "/login"
	if stale {
		way = "/confirm"
	} else if done, err := u.isSetUp(c); err == nil && !done {
		way, to = "/setup", "/"
	}
	if ownPath(to) == to {
		way += "?to=" + url.QueryEscape(to)
	}
	_ = c.Redirect(http.StatusSeeOther, way)
	return true
}

// askElse answers a page whose changes are not those of who is signed in by now: a
// dialog over it says so. The page keeps them for whose they are.
func (u *UI) askElse(c *call) error {
	view := people.AskView{Action: "/login", Else: c.who, Here: back(c.Request())}
	return c.render(http.StatusUnauthorized, people.Ask(u.voice(c), view))
}

// scripted reports whether a script of a page sent the request, and takes the
// answer.
func (c *call) scripted() bool {
	h := c.Request().Header
	mode := h.Get("Sec-Fetch-Mode")
	return c.part() || mode == "cors" || mode == "same-origin" || strings.HasPrefix(h.Get(echo.HeaderContentType), "application/json")
}

// confirm is the page that asks for the password once more, and returns.
func (u *UI) confirm(c *call) error { return u.showConfirm(c, http.StatusOK, "", 0) }

func (u *UI) showConfirm(c *call, status int, problem string, wait int) error {
	me, err := c.me()
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := people.ConfirmView{To: ownPath(c.FormValue("to")), Email: me.Person.Email, Error: problem, Wait: wait, Kept: u.keepsTyped(c)}
	return u.show(c, status, page.FrameView{Title: v.T("people.confirm.title"), Bare: true}, "", people.Confirm(v, view))
}

// proveMe takes the password.
func (u *UI) proveMe(c *call) error {
	me, err := c.me()
	if err != nil {
		return err
	}
	err = u.desk.Prove(c.Request().Context(), me, engine.Secret(c.FormValue("password")), c.from())
	if err == nil {
		return u.signedIn(c)
	}
	status, problem := u.toldMe(c, err)
	if c.part() {
		return c.render(status, people.AskForm(u.voice(c), people.AskView{
			Stale: true, Action: "/confirm", Email: me.Person.Email, Error: problem, Wait: waitOf(err),
		}))
	}
	return u.showConfirm(c, status, problem, waitOf(err))
}

// signedIn sends who gave their password where they wanted to go. A dialog over a
// page is told instead, and goes away.
func (u *UI) signedIn(c *call) error {
	if c.part() {
		h := c.Response().Header()
		h.Set("HX-Reswap", "none")
		h.Set("HX-Trigger", "st:signed-in")
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, ownPath(c.FormValue("to")))
}

// toldMe is told for who is signed in: a wrong password then is one of a field.
func (u *UI) toldMe(c *call, err error) (status int, sentence string) {
	if status, sentence = u.told(c, err); status == http.StatusUnauthorized {
		status = http.StatusUnprocessableEntity
	}
	return status, sentence
}

// told is what a form says of an error, in the caller's language.
func (u *UI) told(c *call, err error) (status int, sentence string) {
	status, code, args := u.verdict(c, err)
	say, try := u.Texts.Say(c.lang, code, args)
	return status, strings.TrimSpace(say + " " + try)
}
