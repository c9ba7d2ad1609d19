package sources

import (
	"cmp"
	"net/http"
	"strings"

	"stanok/engine"
)

// headerSecret is the secret itself in a header, or after "Bearer " in
// Authorization.
type headerSecret struct{ header string }

func (p headerSecret) secret() string { return "secret" }

func (p headerSecret) given(c claim) (string, []string) { return p.header, c.r.Header[p.header] }

func (p headerSecret) check(_ claim, given string, k keys) *engine.Error {
	if p.header == "Authorization" {
		given = strings.TrimPrefix(given, "Bearer ")
	}
	return shared(k.has(given))
}

func (p headerSecret) conceal(q *request) { q.maskHeader(p.header) }

// querySecret is the secret itself in the query.
type querySecret struct{ param string }

func (p querySecret) secret() string { return "secret" }

func (p querySecret) given(c claim) (string, []string) {
	return p.param, valuesOf(c.r.URL.RawQuery, p.param)
}

func (p querySecret) check(_ claim, given string, k keys) *engine.Error { return shared(k.has(given)) }

func (p querySecret) conceal(q *request) { q.query = maskForm(q.query, p.param) }

// basic is a user's name and password.
type basic struct{}

func (basic) secret() string { return "password" }

func (basic) given(c claim) (string, []string) { return "Authorization", c.r.Header["Authorization"] }

func (basic) check(c claim, _ string, k keys) *engine.Error {
	user, password, ok := c.r.BasicAuth()
	if !ok {
		return refuse("webhook.signature_unreadable", "name", "Authorization", "encoding", "Basic")
	}
	known := cmp.Or(k.conn.Secrets["username"].Reveal(), k.conn.Fields["username"])
	rightUser, rightPassword := same(user, known), k.has(password)
	return shared(rightUser && rightPassword)
}

// challenge has a browser, or a client like one, ask for the password.
func (basic) challenge(h http.Header) {
	h.Set("WWW-Authenticate", `Basic realm="webhook", charset="UTF-8"`)
}

// hottok is Hotmart's token: in a header or, before version 2, in the form.
type hottok struct{}

const (
	hottokHeader = "X-Hotmart-Hottok"
	hottokField  = "hottok"
)

func (hottok) secret() string { return "secret" }

func (hottok) given(c claim) (string, []string) {
	if values := c.r.Header[hottokHeader]; len(values) > 0 {
		return hottokHeader, values
	}
	if values := valuesOf(string(c.body), hottokField); len(values) > 0 {
		return hottokField, values
	}
	return hottokHeader, nil
}

func (hottok) check(_ claim, given string, k keys) *engine.Error { return shared(k.has(given)) }

func (hottok) delivery(_ claim, body content) string { return textAt(body, "id") }

// conceal masks the token in the body too, whichever version wrote it.
func (hottok) conceal(q *request) {
	q.maskHeader(hottokHeader)
	if strings.Contains(q.raw, hottokField) {
		q.raw = maskJSON(maskForm(q.raw, hottokField), hottokField)
	}
}

// shared is nil if the secret was right.
func shared(right bool) *engine.Error {
	if right {
		return nil
	}
	return refuse("webhook.signature")
}
