package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/url"

	"stanok/engine"
)

// Ask is what a person takes along to a service in order to sign in there.
type Ask struct {
	URL      string        // the service's page
	State    string        // comes back with the answer
	Verifier engine.Secret // proves that the answer was meant for who asked
}

// Begin makes the address of a service's page where a person gives a connection
// access. The answer comes to redirect. It fails with Invalid, code
// "http.address", if the connection has no such page.
func Begin(c engine.Connection, redirect string) (Ask, error) {
	u, err := url.Parse(c.Fields["auth_url"])
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Ask{}, &engine.Error{Kind: engine.Invalid, Code: "http.address", Field: "fields.auth_url", Args: map[string]string{"reason": "malformed"}}
	}
	a := Ask{State: engine.NewToken(), Verifier: engine.Secret(engine.NewToken())}
	hash := sha256.Sum256([]byte(a.Verifier.Reveal()))
	q := u.Query()
	for name, v := range map[string]string{
		"response_type": "code", "client_id": c.Fields["client_id"], "redirect_uri": redirect, "scope": c.Fields["scope"], "state": a.State,
		"code_challenge": base64.RawURLEncoding.EncodeToString(hash[:]), "code_challenge_method": "S256",
	} {
		if v != "" {
			q.Set(name, v)
		}
	}
	u.RawQuery, u.Fragment = q.Encode(), ""
	a.URL = u.String()
	return a, nil
}

// Finish takes the code that a service's page gave, for tokens, and stores them in
// place of what the connection had. It fails as Token does.
func (k *Keeper) Finish(ctx context.Context, ws engine.WorkspaceID, c engine.Connection, code string, verifier engine.Secret, redirect string) error {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), askTime)
	defer cancel()
	g, err := k.ask(within, c, url.Values{
		"grant_type": {Person}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier.Reveal()},
	})
	if err != nil {
		return err
	}
	for {
		p, err := k.read(within, ws, c)
		if err != nil && engine.KindOf(err) != engine.Denied { // what cannot be opened is replaced
			return err
		}
		fresh := pair{Access: engine.Access{
			Connection: c.ID, Number: p.Number, Version: c.Version, Basis: basisOf(c), Origins: c.Origins,
		}}.with(c, g, k.c.Clock.Now())
		if _, err = k.put(within, ws, fresh); err == nil || engine.KindOf(err) != engine.Conflict {
			return err
		}
	}
}
