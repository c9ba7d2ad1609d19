package ui

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"stanok/engine"
	"stanok/ui/page"
	"stanok/ui/part"
	"stanok/ui/streams"
	"stanok/ui/words"
)

// screens is the table of all pages and of what their forms and parts ask, with
// the right each needs.
var screens = []route{
	{"POST", "/preferences", everyone, (*UI).savePreferences},
	{"GET", "/live", engine.Viewer, (*UI).streams},
}

// pages are all screens, each family's from its own table.
var pages = slices.Concat(screens, dashboardScreens, listScreens, historyScreens, repairScreens, eraseScreens, upkeepScreens, againScreens, peopleScreens,
	connectionScreens, tableScreens, templateScreens, editorScreens, versionScreens, rehearseScreens, contractScreens, watchScreens, settingScreens, siteScreens, devScreens)

// Cookies.
const (
	languageCookie = "stanok_language"
	themeCookie    = "stanok_theme"
	railCookie     = "stanok_rail" // "narrow" or "wide"; written by the page
)

// screen makes a handler of a page or a part of one. Who is not signed in is
// sent to sign in and comes back; errors are pages too.
func (u *UI) screen(r route) echo.HandlerFunc {
	inner := u.allow(r)
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", page.Policy)
		h.Set("Vary", "HX-Request, Cookie, Accept-Language")
		if err := inner(c); err != nil {
			u.failScreen(u.newCall(c), err)
		}
		return nil
	}
}

// part reports whether only a part of a page is asked for.
func (c *call) part() bool { return c.Request().Header.Get("HX-Request") == "true" }

// searchOn has the answer to a search take the place of the one before it in the
// browser's history, when it is the same search with another letter: who pauses
// between letters goes back to what was there before the search all the same.
func (c *call) searchOn(text string) {
	from, err := url.Parse(c.Request().Header.Get("HX-Current-URL"))
	if err == nil && text != "" && from.Query().Get("q") != "" {
		c.Response().Header().Set("HX-Replace-Url", "true")
	}
}

// voice speaks the caller's language.
func (u *UI) voice(c *call) words.Voice { return u.Words.In(c.lang) }

// now is the time in the caller's zone.
func (u *UI) now(c *call) time.Time { return u.Clock.Now().In(c.zone) }

// show answers with a whole page: body within the frame. current is the place in
// the rail that is lit.
func (u *UI) show(c *call, status int, f page.FrameView, current string, body templ.Component) error {
	v := u.voice(c)
	f.Theme, f.Density, f.Keys, f.Calm = c.theme, c.density, c.keys, c.calm
	f.Narrow = f.Narrow || c.cookie(railCookie) == "narrow"
	f.Assets = page.Assets(u.Assets, c.lang)
	f.Rail = part.RailView{
		Current: current, Allowed: u.places(c), Person: c.who, Theme: c.theme, Settings: "/preferences",
	}
	c.remember()
	whole, err := c.rendered(templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return page.Frame(v, f).Render(templ.WithChildren(ctx, body), w)
	}))
	if err == nil && status == http.StatusOK {
		whole, err = u.fillTyped(c, whole)
	}
	if err != nil {
		return err
	}
	return c.Blob(status, htmlType, whole)
}

const htmlType = "text/html; charset=utf-8"

// places lists what of the rail the caller may see.
func (u *UI) places(c *call) []string {
	var names []string
	for _, name := range part.Places() {
		if need, built := rail[name]; built && c.role.Includes(need) {
			names = append(names, name)
		}
	}
	return names
}

// rail says which places of the rail there are, and whose.
var rail = map[string]right{
	"attention":   engine.Viewer,
	"processings": engine.Viewer,
	"users":       engine.Admin,
	"connections": engine.Viewer,
	"tables":      engine.Viewer,
	"templates":   engine.Viewer,
	"operations":  engine.Viewer,
	"settings":    engine.Admin,
}

// render answers with a component, or several one after another.
func (c *call) render(status int, parts ...templ.Component) error {
	all, err := c.rendered(parts...)
	if err != nil {
		return err
	}
	return c.Blob(status, htmlType, all)
}

// rendered is what components say, one after another.
func (c *call) rendered(parts ...templ.Component) ([]byte, error) {
	var b bytes.Buffer
	for _, p := range parts {
		if err := p.Render(c.Request().Context(), &b); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// failScreen answers a browser with an error: what happened and the way on.
func (u *UI) failScreen(c *call, err error) {
	if c.Response().Committed {
		return
	}
	c.Response().Header().Set("Content-Security-Policy", page.Policy) // also where there is no route
	_ = u.identify(c)                                                 // for the language and the rail; nobody is nobody
	status, code, args := u.verdict(c, err)
	if u.askWho(c, status, code) {
		return
	}
	say, try := u.Texts.Say(c.lang, code, args)
	view := page.ErrorView{Status: status, Say: say, Try: try, Way: "/p"}
	if c.role == "" {
		view.Way, view.SignIn = "/login", true
	}
	if c.part() {
		_ = c.render(status, page.ErrorPart(u.voice(c), view))
		return
	}
	_ = u.show(c, status, page.FrameView{Title: say, Bare: c.role == ""}, "", page.Error(u.voice(c), view))
}

// streams sends the streams of all of a browser's pages over one connection.
func (u *UI) streams(c *call) error {
	streams.Serve(c.Response(), c.Request(), u.mux, u.Log)
	return nil
}

// savePreferences keeps a choice of language or theme with the browser, and with
// who is signed in, and goes back to where it was made.
func (u *UI) savePreferences(c *call) error {
	lang, theme := c.FormValue("language"), c.FormValue("theme")
	known, styled := slices.Contains(words.Languages, lang), slices.Contains(themes, theme)
	if known {
		c.setCookie(languageCookie, lang)
	}
	if styled {
		c.setCookie(themeCookie, theme)
	}
	if c.visit != nil {
		err := u.amendMe(c, func(p *engine.Person) error {
			if known {
				p.Language = lang
			}
			if styled {
				p.Theme = theme
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return c.Redirect(http.StatusSeeOther, back(c.Request()))
}

// back is the page of ours that a form was sent from.
func back(r *http.Request) string {
	from, err := url.Parse(r.Referer())
	if err != nil || from.Host != r.Host || !strings.HasPrefix(from.Path, "/") {
		return "/"
	}
	return (&url.URL{Path: from.Path, RawQuery: from.RawQuery}).String()
}

func (c *call) cookie(name string) string {
	k, err := c.Request().Cookie(name)
	if err != nil {
		return ""
	}
	return k.Value
}

func (c *call) setCookie(name, value string) {
	c.SetCookie(&http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 60 * 60, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: c.overTLS(),
	})
}
