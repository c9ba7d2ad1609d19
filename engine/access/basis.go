package access

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
)

// The ways of oauth2, as a connection's field "grant" says them.
const (
	Person      = "authorization_code" // somebody signs in at the service
	Application = "client_credentials" // the program itself does
	Password    = "password"           // with a login and a password
)

// Grants are all ways, the usual one first.
var Grants = []string{Person, Application, Password}

// ownFields are those of oauth2 that are not passed on to the service as they are.
var ownFields = []string{"grant", "auth_url", "token_url", "client_id", "client_auth", "scope", "username"}

// basisOf says in short what of a connection a token was given out for: with
// another of it, the token is no longer the connection's.
func basisOf(c engine.Connection) string {
	what := []string{c.Fields["grant"], c.Fields["token_url"], c.Fields["client_id"]}
	if c.Fields["grant"] == Person {
		what = append(what, c.Fields["auth_url"])
	} else { // a new one costs nothing
		what = append(what, strconv.Itoa(c.Version))
	}
	sum := sha256.Sum256([]byte(strings.Join(what, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// fits reports whether an access is the connection's as it is now. It may not go
// where it was not given out for.
func fits(c engine.Connection, a engine.Access) bool {
	return a.Number > 0 && a.Basis == basisOf(c) && !slices.ContainsFunc(c.Origins, func(o string) bool { return !slices.Contains(a.Origins, o) })
}

// TokenOrigin is where the secrets of an oauth2 connection are sent to get a
// token; "" if that is no address.
func TokenOrigin(c engine.Connection) string {
	if c.Type != "oauth2" {
		return ""
	}
	u, err := url.Parse(c.Fields["token_url"])
	if err != nil || u.Host == "" {
		return ""
	}
	return engine.OriginOf(u)
}
