// Package uitest signs people in for tests of the pages, without a password being
// worked on.
package uitest

import (
	"context"
	"net/http"
	"net/netip"
	"testing"

	"stanok/engine"
	"stanok/ui/signin"
)

// Password is that of the people AddPerson makes, as a test may type it. It is
// kept in the cheapest form that is read.
const Password engine.Secret = "a quiet harbour"

// AddPerson adds somebody of a role to the main workspace, who has chosen no
// language, so that cookies and headers choose it.
func AddPerson(t testing.TB, store engine.People, role engine.Role) engine.Person {
	t.Helper()
	return AddPersonTo(t, store, engine.MainWorkspace, role)
}

// AddPersonTo is AddPerson for any workspace.
func AddPersonTo(t testing.TB, store engine.People, ws engine.WorkspaceID, role engine.Role) engine.Person {
	t.Helper()
	now := engine.SystemClock{}.Now()
	id := engine.NewID(now)
	p := engine.Person{
		ID: engine.PersonID(id), Email: id + "@example.com", Name: "The " + string(role), Role: role, Password: kept, Created: now,
	}
	if err := store.AddPerson(context.Background(), ws, p); err != nil {
		t.Fatal(err)
	}
	return p
}

// kept is Password as it is kept.
const kept engine.Secret = "$argon2id$v=19$m=8,t=1,p=1$YSB0ZXN0J3Mgb3duIHNhbA$se64qYDlhhV8H1KwZTRrrtW8DpsIKqfd5HYs/72C2ek"

// SignIn begins a session of a new person of a role, and returns the cookie of a
// browser that is signed in without TLS.
func SignIn(t testing.TB, store engine.People, role engine.Role) *http.Cookie {
	t.Helper()
	return Session(t, store, engine.MainWorkspace, AddPerson(t, store, role))
}

// Session begins a session of a person.
func Session(t testing.TB, store engine.People, ws engine.WorkspaceID, p engine.Person) *http.Cookie {
	t.Helper()
	desk := signin.New(store, engine.SystemClock{})
	secret, _, err := desk.Begin(context.Background(), ws, p, signin.From{Address: netip.MustParseAddr("127.0.0.1"), Agent: "a test"})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Cookie{Name: "stanok_session", Value: secret.Reveal(), Path: "/"}
}
