package sources

import (
	"context"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"time"

	"stanok/engine"
)

// Prove tries a webhook's signature on a request that came before, as if it came
// again at its own time. asked is false if the source asks for no signature, or
// the event is no request. The error is of kind Invalid and says why the request
// would not be let in; with code "webhook.signature_not_kept" nobody can tell any
// more, for a request that brought the secret itself is kept without it.
func Prove(ctx context.Context, keys engine.Keyring, ws engine.WorkspaceID, source engine.PreparedSource, ev engine.Event) (asked bool, err error) {
	l, ok := source.Config.(*link)
	if !ok || l.signature == nil || ev.Source != webhookType || len(ev.Data) == 0 {
		return false, nil
	}
	q, err := requestOf(ev)
	if err != nil {
		return false, err
	}
	s := l.signature
	conn, err := keys.Open(ctx, ws, s.connection)
	if err != nil && engine.KindOf(err) == engine.NotFound {
		return true, refuse("webhook.signature_secret", "connection", s.connection)
	}
	if err != nil {
		return false, err
	}
	return true, s.reason(q.again(), []byte(q.raw), conn, q.at)
}

// again is the request as it came, as far as it is on record.
func (q *request) again() *http.Request {
	r := &http.Request{Method: q.method, Header: http.Header{}, URL: &url.URL{RawQuery: q.query}}
	for name, v := range q.headers {
		if text, ok := v.(string); ok {
			r.Header[textproto.CanonicalMIMEHeaderKey(name)] = []string{text}
		}
	}
	return r
}

// reason says why a request proves nothing; nil if it does.
func (s *signature) reason(r *http.Request, body []byte, conn engine.Connection, now time.Time) error {
	name, given := s.given(r)
	switch {
	case len(given) != 1 || given[0] == "":
		return refuse("webhook.signature_absent", "name", name)
	case given[0] == masked:
		return refuse("webhook.signature_not_kept", "name", name)
	case s.verify(r, body, conn, now):
		return nil
	case conn.Secrets[s.secret()].Reveal() == "":
		return refuse("webhook.signature_secret", "connection", s.connection)
	case s.scheme == "hmac":
		return s.unlike(r, name, given[0], now)
	}
	return refuse("webhook.signature")
}

// unlike says what is wrong with a signature that is made of the request.
func (s *signature) unlike(r *http.Request, name, given string, now time.Time) error {
	if _, ok := s.decode(given); !ok {
		encoding := "hex"
		if s.base64 {
			encoding = "base64"
		}
		return refuse("webhook.signature_unreadable", "name", name, "encoding", encoding)
	}
	for _, header := range []string{s.timestamp, s.delivery} {
		used := slices.ContainsFunc(s.signed, func(p piece) bool { return p.name == "delivery" }) || header == s.timestamp
		if header != "" && used && r.Header.Get(header) == "" {
			return refuse("webhook.signature_absent", "name", header)
		}
	}
	if s.timestamp != "" && !fresh(r.Header.Get(s.timestamp), now) {
		return refuse("webhook.signature_old", "name", s.timestamp)
	}
	return refuse("webhook.signature_other", "connection", s.connection, "algorithm", s.algorithm)
}

// given is what a request proves itself with, and where that stands.
func (s *signature) given(r *http.Request) (name string, values []string) {
	switch {
	case s.scheme == "basic":
		return "Authorization", r.Header["Authorization"]
	case s.scheme == "secret_query" || s.header == "":
		return s.param, queryValues(r.URL.RawQuery, s.param)
	}
	return s.header, r.Header[s.header]
}

// secret is what a connection calls the secret.
func (s *signature) secret() string {
	if s.scheme == "basic" {
		return "password"
	}
	return "secret"
}
