package storetest

import (
	"time"

	"stanok/engine"
)

// session is one of a person of ours.
func session(id string, of engine.PersonID, hash byte) engine.Session {
	return engine.Session{
		ID: id, Person: of, Hash: [32]byte{hash}, Created: T0, Seen: after(time.Minute), Proved: after(time.Second),
		Ends: after(time.Hour), Address: "203.0.113.7", Agent: "Browser/1",
	}
}

// folk adds people of ours.
func (g given) folk(ids ...engine.PersonID) {
	g.Helper()
	for _, id := range ids {
		g.need(g.AddPerson(g.Context(), ours, person(id, string(id)+"@example.com")))
	}
}

// signedIn reports it if whether a session is there is not as wanted.
func (g given) signedIn(hash byte, want bool, what string) {
	g.Helper()
	_, _, _, err := g.SessionByHash(g.Context(), [32]byte{hash})
	if !want {
		g.refused(err, engine.NotFound, what)
		return
	}
	g.need(err)
}

var sessions = []promise{
	{"a browser is recognised by the hash of what it holds", func(g given) {
		g.folk("a")
		g.need(g.AddSession(g.Context(), ours, session("s", "a", 1)))
		ws, s, p, err := g.SessionByHash(g.Context(), [32]byte{1})
		g.need(err)
		g.same(ws, ours, "workspace")
		g.same(s, session("s", "a", 1), "session")
		g.same(p, person("a", "a@example.com"), "person")
		g.signedIn(9, false, "another hash")
	}},
	{"a session is somebody's, and its hash nobody else's", func(g given) {
		g.folk("a")
		g.refused(g.AddSession(g.Context(), ours, session("s", "nobody", 1)), engine.NotFound, "nobody's")
		g.need(g.AddSession(g.Context(), ours, session("s", "a", 1)))
		g.refused(g.AddSession(g.Context(), ours, session("t", "a", 1)), engine.Conflict, "the same hash")
	}},
	{"a session is changed, but not whose it is", func(g given) {
		g.folk("a")
		g.need(g.AddSession(g.Context(), ours, session("s", "a", 1)))
		_, err := g.AmendSession(g.Context(), [32]byte{1}, func(s *engine.Session) {
			s.ID, s.Person, s.Hash, s.Seen = "x", "x", [32]byte{7}, after(2*time.Hour)
		})
		g.need(err)
		want := session("s", "a", 1)
		want.Seen = after(2 * time.Hour)
		_, got, _, err := g.SessionByHash(g.Context(), [32]byte{1})
		g.need(err)
		g.same(got, want, "session")
		_, err = g.AmendSession(g.Context(), [32]byte{9}, func(*engine.Session) {})
		g.refused(err, engine.NotFound, "one that is not there")
	}},
	{"an ended session is over, the others are not", func(g given) {
		g.folk("a", "b")
		for hash, s := range []engine.Session{session("s", "a", 0), session("t", "a", 1), session("s", "b", 2)} {
			s.Created = after(time.Duration(hash) * time.Minute)
			g.need(g.AddSession(g.Context(), ours, s))
		}
		all, err := g.ListSessions(g.Context(), ours, "a")
		g.need(err)
		if len(all) != 2 || all[0].ID != "t" || all[1].ID != "s" {
			g.Errorf("sessions %+v, want the newest first", all)
		}
		g.need(g.DeleteSession(g.Context(), ours, "a", "s"))
		g.refused(g.DeleteSession(g.Context(), ours, "a", "s"), engine.NotFound, "ending it again")
		g.signedIn(0, false, "the ended one")
		g.signedIn(1, true, "the other of the person")
		g.signedIn(2, true, "the one of another")
	}},
	{"signing out everywhere leaves the one session that is named", func(g given) {
		g.folk("a", "b")
		for _, s := range []engine.Session{session("s", "a", 0), session("t", "a", 1), session("s", "b", 2)} {
			g.need(g.AddSession(g.Context(), ours, s))
		}
		g.need(g.AddPass(g.Context(), ours, engine.Pass{Person: "a", Hash: [32]byte{1}}))
		g.need(g.SignOut(g.Context(), ours, "a", "t"))
		g.signedIn(0, false, "the others")
		g.signedIn(1, true, "the one that was named")
		g.signedIn(2, true, "the one of another person")
		_, _, _, err := g.PassByHash(g.Context(), [32]byte{1})
		g.refused(err, engine.NotFound, "the pass")
		g.need(g.SignOut(g.Context(), ours, "a", ""))
		g.signedIn(1, false, "all of them")
		g.refused(g.SignOut(g.Context(), ours, "nobody", ""), engine.NotFound, "nobody")
	}},
}

var passes = []promise{
	{"a pass is taken once", func(g given) {
		g.folk("a")
		p := engine.Pass{Person: "a", Hash: [32]byte{1}, Ends: after(time.Hour)}
		g.need(g.AddPass(g.Context(), ours, p))
		for _, read := range []func() (engine.WorkspaceID, engine.Pass, engine.Person, error){
			func() (engine.WorkspaceID, engine.Pass, engine.Person, error) {
				return g.PassByHash(g.Context(), p.Hash)
			},
			func() (engine.WorkspaceID, engine.Pass, engine.Person, error) { return g.TakePass(g.Context(), p.Hash) },
		} {
			ws, got, who, err := read()
			g.need(err)
			g.same(ws, ours, "workspace")
			g.same(got, p, "pass")
			g.same(who.ID, engine.PersonID("a"), "person")
		}
		_, _, _, err := g.TakePass(g.Context(), p.Hash)
		g.refused(err, engine.NotFound, "taking it again")
	}},
	{"a new pass makes the one before worthless", func(g given) {
		g.folk("a", "b")
		g.need(g.AddPass(g.Context(), ours, engine.Pass{Person: "a", Hash: [32]byte{1}}))
		g.need(g.AddPass(g.Context(), ours, engine.Pass{Person: "b", Hash: [32]byte{2}}))
		g.need(g.AddPass(g.Context(), ours, engine.Pass{Person: "a", Hash: [32]byte{3}}))
		_, _, _, err := g.PassByHash(g.Context(), [32]byte{1})
		g.refused(err, engine.NotFound, "the one before")
		for _, hash := range []byte{2, 3} {
			_, _, _, err := g.PassByHash(g.Context(), [32]byte{hash})
			g.need(err)
		}
		g.refused(g.AddPass(g.Context(), ours, engine.Pass{Person: "nobody"}), engine.NotFound, "nobody's pass")
	}},
}
