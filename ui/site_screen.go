package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
	"stanok/ui/site"
	"stanok/ui/words"
)

// siteScreens are the screens about the instance as a whole.
var siteScreens = []route{
	{"GET", "/settings", engine.Admin, (*UI).siteScreen},
	{"POST", "/settings", engine.Admin, (*UI).saveSite},
	{"POST", "/settings/check", engine.Admin, (*UI).siteReach},
	{"POST", "/settings/mail", engine.Admin, (*UI).siteMail},
}

func (u *UI) siteScreen(c *call) error {
	in, err := u.siteNow(c)
	if err != nil {
		return err
	}
	return u.showSite(c, http.StatusOK, in, nil)
}

// siteNow is what the form holds before anything is changed.
func (u *UI) siteNow(c *call) (setupIn, error) {
	w, err := u.Store.Workspace(c.Request().Context(), c.ws)
	if err != nil {
		return setupIn{}, err
	}
	in := setupIn{language: w.Language, zone: w.TimeZone, publicURL: u.Site.PublicURL(), port: "587", budget: gigabytes(u.Engine.HistoryBudget()), mail: site.Mail{Security: "starttls"}}
	if m, ok := u.Site.Mail(); ok {
		in.mail, in.port = m, strconv.Itoa(m.Port)
	}
	return in, nil
}

func (u *UI) showSite(c *call, status int, in setupIn, problems map[string]string) error {
	v := u.voice(c)
	view := people.SettingsView{
		SiteView: u.siteView(c, "/settings", in, problems), Zone: in.zone, Saved: c.QueryParam("saved") != "" && len(problems) == 0,
		Keep:      u.kept(v, in.budget),
		Languages: choices(words.Languages, in.language, func(l string) string { return v.T("language." + l) }),
	}
	return u.show(c, status, page.FrameView{Title: v.T("nav.settings")}, "settings", people.Settings(v, view))
}

// siteView is what the first start and the settings share.
func (u *UI) siteView(c *call, at string, in setupIn, problems map[string]string) people.SiteView {
	v := u.voice(c)
	if u.Site.Config.PublicURL != "" {
		in.publicURL = u.Site.PublicURL()
	}
	kept, has := u.Site.Mail()
	return people.SiteView{
		At: at, PublicURL: in.publicURL, FixedURL: u.Site.Config.PublicURL != "", FixedMail: u.Site.HasMail,
		Reach: u.reach(c, in.publicURL, c.FormValue("asked") != ""), Errors: problems,
		Mail: people.MailView{
			Host: in.mail.Host, Port: in.port, User: in.mail.User, From: in.mail.From, Kept: has && kept.Password != "",
			Security: choices(securities, in.mail.Security, func(s string) string { return v.T("people.mail." + s) }),
		},
	}
}

// siteReach says what can be seen of the address: while it is written, and in
// full to who asks.
func (u *UI) siteReach(c *call) error {
	if !c.part() {
		return u.showSite(c, http.StatusOK, u.siteSent(c), nil)
	}
	return u.showReach(c)
}

func (u *UI) showReach(c *call) error {
	address := c.FormValue("public_url")
	if u.Site.Config.PublicURL != "" {
		address = u.Site.PublicURL()
	}
	return c.render(http.StatusOK, people.Reach(u.voice(c), u.reach(c, address, c.FormValue("asked") != "")))
}

// siteSent is the form as it was sent, with the password that is kept where the
// letters go the way they went.
func (u *UI) siteSent(c *call) setupIn {
	in := readSetup(c)
	in.email = c.visitor()
	if kept, ok := u.Site.Mail(); ok && in.mail.Password == "" && kept.Host == in.mail.Host && kept.Port == in.mail.Port && kept.User == in.mail.User {
		in.mail.Password = kept.Password
	}
	return in
}

// visitor is the address of who is signed in.
func (c *call) visitor() string {
	if c.visit == nil {
		return ""
	}
	return c.visit.Person.Email
}

// siteMail sends a test letter to who asks.
func (u *UI) siteMail(c *call) error {
	in := u.siteSent(c)
	if err := u.tryMail(c, in); err != nil {
		status, problem := u.told(c, err)
		return c.render(status, people.MailResult(u.voice(c), problem, ""))
	}
	return c.render(http.StatusOK, people.MailResult(u.voice(c), "", in.email))
}

func (u *UI) saveSite(c *call) error {
	in := u.siteSent(c)
	problems := map[string]string{}
	u.checkSite(c, in, problems)
	if _, ok := bytesOf(in.budget); !ok && in.budget != "" && !u.Site.HasBudget {
		_, problems["history_budget"] = u.told(c, wrong("history_budget", "settings.budget"))
	}
	if len(problems) > 0 {
		return u.showSite(c, http.StatusUnprocessableEntity, in, problems)
	}
	ctx := c.Request().Context()
	w, err := u.Store.Workspace(ctx, c.ws)
	if err != nil {
		return err
	}
	w.TimeZone = in.zone
	if slices.Contains(words.Languages, in.language) {
		w.Language = in.language
	}
	if err := u.Store.PutWorkspace(ctx, w); err != nil {
		return err
	}
	m := in.mail
	if u.Site.HasMail {
		m, _ = u.Site.Mail()
	}
	if err := u.Site.Save(ctx, strings.TrimRight(in.publicURL, "/"), m); err != nil {
		return err
	}
	if bytes, ok := bytesOf(in.budget); ok && !u.Site.HasBudget {
		if err := u.Site.SaveHistoryBudget(ctx, bytes); err != nil {
			return err
		}
		u.Engine.SetHistoryBudget(bytes)
	}
	return c.Redirect(http.StatusSeeOther, "/settings?saved=1")
}

// checkSite notes what is wrong with what the first start and the settings share.
func (u *UI) checkSite(c *call, in setupIn, problems map[string]string) {
	note := func(err error) {
		if err != nil {
			_, problems[fieldOf(err)] = u.told(c, err)
		}
	}
	if _, ok := zoneNamed(in.zone); !ok {
		note(wrong("zone", "person.zone"))
	}
	if _, err := publicURL(in.publicURL); u.Site.Config.PublicURL == "" {
		note(err)
	}
	if !u.Site.HasMail {
		note(checkMail(in))
	}
}
