package ui

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"

	"stanok/engine"
	"stanok/engine/access"
)

// required is what a connection must have.
type required struct{ fields, secrets []string }

// needs is what a type of connection must have; for oauth2 it depends on how it
// gets access.
var needs = map[string]required{
	"fields":      {},
	"header":      {[]string{"header"}, []string{"value"}},
	"query":       {[]string{"param"}, []string{"value"}},
	"basic":       {[]string{"username"}, []string{"password"}},
	"bearer":      {nil, []string{"token"}},
	"oauth2":      {[]string{"token_url", "client_id"}, nil},
	"certificate": {[]string{"certificate"}, []string{"key"}},
}

func (u *UI) requiredOf(typ string, fields map[string]string) required {
	r := needs[typ]
	s, _ := u.serviceOf(typ)
	for _, e := range s.Entries {
		switch {
		case e.Required && e.Secret:
			r.secrets = append(slices.Clip(r.secrets), e.Name)
		case e.Required:
			r.fields = append(slices.Clip(r.fields), e.Name)
		}
	}
	switch grantOf(typ, fields) {
	case access.Person:
		r.fields = append(slices.Clip(r.fields), "auth_url")
	case access.Application:
		r.secrets = append(slices.Clip(r.secrets), "client_secret")
	case access.Password:
		r.fields, r.secrets = append(slices.Clip(r.fields), "username"), append(slices.Clip(r.secrets), "password")
	}
	return r
}

// checkConnection lists all that is wrong with a connection.
func (u *UI) checkConnection(c engine.Connection) (faults []*engine.Error) {
	if c.Name == "" || utf8.RuneCountInString(c.Name) > 100 || strings.ContainsAny(c.Name, "\r\n\x00") {
		faults = append(faults, wrong("name", "connection.name"))
	}
	_, known := needs[c.Type]
	if _, declared := u.serviceOf(c.Type); !known && !declared {
		faults = append(faults, wrong("type", "connection.type"))
	}
	need := u.requiredOf(c.Type, c.Fields)
	for _, name := range need.fields {
		if c.Fields[name] == "" {
			faults = append(faults, wrong("fields."+name, "connection.incomplete"))
		}
	}
	for _, name := range need.secrets {
		if c.Secrets[name] == "" {
			faults = append(faults, wrong("secrets."+name, "connection.incomplete"))
		}
	}
	if len(faults) == 0 {
		faults = append(checkType(c), u.checkSigningIn(c)...)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		if len(c.Fields[name]) > maxValue || c.Secrets[name] != "" {
			faults = append(faults, wrong("fields."+name, "connection.value"))
		}
	}
	return append(faults, checkNames(c)...)
}

// checkSigningIn refuses a connection to a service that gives tokens to a client of
// ours, of which the connection says nothing, unless it has a token already.
func (u *UI) checkSigningIn(c engine.Connection) []*engine.Error {
	s, _ := u.serviceOf(c.Type)
	as := u.signingIn(c)
	if s.Name == "" || as.Type != "oauth2" || as.Fields["client_id"] != "" {
		return nil
	}
	field := "fields.client_id"
	for _, e := range s.Entries {
		if e.Secret && entry(s, "client_id").Name == "" {
			field = "secrets." + e.Name
			break
		}
	}
	return []*engine.Error{wrong(field, "connection.incomplete")}
}

// checkNames holds names to what a formula can read.
func checkNames(c engine.Connection) (faults []*engine.Error) {
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		if !named.MatchString(name) {
			faults = append(faults, misnamed("fields."+printable(name), name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Secrets)) {
		if !named.MatchString(name) {
			faults = append(faults, misnamed("secrets."+printable(name), name))
		}
	}
	return faults
}

// checkType lists what is wrong with values that are there.
func checkType(c engine.Connection) []*engine.Error {
	switch c.Type {
	case "header":
		if name := c.Fields["header"]; !httpguts.ValidHeaderFieldName(name) {
			return []*engine.Error{{
				Kind: engine.Invalid, Code: "http.header", Field: "fields.header", Args: map[string]string{"header": printable(name)},
			}}
		}
	case "oauth2":
		return checkOAuth(c)
	case "certificate":
		if _, err := access.Certificate(c); err != nil {
			return []*engine.Error{asFault(err)}
		}
	}
	return nil
}

func checkOAuth(c engine.Connection) (faults []*engine.Error) {
	if !slices.Contains(access.Grants, c.Fields["grant"]) {
		faults = append(faults, wrong("fields.grant", "connection.grant"))
	}
	if way := c.Fields["client_auth"]; way != "" && way != "post" && way != "basic" {
		faults = append(faults, wrong("fields.client_auth", "connection.client_auth"))
	}
	for _, name := range []string{"token_url", "auth_url"} {
		text := c.Fields[name]
		u, err := url.Parse(text)
		if text != "" && (err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http") {
			faults = append(faults, &engine.Error{
				Kind: engine.Invalid, Code: "http.address", Field: "fields." + name, Args: map[string]string{"reason": "malformed"},
			})
		}
	}
	return faults
}
