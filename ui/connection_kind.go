package ui

import (
	"slices"
	"strings"

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

// kindOf is the kind of a name.
func kindOf(name string) (connectionKind, bool) {
	return kindWhere(func(k connectionKind) bool { return k.name == name })
}

// kindLike is the kind of a connection of a type with these fields.
func kindLike(typ string, fields map[string]string) (connectionKind, bool) {
	return kindWhere(func(k connectionKind) bool { return k.typ == typ && k.grant == grantOf(typ, fields) })
}

func kindWhere(fits func(connectionKind) bool) (connectionKind, bool) {
	i := slices.IndexFunc(connectionKinds, fits)
	if i < 0 {
		return connectionKind{}, false
	}
	return connectionKinds[i], true
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

// service is one of those that people are told where to find a key of.
type service struct {
	name    string   // and of the connection, unless people choose another
	title   string   // what it calls itself
	hosts   []string // its names on the internet end so
	kind    string
	origin  string // "" where every customer has another
	example string // of an origin then
	fields  [][2]string
	secrets []string
	read    string // an address that only answers to a right key, and changes nothing
}

var services = []service{
	{
		name: "uon", title: "U-ON", hosts: []string{"u-on.ru"}, kind: "fields", origin: "https://api.u-on.ru",
		fields: [][2]string{{"address", "https://api.u-on.ru"}}, secrets: []string{"key"},
		read: "{{ connection.address }}/{{ connection.key }}/manager.json",
	},
	{
		name: "envybox", title: "Envybox", hosts: []string{"envycrm.com", "dnkcrm.ru", "potokcrm.ru"}, kind: "fields",
		example: "https://ACCOUNT.envycrm.com", fields: [][2]string{{"address", ""}}, secrets: []string{"api_key"},
		read: "{{ connection.address }}/openapi/v1/deal/getListInputs/?type=custom&api_key={{ connection.api_key }}",
	},
	{
		name: "ploomes", title: "Ploomes", hosts: []string{"ploomes.com"}, kind: "header", origin: "https://api2.ploomes.com",
		fields: [][2]string{{"header", "User-Key"}}, read: "https://api2.ploomes.com/Contacts?$top=1",
	},
	{
		name: "bitrix24", title: "Bitrix24", hosts: []string{"bitrix24.ru", "bitrix24.com", "bitrix24.com.br"}, kind: "fields",
		example: "https://PORTAL.bitrix24.ru", fields: [][2]string{{"address", ""}, {"user_id", ""}}, secrets: []string{"secret"},
		read: "{{ connection.address }}/rest/{{ connection.user_id }}/{{ connection.secret }}/profile.json",
	},
	{
		name: "amocrm", title: "amoCRM, Kommo", hosts: []string{"amocrm.ru", "kommo.com"}, kind: "bearer",
		example: "https://NAME.amocrm.ru", read: "/api/v4/leads?limit=1",
	},
}

func serviceNamed(name string) (service, bool) {
	i := slices.IndexFunc(services, func(s service) bool { return s.name == name })
	if i < 0 {
		return service{}, false
	}
	return services[i], true
}

// serviceAt is the one that an origin is of.
func serviceAt(origins []string) (service, bool) {
	for _, o := range origins {
		_, host, _ := strings.Cut(o, "://")
		for _, s := range services {
			if slices.ContainsFunc(s.hosts, func(end string) bool { return host == end || strings.HasSuffix(host, "."+end) }) {
				return s, true
			}
		}
	}
	return service{}, false
}

// readable is an address to try a connection at: one that its service answers
// only with a right key if that is known, else the first of those its keys may
// go to.
func readable(c engine.Connection) string {
	if len(c.Origins) == 0 {
		return ""
	}
	s, ok := serviceAt(c.Origins)
	switch {
	case !ok || s.kind != c.Type || !s.fits(c):
		return c.Origins[0]
	case strings.HasPrefix(s.read, "/"):
		return c.Origins[0] + s.read
	}
	return s.read
}

// fits reports whether a connection has what the service's has.
func (s service) fits(c engine.Connection) bool {
	for _, f := range s.fields {
		if c.Fields[f[0]] == "" {
			return false
		}
	}
	return true
}
