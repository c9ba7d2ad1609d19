package ui

import (
	"net/http"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
)

// forgotTime is how long it takes to answer who forgot their password, whether
// there is such a person or not.
const forgotTime = 4 * time.Second

func (u *UI) forgotPage(c *call) error {
	return u.showForgot(c, http.StatusOK, people.ForgotView{})
}

func (u *UI) showForgot(c *call, status int, view people.ForgotView) error {
	v := u.voice(c)
	view.Mail = u.Site.Sends()
	return u.show(c, status, page.FrameView{Title: v.T("people.forgot.title"), Bare: true}, "", people.Forgot(v, view))
}

// forgot sends a link to choose a new password with, and says the same to
// everybody after the same time.
func (u *UI) forgot(c *call) error {
	email := strings.TrimSpace(c.FormValue("email"))
	began := u.Clock.Now()
	if !u.Site.Sends() {
		return u.showForgot(c, http.StatusOK, people.ForgotView{})
	}
	if err := u.desk.Ask(email, c.from()); err != nil {
		status, problem := u.told(c, err)
		return u.showForgot(c, status, people.ForgotView{Email: email, Error: problem})
	}
	if err := u.sendReset(c, email, began.Add(forgotTime)); err != nil {
		u.Log.Warn("a link for a new password was not sent", "err", err)
	}
	if err := u.Clock.Sleep(c.Request().Context(), began.Add(forgotTime).Sub(u.Clock.Now())); err != nil {
		return err
	}
	return u.showForgot(c, http.StatusOK, people.ForgotView{Email: email, Sent: true})
}

func (u *UI) sendReset(c *call, email string, until time.Time) error {
	ws, p, err := u.Store.PersonByEmail(c.Request().Context(), email)
	if err != nil && engine.KindOf(err) == engine.NotFound || err == nil && !p.Stands() {
		return nil // nobody is told
	}
	if err != nil {
		return err
	}
	secret, _, err := u.desk.Link(c.Request().Context(), ws, p)
	if err != nil {
		return err
	}
	return u.sendLink(c, p, secret, until)
}

// passPage lets the person of a link choose a password.
func (u *UI) passPage(c *call) error {
	return u.showPass(c, http.StatusOK, "")
}

func (u *UI) showPass(c *call, status int, problem string) error {
	p, err := u.desk.Whose(c.Request().Context(), engine.Secret(c.Param("token")))
	if err != nil {
		return err
	}
	v := u.voice(c)
	view := people.PassView{Action: c.Request().URL.Path, Email: p.Email, Name: p.Name, Invited: p.Password == "", Error: problem}
	return u.show(c, status, page.FrameView{Title: v.T("people.pass.title"), Bare: true}, "", people.Pass(v, view))
}

func (u *UI) usePass(c *call) error {
	link, plain := engine.Secret(c.Param("token")), engine.Secret(c.FormValue("password"))
	secret, _, err := u.desk.Redeem(c.Request().Context(), link, plain, c.from())
	if err != nil && engine.KindOf(err) == engine.Invalid {
		status, problem := u.told(c, err)
		return u.showPass(c, status, problem)
	}
	if err != nil {
		return err
	}
	c.keepSession(secret, false)
	return c.Redirect(http.StatusSeeOther, "/p")
}
