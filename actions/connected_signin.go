package actions

import (
	"maps"

	"stanok/actions/connector"
)

// signedIn are the credentials of a connection to a service that gives out tokens:
// it works like one of type oauth2. Of other services they stay as they are.
func (k credentials) signedIn(declared *connector.Connection) (credentials, error) {
	if declared == nil || !k.named || k.c.Type == "oauth2" {
		return k, nil
	}
	if k.c.Secrets[declared.OAuth2.Unless] != "" {
		return k, nil
	}
	values := maps.Clone(k.c.Fields)
	if values == nil {
		values = map[string]string{}
	}
	for name, s := range k.c.Secrets {
		values[name] = s.Reveal()
	}
	fields, err := declared.SignIn(values)
	if err != nil {
		return k, within("connection", wrongAddress(err))
	}
	k.own = k.c.Fields
	k.c.Type, k.c.Fields = "oauth2", fields
	return k, nil
}
