package actions

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/access"
)

// credentials is a connection put to use by one request. The zero credentials
// are those of a request without a connection.
type credentials struct {
	named       bool
	c           engine.Connection
	own         map[string]string // fields, of a connection that c was made of
	origins     []string
	tokens      []engine.Secret // of oauth2: the one in use last
	certificate *tls.Certificate
}

// openConnection fetches the connection of a name; with no name there is none.
func openConnection(ctx context.Context, keys engine.Keyring, in engine.Input, name string) (credentials, error) {
	if name == "" {
		return credentials{}, nil
	}
	c, err := keys.Open(ctx, in.Workspace, name)
	if err != nil {
		return credentials{}, within("connection", err)
	}
	k := credentials{named: true, c: c}
	if c.Type == "certificate" {
		if k.certificate, err = access.Certificate(c); err != nil {
			return credentials{}, within("connection", err)
		}
	}
	origins := make([]string, 0, len(c.Origins))
	for _, o := range c.Origins {
		if u, err := url.Parse(o); err == nil && u.Host != "" {
			origins = append(origins, engine.OriginOf(u))
		}
	}
	k.origins = origins
	return k, nil
}

// withToken are the credentials with the token of an oauth2 connection, which is
// fetched or renewed if need be. What is only pretended needs no real one.
func (k credentials) withToken(ctx context.Context, tokens Tokens, in engine.Input, pretended bool) (credentials, error) {
	if k.c.Type != "oauth2" {
		return k, nil
	}
	if pretended {
		k.tokens = []engine.Secret{mask}
		return k, nil
	}
	token, err := tokens.Token(ctx, in.Workspace, k.c)
	k.tokens = []engine.Secret{token}
	return k, within("connection", err)
}

// withAnother are the credentials with another token than the one that was
// refused.
func (k credentials) withAnother(ctx context.Context, tokens Tokens, in engine.Input) (credentials, error) {
	token, err := tokens.Renew(ctx, in.Workspace, k.c, k.token())
	k.tokens = append(slices.Clip(k.tokens), token)
	return k, within("connection", err)
}

// token is the one in use; "" if the connection has none.
func (k credentials) token() engine.Secret {
	if len(k.tokens) == 0 {
		return ""
	}
	return k.tokens[len(k.tokens)-1]
}

// vars is what expressions see as connection.
func (k credentials) vars() map[string]any {
	vars := make(map[string]any, len(k.c.Fields)+len(k.c.Secrets))
	for name, v := range k.c.Fields {
		vars[name] = v
	}
	for name, v := range k.own {
		vars[name] = v
	}
	for name, s := range k.c.Secrets {
		vars[name] = s
	}
	if k.c.Type == "oauth2" {
		vars["access_token"] = k.token()
	}
	return vars
}

// secrets lists all that must not be shown, the pairs that are sent as one and the
// paths of links included.
func (k credentials) secrets() []string {
	all := make([]string, 0, len(k.c.Secrets)+1)
	for _, s := range k.c.Secrets {
		all = append(all, s.Reveal())
		if path := pathOf(s); path != "" {
			all = append(all, path)
		}
	}
	for _, t := range k.tokens {
		if t != mask {
			all = append(all, t.Reveal())
		}
	}
	if k.c.Type == "basic" {
		all = append(all, k.c.Fields["username"]+":"+k.c.Secrets["password"].Reveal())
	}
	return all
}

// minPath is how long a path is that can be a secret; shorter ones, as /api, are
// found in too much else.
const minPath = 8

// pathOf is what follows the host of a secret that is a link, or "".
func pathOf(s engine.Secret) string {
	u, err := url.Parse(s.Reveal())
	if err != nil || u.Host == "" || len(u.RequestURI()) < minPath {
		return ""
	}
	return u.RequestURI()
}

// apply adds to a request what the connection's type says.
func (k credentials) apply(u *url.URL, h http.Header) {
	secret := func(name string) string { return k.c.Secrets[name].Reveal() }
	switch k.c.Type {
	case "header":
		h.Set(k.c.Fields["header"], k.c.Fields["prefix"]+secret("value"))
	case "query":
		u.RawQuery = addQuery(u.RawQuery, k.c.Fields["param"], secret("value"))
	case "basic":
		(&http.Request{Header: h}).SetBasicAuth(k.c.Fields["username"], secret("password"))
	case "bearer":
		h.Set("Authorization", "Bearer "+secret("token"))
	case "oauth2":
		h.Set("Authorization", "Bearer "+k.token().Reveal())
	}
}

// allow refuses every address whose origin is not one of the connection's.
func (k credentials) allow(u *url.URL) error {
	if !k.named || slices.Contains(k.origins, engine.OriginOf(u)) {
		return nil
	}
	return &engine.Error{
		Kind: engine.Denied, Code: "connection.origin", Field: "with.url",
		Args: map[string]string{"connection": k.c.Name, "origin": engine.OriginOf(u), "origins": strings.Join(k.origins, ", ")},
	}
}

func addQuery(raw, name, value string) string {
	pair := url.QueryEscape(name) + "=" + url.QueryEscape(value)
	if raw == "" {
		return pair
	}
	return raw + "&" + pair
}
