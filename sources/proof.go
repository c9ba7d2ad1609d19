package sources

import (
	"context"
	"net/http"
	"net/textproto"
	"net/url"

	"stanok/engine"
)

// Prove tries a webhook's signature on a request that came before, as if it came
// again at its own time. asked is false if the source asks for no signature, or
// the event is no request. The error is of kind Invalid and says why the request
// would not be let in; with code "webhook.signature_not_kept" nobody can tell any
// more, for a request that brought the secret itself is kept without it.
func Prove(ctx context.Context, ring engine.Keyring, ws engine.WorkspaceID, source engine.PreparedSource, ev engine.Event) (asked bool, err error) {
	l, ok := source.Config.(*link)
	if !ok || l.signature == nil || ev.Source != webhookType || len(ev.Data) == 0 {
		return false, nil
	}
	q, err := requestOf(ev)
	if err != nil {
		return false, err
	}
	why, err := l.signature.ask(ctx, ring, ws, claim{q.again(), []byte(q.raw), q.at})
	if err == nil && why != nil {
		err = why
	}
	return err == nil || why != nil, err
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
