package ui

import (
	"maps"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/text"
)

// serviceField is the field of a connection of another type that names the
// service it is for.
const serviceField = "service"

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

// serviceOf is the one that a connection of a type with these fields is for.
func (u *UI) serviceOf(typ string, fields map[string]string) (engine.Service, bool) {
	return u.serviceWhere(func(s engine.Service) bool {
		return s.Connected && (s.Name == typ || s.As == typ && fields[serviceField] == s.Name)
	})
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
	of, ok := u.serviceOf(c.Type, c.Fields)
	if ok {
		return of.Name == s.Name
	}
	return c.Type == "fields" && slices.ContainsFunc(c.Origins, func(o string) bool { return isAt(s, o) })
}

// declare completes what was written of a connection to a service: what is left
// out is as the service says, and its secrets go where the service says.
func (u *UI) declare(s engine.Service, in *connectionIn) (faults []*engine.Error) {
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
	if s.As == "oauth2" {
		faults = u.signing(s, in)
	} else {
		faults = strange(s, given)
	}
	origins, err := u.Services.Origins(s.Name, given)
	if err != nil {
		return append(faults, fromService(s, err))
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

// signer tells what an oauth2 connection to a service has beside what people
// write.
type signer interface {
	SignIn(service string, fields map[string]string) (map[string]string, error)
}

// signing completes a connection to a service that people sign in at.
func (u *UI) signing(s engine.Service, in *connectionIn) []*engine.Error {
	in.Type, in.Fields[serviceField] = s.As, s.Name
	asks, ok := u.Services.(signer)
	if !ok {
		return nil
	}
	own, err := asks.SignIn(s.Name, in.Fields)
	if err != nil {
		return []*engine.Error{fromService(s, err)}
	}
	maps.Copy(in.Fields, own)
	return nil
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
