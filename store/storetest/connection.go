package storetest

import (
	"time"

	"stanok/engine"
)

var connections = []promise{
	{"a connection is read as it was put, sealed", func(g given) {
		c := connection("c", "CRM", 1)
		clear := c
		clear.Secrets = map[string]engine.Secret{"token": "in clear"}
		g.need(g.PutConnection(g.Context(), ours, clear))
		for _, read := range []func() (engine.SealedConnection, error){
			func() (engine.SealedConnection, error) { return g.Connection(g.Context(), ours, "c") },
			func() (engine.SealedConnection, error) { return g.ConnectionByName(g.Context(), ours, "CRM") },
		} {
			got, err := read()
			g.need(err)
			g.same(got, c, "connection")
			g.same(got.Secrets == nil, true, "no secrets in clear")
		}
	}},
	{"only who knows the version writes", func(g given) {
		g.refused(g.PutConnection(g.Context(), ours, connection("c", "CRM", 2)), engine.Conflict, "creating with version 2")
		g.refused(g.PutConnection(g.Context(), ours, connection("c", "CRM", 0)), engine.Conflict, "creating with version 0")
		g.need(g.PutConnection(g.Context(), ours, connection("c", "CRM", 1)))
		g.refused(g.PutConnection(g.Context(), ours, connection("c", "stale", 1)), engine.Conflict, "replacing with version 1")
		g.refused(g.PutConnection(g.Context(), ours, connection("c", "stale", 3)), engine.Conflict, "replacing with version 3")
		g.need(g.PutConnection(g.Context(), ours, connection("c", "CRM", 2)))
		got, err := g.Connection(g.Context(), ours, "c")
		g.need(err)
		g.same(got, connection("c", "CRM", 2), "stored")
	}},
	{"a name is one connection's", func(g given) {
		g.need(g.PutConnection(g.Context(), ours, connection("c", "CRM", 1)))
		g.refused(g.PutConnection(g.Context(), ours, connection("d", "CRM", 1)), engine.Conflict, "the second of the name")
		g.need(g.PutConnection(g.Context(), ours, connection("d", "Mail", 1)))
		g.refused(g.PutConnection(g.Context(), ours, connection("d", "CRM", 2)), engine.Conflict, "renaming to a name that is taken")
		g.need(g.PutConnection(g.Context(), ours, connection("c", "Old CRM", 2)))
		_, err := g.ConnectionByName(g.Context(), ours, "CRM")
		g.refused(err, engine.NotFound, "the old name")
		g.need(g.PutConnection(g.Context(), ours, connection("d", "CRM", 2)))
	}},
	{"connections are listed by name", func(g given) {
		for _, name := range []string{"b", "ab", "c", "a"} {
			g.need(g.PutConnection(g.Context(), ours, connection(engine.ConnectionID("id of "+name), name, 1)))
		}
		all, err := g.ListConnections(g.Context(), ours)
		g.need(err)
		if len(all) != 4 || all[0].Name != "a" || all[1].Name != "ab" || all[2].Name != "b" || all[3].Name != "c" {
			g.Errorf("connections %+v", all)
		}
	}},
	{"a deleted connection frees its name", func(g given) {
		g.need(g.PutConnection(g.Context(), ours, connection("c", "CRM", 1)))
		g.need(g.DeleteConnection(g.Context(), ours, "c"))
		_, err := g.Connection(g.Context(), ours, "c")
		g.refused(err, engine.NotFound, "reading it")
		_, err = g.ConnectionByName(g.Context(), ours, "CRM")
		g.refused(err, engine.NotFound, "reading it by name")
		g.refused(g.DeleteConnection(g.Context(), ours, "c"), engine.NotFound, "deleting it again")
		g.need(g.PutConnection(g.Context(), ours, connection("d", "CRM", 1)))
	}},
}

func connection(id engine.ConnectionID, name string, version int) engine.SealedConnection {
	return engine.SealedConnection{
		Connection: engine.Connection{
			ID: id, Name: name, Type: "bearer", Origins: []string{"https://api.example.com"},
			Fields: map[string]string{"header": "X-Key"}, Version: version, Created: T0, Updated: after(time.Hour),
		},
		SecretNames: []string{"token"},
		Sealed:      []byte{0, 1, 254, 255},
	}
}
