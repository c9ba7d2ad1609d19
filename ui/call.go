package ui

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"stanok/engine"
	"stanok/engine/personal"
	"stanok/ui/signin"
	"stanok/ui/words"
)

// call is one request with who makes it.
type call struct {
	echo.Context
	ws    engine.WorkspaceID
	role  engine.Role
	who   string        // for "author": a person's or a token's name
	visit *signin.Visit // who is signed in; nil for a token
	lang  string
	// What follows is for pages.
	theme   string // system, light or dark
	density string // comfortable or compact
	calm    bool   // nothing moves
	plain   bool   // lists show what is personal in full
	keys    bool   // shortcuts of a single key
	zone    *time.Location
}

func (u *UI) newCall(c echo.Context) *call {
	one := &call{
		Context: c, lang: u.Texts.Match(c.Request().Header.Get("Accept-Language")),
		theme: "system", density: "comfortable", keys: true, zone: time.UTC,
	}
	if lang := one.cookie(languageCookie); slices.Contains(words.Languages, lang) {
		one.lang = lang
	}
	if theme := one.cookie(themeCookie); slices.Contains(themes, theme) {
		one.theme = theme
	}
	return one
}

// themes are those a person may choose.
var themes = []string{"system", "light", "dark"}

// plain makes a handler of a route that needs no right.
func (u *UI) plain(h func(*UI, *call) error) echo.HandlerFunc {
	return func(c echo.Context) error { return h(u, u.newCall(c)) }
}

// allow makes a handler of a route that lets only those with its right pass.
func (u *UI) allow(r route) echo.HandlerFunc {
	fresh := slices.Contains(freshRoutes, r.method+" "+r.path)
	return func(c echo.Context) error {
		one := u.newCall(c)
		if err := u.sameOrigin(one); err != nil {
			return err
		}
		err := u.identify(one)
		if r.need == everyone {
			return r.handle(u, one) // who is signed in is known all the same
		}
		switch {
		case err != nil:
			return err
		case !one.role.Includes(r.need):
			return &engine.Error{Kind: engine.Denied, Code: "auth.forbidden", Args: map[string]string{"role": string(r.need)}}
		case fresh && one.visit != nil && !u.desk.IsFresh(*one.visit):
			return errStale
		}
		return r.handle(u, one)
	}
}

// identify finds out who calls: the workspace comes from the token or the
// session alone.
func (u *UI) identify(c *call) error {
	if token, ok := bearer(c.Request()); ok {
		return u.byToken(c, token)
	}
	return u.bySession(c)
}

func bearer(r *http.Request) (token string, ok bool) {
	return strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
}

func (u *UI) byToken(c *call, token string) error {
	hash := sha256.Sum256([]byte(token))
	if u.AdminToken != "" && subtle.ConstantTimeCompare(hash[:], u.admin[:]) == 1 {
		c.ws, c.role, c.who = engine.MainWorkspace, engine.Owner, "admin"
		return nil
	}
	ws, t, err := u.Store.TokenByHash(c.Request().Context(), hash)
	if err != nil {
		if engine.KindOf(err) == engine.NotFound {
			return errNobody
		}
		return err
	}
	c.ws, c.role, c.who = ws, t.Role, t.Name
	return nil
}

var errNobody = &engine.Error{Kind: engine.Denied, Code: "auth.required"}

// guard sets what every answer says to browsers.
func (u *UI) guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		return next(c)
	}
}

// seesValues reports whether the caller may see what passed through.
func (c *call) seesValues() bool { return c.role.Includes(engine.Operator) }

// listed is a text as lists show it: what is personal in it is hidden, unless the
// caller may see it and has asked for it.
func (c *call) listed(text string) string {
	if c.plain && c.seesValues() {
		return text
	}
	return personal.Mask(text)
}

// form reads the form that was sent, at most maxBody of it.
func (c *call) form() (url.Values, error) {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return nil, echo.NewHTTPError(http.StatusRequestEntityTooLarge)
		}
		return nil, &engine.Error{Kind: engine.Invalid, Code: "request.body", Err: err}
	}
	return r.PostForm, nil
}
