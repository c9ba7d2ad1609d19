package ui

import (
	"slices"

	"stanok/engine"
	"stanok/engine/access"
)

// connectionKind is a kind of connection as its form shows it.
type connectionKind struct {
	name    string // of the choice: the type, or the type and how it gets access
	typ     string
	grant   string // of oauth2
	icon    string
	fields  []string // its own, in the order of the form
	secrets []string
	service engine.Service // that it was declared for; the zero one for most
}

// connectionKinds are those people may choose, the plainest first.
var connectionKinds = []connectionKind{
	{name: "header", typ: "header", icon: "key", fields: []string{"header", "prefix"}, secrets: []string{"value"}},
	{name: "query", typ: "query", icon: "link", fields: []string{"param"}, secrets: []string{"value"}},
	{name: "basic", typ: "basic", icon: "user", fields: []string{"username"}, secrets: []string{"password"}},
	{name: "bearer", typ: "bearer", icon: "lock", secrets: []string{"token"}},
	{name: "fields", typ: "fields", icon: "list"},
	{
		name: "oauth2", typ: "oauth2", grant: access.Person, icon: "globe",
		fields: []string{"auth_url", "token_url", "client_id", "scope"}, secrets: []string{"client_secret"},
	},
	{
		name: "oauth2-application", typ: "oauth2", grant: access.Application, icon: "key",
		fields: []string{"token_url", "client_id", "scope"}, secrets: []string{"client_secret"},
	},
	{
		name: "oauth2-password", typ: "oauth2", grant: access.Password, icon: "user",
		fields: []string{"token_url", "client_id", "username", "scope"}, secrets: []string{"password", "client_secret"},
	},
	{name: "certificate", typ: "certificate", icon: "file", fields: []string{"certificate"}, secrets: []string{"key"}},
}

// optionalFields may stay empty.
var optionalFields = []string{"prefix", "scope"}

// kindOf is the kind of a name: that of a service, or another.
func (u *UI) kindOf(name string) (connectionKind, bool) {
	if s, ok := u.service(name); ok && s.Connected {
		return kindFor(s), true
	}
	return kindWhere(func(k connectionKind) bool { return k.name == name })
}

// kindLike is the kind of a connection of a type with these fields.
func (u *UI) kindLike(typ string, fields map[string]string) (connectionKind, bool) {
	if s, ok := u.serviceOf(typ); ok {
		return kindFor(s), true
	}
	return kindWhere(func(k connectionKind) bool { return k.typ == typ && k.grant == grantOf(typ, fields) })
}

func kindWhere(fits func(connectionKind) bool) (connectionKind, bool) {
	i := slices.IndexFunc(connectionKinds, fits)
	if i < 0 {
		return connectionKind{}, false
	}
	return connectionKinds[i], true
}

// kindFor is the kind of the connections of a service.
func kindFor(s engine.Service) connectionKind {
	k := connectionKind{name: s.Name, typ: s.Name, icon: "plug", service: s}
	for _, e := range s.Entries {
		if e.Secret {
			k.secrets = append(k.secrets, e.Name)
		} else {
			k.fields = append(k.fields, e.Name)
		}
	}
	return k
}

func grantOf(typ string, fields map[string]string) string {
	if typ != "oauth2" {
		return ""
	}
	return fields["grant"]
}

// secret is the kind's first, "" if it has none of its own.
func (k connectionKind) secret() string {
	if len(k.secrets) == 0 {
		return ""
	}
	return k.secrets[0]
}
