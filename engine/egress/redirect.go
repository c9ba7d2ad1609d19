package egress

import (
	"net/http"
	"slices"
	"strconv"
)

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// next returns where the redirect a leads, and makes r fit to go there; the
// rules for addresses are applied when it does.
func next(r *Request, from *target, a *Answer, followed int) (*target, *Error) {
	refuse := func(reason string) (*target, *Error) {
		e := fail(CodeRedirect, from.label, "reason", reason, "limit", strconv.Itoa(maxRedirects))
		e.Sent = true
		return nil, e
	}
	switch {
	case r.Method != http.MethodGet:
		return refuse("method")
	case r.Credentialed:
		return refuse("credentials")
	case followed >= maxRedirects:
		return refuse("count")
	}
	location := a.Header.Get("Location")
	u, err := from.url.Parse(location)
	if err != nil || location == "" {
		return refuse("location")
	}
	if from.url.Scheme == "https" && u.Scheme == "http" {
		return refuse("downgrade")
	}
	u.User = nil // an answer gives us no credentials
	to, fault := newTarget(u)
	if fault != nil {
		return refuse(fault.Args["reason"])
	}
	if !sameOrigin(from, to) {
		dropCredentials(r)
	}
	r.Body = nil
	return to, nil
}

// dropCredentials removes them for good: a way back to the first origin by way
// of another does not bring them back.
func dropCredentials(r *Request) {
	for name := range r.Header {
		canonical := http.CanonicalHeaderKey(name)
		if slices.Contains([]string{"Authorization", "Cookie", "Cookie2", "Proxy-Authorization"}, canonical) ||
			slices.ContainsFunc(r.Secret, func(s string) bool { return http.CanonicalHeaderKey(s) == canonical }) {
			delete(r.Header, name)
		}
	}
}
