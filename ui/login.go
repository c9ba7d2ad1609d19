package ui

import (
	"net/http"
	"strings"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
	"stanok/ui/signin"
)

// peopleScreens is the table of the pages that know who is there.
var peopleScreens = []route{
	{"GET", "/setup", everyone, (*UI).setupPage},
	{"POST", "/setup", everyone, (*UI).setUp},
	{"POST", "/setup/language", everyone, (*UI).setupLanguage},
	{"POST", "/setup/check", everyone, (*UI).setupReach},
	{"POST", "/setup/mail", everyone, (*UI).setupMail},
	{"GET", "/login", everyone, (*UI).loginPage},
	{"POST", "/login", everyone, (*UI).login},
	{"POST", "/logout", everyone, (*UI).logout},
	{"GET", "/forgot", everyone, (*UI).forgotPage},
	{"POST", "/forgot", everyone, (*UI).forgot},
	{"GET", "/pass/:token", everyone, (*UI).passPage},
	{"POST", "/pass/:token", everyone, (*UI).usePass},
	{"GET", "/confirm", engine.Viewer, (*UI).confirm},
	{"POST", "/confirm", engine.Viewer, (*UI).proveMe},
	{"GET", "/account", engine.Viewer, (*UI).accountPage},
	{"POST", "/account", engine.Viewer, (*UI).saveAccount},
	{"POST", "/account/password", engine.Viewer, (*UI).changePassword},
	{"POST", "/account/sessions", engine.Viewer, (*UI).endSession},
	{"GET", "/users", engine.Admin, (*UI).usersPage},
	{"POST", "/users", engine.Admin, (*UI).invite},
	{"GET", "/users/:id", engine.Admin, (*UI).userPage},
	{"POST", "/users/:id/role", engine.Admin, (*UI).changeRole},
	{"POST", "/users/:id/link", engine.Admin, (*UI).newLink},
	{"POST", "/users/:id/disable", engine.Admin, (*UI).disable},
	{"POST", "/users/:id/enable", engine.Admin, (*UI).enable},
	{"POST", "/users/:id/sign-out", engine.Admin, (*UI).signOutElse},
	{"POST", "/users/:id/delete", engine.Admin, (*UI).deleteUser},
}

// me is who is signed in. A token is nobody: it has no password and no account.
func (c *call) me() (signin.Visit, error) {
	if c.visit == nil {
		return signin.Visit{}, errNobody
	}
	return *c.visit, nil
}

func (u *UI) loginPage(c *call) error {
	if c.visit != nil {
		return c.Redirect(http.StatusSeeOther, ownPath(c.FormValue("to")))
	}
	if done, err := u.isSetUp(c); err != nil || !done {
		return u.orSetup(c, err)
	}
	return u.showLogin(c, http.StatusOK, people.LoginView{})
}

// orSetup leads to the setup page, unless asking whether that is due went wrong.
func (u *UI) orSetup(c *call, err error) error {
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/setup")
}

func (u *UI) showLogin(c *call, status int, view people.LoginView) error {
	v := u.voice(c)
	view.To, view.Mail, view.Kept = c.FormValue("to"), u.Site.Sends(), u.keepsTyped(c)
	return u.show(c, status, page.FrameView{Title: v.T("people.login.title"), Bare: true}, "", people.Login(v, view))
}

// login takes an e-mail and a password.
func (u *UI) login(c *call) error {
	email := strings.TrimSpace(c.FormValue("email"))
	secret, _, err := u.desk.SignIn(c.Request().Context(), email, engine.Secret(c.FormValue("password")), c.from())
	if err == nil {
		c.keepSession(secret, c.FormValue("stay") != "")
		return u.signedIn(c)
	}
	status, problem := u.told(c, err)
	if c.part() {
		return c.render(status, people.AskForm(u.voice(c), people.AskView{
			Action: "/login", Email: email, Error: problem, Wait: waitOf(err),
		}))
	}
	return u.showLogin(c, status, people.LoginView{Email: email, Error: problem, Wait: waitOf(err), Stay: c.FormValue("stay") != ""})
}

// waitOf is how many seconds an error says to wait.
func waitOf(err error) int {
	wait, _ := signin.IsWait(err)
	return seconds(wait)
}

// logout ends the session of this browser.
func (u *UI) logout(c *call) error {
	if c.visit != nil {
		if err := u.desk.Leave(c.Request().Context(), *c.visit); err != nil {
			return err
		}
	}
	c.dropSession()
	return c.Redirect(http.StatusSeeOther, "/login")
}
