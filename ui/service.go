package ui

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/access"
	"stanok/ui/text"
)

// services are those that connectors are declared for.
func (u *UI) services() []engine.Service {
	if u.Services == nil {
		return nil
	}
	return u.Services.Services()
}

// service is the declared one of a name.
func (u *UI) service(name string) (engine.Service, bool) {
	return u.serviceWhere(func(s engine.Service) bool { return s.Name == name })
}

// serviceOf is the one that connections of a type are for.
func (u *UI) serviceOf(typ string) (engine.Service, bool) {
	return u.serviceWhere(func(s engine.Service) bool { return s.Connected && s.Name == typ })
}

// serviceAt is the one that an origin is of.
func (u *UI) serviceAt(origins []string) (engine.Service, bool) {
	return u.serviceWhere(func(s engine.Service) bool {
		return slices.ContainsFunc(origins, func(o string) bool { return isAt(s, o) })
	})
}

func (u *UI) serviceWhere(fits func(engine.Service) bool) (engine.Service, bool) {
	all := u.services()
	i := slices.IndexFunc(all, fits)
	if i < 0 {
		return engine.Service{}, false
	}
	return all[i], true
}

// isAt reports whether an origin is of a service.
func isAt(s engine.Service, origin string) bool {
	_, host, _ := strings.Cut(origin, "://")
	return slices.ContainsFunc(s.Hosts, func(end string) bool { return host == end || strings.HasSuffix(host, "."+end) })
}

// serves reports whether the actions of a service can work with a connection:
// one made for it, or fields that are bound to its addresses.
func (u *UI) serves(s engine.Service, c engine.Connection) bool {
	of, ok := u.serviceOf(c.Type)
	if ok {
		return of.Name == s.Name
	}
	return c.Type == "fields" && slices.ContainsFunc(c.Origins, func(o string) bool { return isAt(s, o) })
}

// declare completes what was written of a connection to a service: what is left
// out is as the service says, and its secrets go where the service says, or where
// one of them does that is a link.
func (u *UI) declare(s engine.Service, in *connectionIn, secrets map[string]engine.Secret) (faults []*engine.Error) {
	given := maps.Clone(in.Fields)
	if given == nil {
		given = map[string]string{}
	}
	for _, e := range s.Entries {
		if given[e.Name] == "" && e.Default != "" && !e.Secret {
			given[e.Name] = e.Default
		}
	}
	in.Fields = given
	faults = strange(s, given)
	whole := maps.Clone(given)
	for name, v := range secrets {
		whole[name] = v.Reveal()
	}
	origins, err := u.Services.Origins(s.Name, whole)
	if err != nil {
		return append(faults, fromService(s, err))
	}
	if _, fault := originsOf(origins); fault != nil {
		in.Origins = nil
		return append(faults, fromService(s, &engine.Error{
			Kind: engine.Invalid, Code: "http.address", Args: map[string]string{"reason": "malformed"},
		}))
	}
	for _, o := range in.Origins {
		if !slices.Contains(origins, strings.TrimRight(strings.TrimSpace(o), "/")) {
			faults = append(faults, &engine.Error{
				Kind: engine.Invalid, Code: "connection.elsewhere", Field: "origins",
				Args: map[string]string{"service": s.Title, "name": printable(o)},
			})
		}
	}
	in.Origins = origins
	return faults
}

// signingIn is what a connection works like: one to a service that gives out tokens
// is of type oauth2 then.
func (u *UI) signingIn(c engine.Connection) engine.Connection {
	if u.Services == nil {
		return c
	}
	as, err := u.Services.SigningIn(c)
	if err != nil { // its address says nothing yet, which is said elsewhere
		return c
	}
	return as
}

// signsIn reports whether people sign in at a service, as far as its form tells.
func (u *UI) signsIn(s engine.Service) bool {
	whole := engine.Connection{Type: s.Name, Fields: map[string]string{}}
	for _, e := range s.Entries {
		if !e.Secret {
			whole.Fields[e.Name] = cmp.Or(e.Example, e.Default, e.Name)
		}
	}
	as := u.signingIn(whole)
	return byPerson(as) && entry(s, "client_id").Name != ""
}

// mayTry reports whether a new connection to a service can be tried, as far as its
// form tells: where people sign in, with a token that lasts.
func (u *UI) mayTry(s engine.Service) bool {
	return s.Checked && (s.Lasting != "" || !u.signsIn(s))
}

// byPerson reports whether a person gives a connection access.
func byPerson(c engine.Connection) bool {
	return c.Type == "oauth2" && c.Fields["grant"] == access.Person
}

// strange lists entries that connections to a service do not have.
func strange(s engine.Service, fields map[string]string) (faults []*engine.Error) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.ContainsFunc(s.Entries, func(e engine.ServiceEntry) bool { return e.Name == name && !e.Secret }) {
			faults = append(faults, &engine.Error{
				Kind: engine.Invalid, Code: "connection.entry", Field: "fields." + printable(name),
				Args: map[string]string{"service": s.Title, "name": printable(name)},
			})
		}
	}
	return faults
}

// fromService is a fault about where a service is, at the entry that says it.
func fromService(s engine.Service, err error) *engine.Error {
	fault := *asFault(err)
	for _, e := range s.Entries {
		if !e.Secret && fault.Field == "" {
			fault.Field = "fields." + e.Name
		}
	}
	if fault.Field == "" && len(s.Entries) > 0 {
		fault.Field = "secrets." + s.Entries[0].Name
	}
	return &fault
}

// everywhere is what is said under a key, in every language.
func (u *UI) everywhere(key string) []string {
	var all []string
	for _, lang := range text.Languages {
		if u.Texts.Has(key) {
			say, try := u.Texts.Say(lang, key, nil)
			all = append(all, say, try)
		}
	}
	return all
}

// entry is what a service says about one of a connection's values.
func entry(s engine.Service, name string) engine.ServiceEntry {
	for _, e := range s.Entries {
		if e.Name == name {
			return e
		}
	}
	return engine.ServiceEntry{}
}
