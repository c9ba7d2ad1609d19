package ui

import (
	"cmp"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"stanok/ui/page/people"
	"stanok/ui/typed"
)

// Cookies for what was typed while nobody was signed in.
const (
	typedCookie  = "stanok_typed"  // the word for it
	personCookie = "stanok_person" // who was signed in last in this browser
)

// keepTyped keeps what a form sends whose sender must sign in first, for when they
// are back on its page. Of whom nothing is known nothing is kept.
func (u *UI) keepTyped(c *call, page string) {
	r := c.Request()
	person := cmp.Or(c.person(), c.cookie(personCookie))
	if person == "" || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return
	}
	sent, err := c.form()
	if err != nil {
		return
	}
	if f, ok := typed.Of(person, page, r.URL.RequestURI(), sent); ok {
		c.SetCookie(&http.Cookie{
			Name: typedCookie, Value: u.typed.Put(f, u.Clock.Now()), Path: "/", MaxAge: int(typed.For / time.Second),
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.overTLS(),
		})
	}
}

// keepsTyped reports whether something that was typed waits for the caller.
func (u *UI) keepsTyped(c *call) bool { return u.typed.Has(c.cookie(typedCookie), u.Clock.Now()) }

// fillTyped fills in what the caller had typed on this page before they had to sign
// in, if anything.
func (u *UI) fillTyped(c *call, whole []byte) ([]byte, error) {
	word := c.cookie(typedCookie)
	if word == "" || c.visit == nil || c.Request().Method != http.MethodGet {
		return whole, nil
	}
	f, ok := u.typed.Take(word, c.person(), c.Request().URL.RequestURI(), u.Clock.Now())
	if !ok {
		return whole, nil
	}
	c.SetCookie(&http.Cookie{Name: typedCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.overTLS()})
	note, err := c.rendered(people.TypedBack(u.voice(c), f.Left))
	if err != nil {
		return nil, err
	}
	whole, _ = f.Fill(whole, note)
	return whole, nil
}

// remember notes in the browser who is signed in, so that what is typed after their
// session has ended is kept for nobody else.
func (c *call) remember() {
	if me := c.person(); me != "" && c.cookie(personCookie) != me {
		c.setCookie(personCookie, me)
	}
}

// formPage is the page of ours that a form stands on. One that was drawn in answer
// to a form is found at the nearest address around it that can be opened.
func formPage(r *http.Request) string {
	to := back(r)
	at, _, _ := strings.Cut(to, "?")
	if opens(at) {
		return to
	}
	for at != "/" && !opens(at) {
		at = path.Dir(at)
	}
	return at
}

// opens reports whether there is a page at a path.
func opens(at string) bool {
	parts := strings.Split(at, "/")
	return slices.ContainsFunc(pages, func(r route) bool {
		names := strings.Split(r.path, "/")
		return r.method == http.MethodGet && len(names) == len(parts) && fits(names, parts)
	})
}

func fits(names, parts []string) bool {
	for i, name := range names {
		if name != parts[i] && (!strings.HasPrefix(name, ":") || parts[i] == "") {
			return false
		}
	}
	return true
}
