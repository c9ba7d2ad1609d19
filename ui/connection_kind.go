package ui

import (
	"slices"
	"strings"

	"stanok/engine"
)

// connectionKind is a kind of connection as its form shows it.
type connectionKind struct {
	name   string
	icon   string
	fields []string // its own, in the order of the form
	secret string
}

// connectionKinds are those people may choose, the plainest first.
var connectionKinds = []connectionKind{
	{name: "header", icon: "key", fields: []string{"header", "prefix"}, secret: "value"},
	{name: "query", icon: "link", fields: []string{"param"}, secret: "value"},
	{name: "basic", icon: "user", fields: []string{"username"}, secret: "password"},
	{name: "bearer", icon: "lock", secret: "token"},
	{name: "fields", icon: "list"},
}

func kindOf(name string) (connectionKind, bool) {
	i := slices.IndexFunc(connectionKinds, func(k connectionKind) bool { return k.name == name })
	if i < 0 {
		return connectionKind{}, false
	}
	return connectionKinds[i], true
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
