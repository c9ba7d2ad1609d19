package ui

import (
	"cmp"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"stanok/engine"
	"stanok/ui/signin"
	"stanok/ui/words"
)

// The cookie of a session. Over TLS it has a name that a browser takes from
// nobody but the host itself.
const (
	sessionCookie    = "__Host-stanok"
	sessionCookieTCP = "stanok_session"
)

// overTLS reports whether the browser's way here is protected.
func (c *call) overTLS() bool { return c.Scheme() == "https" }

func (c *call) sessionName() string {
	if c.overTLS() {
		return sessionCookie
	}
	return sessionCookieTCP
}

// bySession finds out who is signed in, and how they like the pages.
func (u *UI) bySession(c *call) error {
	secret := c.cookie(c.sessionName())
	if secret == "" {
		return errNobody
	}
	v, err := u.desk.Who(c.Request().Context(), engine.Secret(secret))
	if err != nil {
		return err
	}
	c.visit, c.ws, c.role, c.who = &v, v.Workspace, v.Person.Role, v.Person.Name
	c.liking(v.Person)
	return nil
}

// person is the id of who is signed in; "" for a token.
func (c *call) person() string {
	if c.visit == nil {
		return ""
	}
	return string(c.visit.Person.ID)
}

// liking takes over how a person likes the pages.
func (c *call) liking(p engine.Person) {
	if slices.Contains(words.Languages, p.Language) {
		c.lang = p.Language
	}
	if slices.Contains(themes, p.Theme) {
		c.theme = p.Theme
	}
	if slices.Contains(densities, p.Density) {
		c.density = p.Density
	}
	if zone, ok := zoneNamed(p.TimeZone); ok {
		c.zone = zone
	}
	c.calm, c.keys, c.plain = p.Calm, !p.NoKeys, p.Plain
}

var densities = []string{"comfortable", "compact"}

// zoneNamed is the zone of an IANA name.
func zoneNamed(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// from says where a request comes from.
func (c *call) from() signin.From {
	r := c.Request()
	at, _ := netip.ParseAddrPort(r.RemoteAddr) // one that cannot be read is one sender
	return signin.From{Address: at.Addr().Unmap(), Agent: r.UserAgent()}
}

// keepSession lets the browser hold a session's secret: until it is closed, or
// as long as a session may last.
func (c *call) keepSession(secret engine.Secret, stay bool) {
	k := &http.Cookie{
		Name: c.sessionName(), Value: secret.Reveal(), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.overTLS(),
	}
	if stay {
		k.MaxAge = int(signin.Longest / time.Second)
	}
	c.SetCookie(k)
}

// dropSession lets the browser forget it.
func (c *call) dropSession() {
	c.SetCookie(&http.Cookie{
		Name: c.sessionName(), Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.overTLS(),
	})
}

// ownPath returns an address within the program that was asked for, or the one
// that people begin at.
func ownPath(to string) string {
	const begin = "/p"
	path, _, _ := strings.Cut(to, "?")
	switch path {
	case "/login", "/logout", "/setup", "/confirm", "/forgot":
		return begin
	}
	return cmp.Or(pathWithin(to), begin)
}

// pathWithin is an address within the program, "" if it leads elsewhere.
func pathWithin(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(to, "/") ||
		strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return ""
	}
	return to
}
