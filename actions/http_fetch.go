package actions

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"stanok/engine/egress"
)

// deliver sends a request. When its plan says that a redirect tells where the
// answer lies, the answer is fetched from there: with nothing of the request but
// its User-Agent, and from the connection's origins only.
func (d Deps) deliver(ctx context.Context, p *httpPlan, keys credentials, req egress.Request) (*egress.Answer, error) {
	if !p.fetch {
		return d.Egress.Do(ctx, req)
	}
	req.Follow = false
	first, err := d.Egress.Do(ctx, req)
	if err != nil || first.Status < 300 || first.Status > 399 || first.Header.Get("Location") == "" {
		return first, err
	}
	at, err := whereTo(req.URL, first.Header.Get("Location"))
	if err != nil {
		return first, nil // it will be judged by its status
	}
	if err := keys.allow(at); err != nil {
		return nil, err
	}
	answer, err := d.Egress.Do(ctx, egress.Request{
		Method: http.MethodGet, URL: at.String(), Header: http.Header{}, Timeout: req.Timeout, Attempt: req.Attempt,
		Credentialed: keys.named, AllowOrigin: req.AllowOrigin,
	})
	var fault *egress.Error
	if errors.As(err, &fault) {
		fault.Sent = true // the request itself was
	}
	return answer, err
}

// whereTo reads an address as one that an answer of another leads to. It leads
// from https to https only.
func whereTo(from, location string) (*url.URL, error) {
	base, err := url.Parse(from)
	if err != nil {
		return nil, err
	}
	to, err := base.Parse(location)
	if err == nil && base.Scheme == "https" && to.Scheme != "https" {
		err = errors.New("it leads away from https")
	}
	return to, err
}
