package ui

import (
	"net/http"
	"net/url"
	"strings"

	"stanok/engine"
)

// sameOrigin refuses what another site's page makes a browser send: cookies come
// along by themselves. A bearer token does not, and a program that is no browser
// says nothing of where it is. Every route passes here.
func (u *UI) sameOrigin(c *call) error {
	r := c.Request()
	if _, ok := bearer(r); ok {
		return nil
	}
	if http.NewCrossOriginProtection().Check(r) == nil || u.isOurs(r) {
		return nil
	}
	return &engine.Error{Kind: engine.Denied, Code: "request.origin"}
}

// isOurs reports whether a browser that only says the origin is on a page of the
// public address: a proxy may have given the request another host.
func (u *UI) isOurs(r *http.Request) bool {
	if r.Header.Get("Sec-Fetch-Site") != "" {
		return false
	}
	public, err := url.Parse(u.Site.PublicURL())
	return err == nil && public.Host != "" && strings.EqualFold(r.Header.Get("Origin"), public.Scheme+"://"+public.Host)
}
