package storetest

import (
	"errors"
	"time"

	"stanok/engine"
)

// person is an owner who can sign in, unless it is changed.
func person(id engine.PersonID, email string) engine.Person {
	return engine.Person{
		ID: id, Email: email, Name: "Name of " + string(id), Role: engine.Owner, Password: "hash", Language: "ru",
		TimeZone: "Europe/Moscow", Theme: "dark", Density: "compact", Calm: true, NoKeys: true, Views: []engine.View{{Name: "Mine", Query: "state=failed", Shared: true}}, Hidden: map[string]time.Time{"failing p": T0}, Created: T0, Seen: after(time.Hour),
	}
}

// amend changes a person of ours.
func (g given) amend(id engine.PersonID, change func(*engine.Person)) error {
	_, err := g.AmendPerson(g.Context(), ours, id, func(p *engine.Person) error { change(p); return nil })
	return err
}

// lastOwner reports it if err does not say that an owner must stay.
func (g given) lastOwner(err error, doing string) {
	g.Helper()
	var e *engine.Error
	if !errors.As(err, &e) || e.Kind != engine.Conflict || e.Code != "person.last_owner" {
		g.Errorf("%s: got %v, want person.last_owner", doing, err)
	}
}

var people = []promise{
	{"a person is read as they were added, and by e-mail from anywhere", func(g given) {
		p := person("a", "Anna@Example.com")
		g.need(g.AddPerson(g.Context(), ours, p))
		got, err := g.Person(g.Context(), ours, "a")
		g.need(err)
		g.same(got, p, "person")
		g.same(got.Password.Reveal(), "hash", "password")
		ws, got, err := g.PersonByEmail(g.Context(), " anna@example.COM ")
		g.need(err)
		g.same(ws, ours, "workspace")
		g.same(got, p, "person by e-mail")
		_, _, err = g.PersonByEmail(g.Context(), "nobody@example.com")
		g.refused(err, engine.NotFound, "another e-mail")
	}},
	{"an e-mail is one person's, however it is written", func(g given) {
		g.need(g.AddPerson(g.Context(), ours, person("a", "anna@example.com")))
		g.refused(g.AddPerson(g.Context(), theirs, person("b", "ANNA@example.com")), engine.Conflict, "a second")
		g.refused(g.AddPerson(g.Context(), ours, person("a", "other@example.com")), engine.Conflict, "the same id")
		g.need(g.AddPerson(g.Context(), ours, person("b", "b@example.com")))
		g.refused(g.amend("b", func(p *engine.Person) { p.Email = "Anna@example.com" }), engine.Conflict, "taking it")
		g.need(g.amend("a", func(p *engine.Person) { p.Email = "new@example.com" }))
		g.need(g.amend("b", func(p *engine.Person) { p.Email = "anna@example.com" }))
		_, got, err := g.PersonByEmail(g.Context(), "anna@example.com")
		g.need(err)
		g.same(got.ID, engine.PersonID("b"), "whose it is now")
	}},
	{"a change that fails changes nothing", func(g given) {
		g.need(g.AddPerson(g.Context(), ours, person("a", "a@example.com")))
		broken := errors.New("broken")
		_, err := g.AmendPerson(g.Context(), ours, "a", func(p *engine.Person) error { p.Name = "X"; return broken })
		g.same(errors.Is(err, broken), true, "its error")
		got, err := g.Person(g.Context(), ours, "a")
		g.need(err)
		g.same(got, person("a", "a@example.com"), "person")
	}},
	{"a person keeps their id", func(g given) {
		g.need(g.AddPerson(g.Context(), ours, person("a", "a@example.com")))
		got, err := g.AmendPerson(g.Context(), ours, "a", func(p *engine.Person) error { p.ID, p.Name = "b", "New"; return nil })
		g.need(err)
		g.same([]string{string(got.ID), got.Name}, []string{"a", "New"}, "person")
	}},
	{"the last owner stays one who can sign in", func(g given) {
		g.need(g.AddPerson(g.Context(), ours, person("a", "a@example.com")))
		invited := person("b", "b@example.com")
		invited.Password = ""
		g.need(g.AddPerson(g.Context(), ours, invited))
		g.need(g.AddPerson(g.Context(), theirs, person("c", "c@example.com")))
		for doing, err := range map[string]error{
			"lowering":                g.amend("a", func(p *engine.Person) { p.Role = engine.Admin }),
			"disabling":               g.amend("a", func(p *engine.Person) { p.Disabled = true }),
			"taking the password off": g.amend("a", func(p *engine.Person) { p.Password = "" }),
			"deleting":                g.DeletePerson(g.Context(), ours, "a"),
		} {
			g.lastOwner(err, doing)
		}
		g.need(g.amend("a", func(p *engine.Person) { p.Name = "New" }))
		g.need(g.amend("b", func(p *engine.Person) { p.Password = "chosen" }))
		g.need(g.amend("a", func(p *engine.Person) { p.Role = engine.Viewer }))
		g.need(g.DeletePerson(g.Context(), ours, "a"))
		g.lastOwner(g.DeletePerson(g.Context(), ours, "b"), "deleting the other")
	}},
	{"people are listed oldest first, and known to be there", func(g given) {
		some, err := g.HasPeople(g.Context())
		g.need(err)
		g.same(some, false, "anybody before")
		for i, id := range []engine.PersonID{"c", "a", "b"} {
			p := person(id, string(id)+"@example.com")
			p.Created = after(time.Duration(i) * time.Hour)
			g.need(g.AddPerson(g.Context(), ours, p))
		}
		all, err := g.ListPeople(g.Context(), ours)
		g.need(err)
		if len(all) != 3 || all[0].ID != "c" || all[1].ID != "a" || all[2].ID != "b" {
			g.Errorf("people %+v", all)
		}
		some, err = g.HasPeople(g.Context())
		g.need(err)
		g.same(some, true, "anybody after")
	}},
	{"a deleted person frees their e-mail, and nobody is signed in as them", func(g given) {
		g.need(g.AddPerson(g.Context(), ours, person("owner", "owner@example.com")))
		g.need(g.AddPerson(g.Context(), ours, person("a", "a@example.com")))
		g.need(g.AddSession(g.Context(), ours, engine.Session{ID: "s", Person: "a", Hash: [32]byte{1}}))
		g.need(g.AddPass(g.Context(), ours, engine.Pass{Person: "a", Hash: [32]byte{2}}))
		g.need(g.DeletePerson(g.Context(), ours, "a"))
		_, _, _, err := g.SessionByHash(g.Context(), [32]byte{1})
		g.refused(err, engine.NotFound, "their session")
		_, _, _, err = g.PassByHash(g.Context(), [32]byte{2})
		g.refused(err, engine.NotFound, "their pass")
		g.refused(g.DeletePerson(g.Context(), ours, "a"), engine.NotFound, "deleting them again")
		g.need(g.AddPerson(g.Context(), ours, person("b", "a@example.com")))
	}},
	{"the site is read as it was put", func(g given) {
		got, err := g.Site(g.Context())
		g.need(err)
		g.same(got, engine.Site{}, "before")
		for _, want := range []engine.Site{{PublicURL: "https://a.example", Mail: []byte{0, 255}}, {PublicURL: "https://b.example"}} {
			g.need(g.PutSite(g.Context(), want))
			got, err = g.Site(g.Context())
			g.need(err)
			g.same(got, want, "site")
		}
	}},
}
