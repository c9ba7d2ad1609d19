package ui

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/page/people"
	"stanok/ui/site"
	"stanok/ui/words"
)

// setup is whether the instance has an owner.
type setup struct {
	mu   sync.Mutex // held while one is made
	done atomic.Bool
}

var errSetUp = &engine.Error{Kind: engine.NotFound, Code: "setup.done"}

// isSetUp reports whether somebody can sign in, or could once.
func (u *UI) isSetUp(c *call) (bool, error) {
	if u.setup.done.Load() {
		return true, nil
	}
	some, err := u.Store.HasPeople(c.Request().Context())
	if err == nil && some {
		u.setup.done.Store(true)
	}
	return some, err
}

// notSetUp fails with NotFound once there is an owner.
func (u *UI) notSetUp(c *call) error {
	done, err := u.isSetUp(c)
	if err == nil && done {
		err = errSetUp
	}
	return err
}

func (u *UI) setupPage(c *call) error {
	if err := u.notSetUp(c); err != nil {
		return err
	}
	in := setupIn{language: c.lang, publicURL: u.addressSeen(c), port: "587", mail: site.Mail{Security: "starttls"}}
	return u.showSetup(c, http.StatusOK, in, nil)
}

// addressSeen is how the browser reached the program, unless it is known better.
func (u *UI) addressSeen(c *call) string {
	if u.Site.IsSet() {
		return u.Site.PublicURL()
	}
	return c.Scheme() + "://" + c.Request().Host
}

func (u *UI) showSetup(c *call, status int, in setupIn, problems map[string]string) error {
	v := u.voice(c)
	view := u.setupView(c, in, problems)
	if c.part() {
		return c.render(status, people.Setup(v, view))
	}
	return u.show(c, status, page.FrameView{Title: v.T("people.setup.title"), Bare: true}, "", people.Setup(v, view))
}

func (u *UI) setupView(c *call, in setupIn, problems map[string]string) people.SetupView {
	v := u.voice(c)
	return people.SetupView{
		SiteView:  u.siteView(c, "/setup", in, problems),
		Languages: choices(words.Languages, c.lang, func(l string) string { return v.T("language." + l) }),
		Name:      in.name, Email: in.email, Zone: in.zone, Code: in.code, NeedsCode: u.SetupCode != "",
	}
}

var securities = []string{"starttls", "tls", "none"}

// setupLanguage shows the page in another language, with what was filled in.
func (u *UI) setupLanguage(c *call) error {
	if err := u.notSetUp(c); err != nil {
		return err
	}
	in := readSetup(c)
	if slices.Contains(words.Languages, in.language) {
		c.setCookie(languageCookie, in.language)
		c.lang = in.language
	}
	return u.showSetup(c, http.StatusOK, in, nil)
}

// setupReach says what can be seen of the address: while it is written, and in
// full to who asks.
func (u *UI) setupReach(c *call) error {
	if err := u.notSetUp(c); err != nil {
		return err
	}
	if !c.part() {
		return u.showSetup(c, http.StatusOK, readSetup(c), nil)
	}
	return u.showReach(c)
}

// setupMail sends a test letter over a mail server that is not kept yet.
func (u *UI) setupMail(c *call) error {
	if err := u.notSetUp(c); err != nil {
		return err
	}
	in := readSetup(c)
	err := u.codeGiven(c, in)
	if err == nil {
		err = u.tryMail(c, in)
	}
	if err != nil {
		status, problem := u.told(c, err)
		return c.render(status, people.MailResult(u.voice(c), problem, ""))
	}
	return c.render(http.StatusOK, people.MailResult(u.voice(c), "", in.email))
}

func (u *UI) tryMail(c *call, in setupIn) error {
	if !isEmail(in.email) {
		return wrong("email", "person.email")
	}
	if err := checkMail(in); err != nil {
		return err
	}
	if u.TryMail == nil || in.mail.Host == "" {
		return &engine.Error{Kind: engine.Invalid, Code: "mail.not_set"}
	}
	v := u.voice(c)
	ctx, cancel := context.WithTimeout(c.Request().Context(), letterTime)
	defer cancel()
	return u.TryMail(ctx, in.mail, engine.Mail{
		Key: engine.NewID(u.Clock.Now()), To: []string{in.email}, Subject: v.T("people.letter.test.subject"), Text: v.T("people.letter.test.text"),
	})
}

func (u *UI) codeGiven(c *call, in setupIn) error {
	if u.SetupCode == "" {
		return nil
	}
	return u.desk.Code(engine.Secret(in.code), u.SetupCode, c.from())
}

// setUp makes the owner, who is then signed in.
func (u *UI) setUp(c *call) error {
	u.setup.mu.Lock()
	defer u.setup.mu.Unlock()
	if err := u.notSetUp(c); err != nil {
		return err
	}
	in := readSetup(c)
	if slices.Contains(words.Languages, in.language) {
		c.lang = in.language
	}
	owner := engine.Person{
		Email: in.email, Name: in.name, Role: engine.Owner, Language: c.lang, TimeZone: in.zone,
	}
	if problems := u.checkSetup(c, in, &owner); len(problems) > 0 {
		return u.showSetup(c, http.StatusUnprocessableEntity, in, problems)
	}
	if err := u.keepSetup(c, in); err != nil {
		return err
	}
	c.ws = engine.MainWorkspace
	owner, err := u.add(c, owner)
	if err != nil {
		return err
	}
	u.setup.done.Store(true)
	secret, _, err := u.desk.Begin(c.Request().Context(), c.ws, owner, c.from())
	if err != nil {
		return err
	}
	c.keepSession(secret, false)
	c.setCookie(languageCookie, c.lang)
	return c.Redirect(http.StatusSeeOther, "/p")
}

// keepSetup keeps what was set up about the instance.
func (u *UI) keepSetup(c *call, in setupIn) error {
	ctx := c.Request().Context()
	w, err := u.Store.Workspace(ctx, engine.MainWorkspace)
	if err != nil && engine.KindOf(err) != engine.NotFound {
		return err
	}
	w.ID, w.Language, w.TimeZone = engine.MainWorkspace, c.lang, in.zone
	if len(w.AlertTo) == 0 {
		w.AlertTo = []string{in.email}
	}
	if err := u.Store.PutWorkspace(ctx, w); err != nil {
		return err
	}
	m := in.mail
	if u.Site.HasMail {
		m = site.Mail{}
	}
	return u.Site.Save(ctx, strings.TrimRight(in.publicURL, "/"), m)
}
