package storetest

import (
	"time"

	"stanok/engine"
)

var accesses = []promise{
	{"an access is read as it was put", func(g given) {
		g.need(g.PutConnection(g.Context(), ours, connection("c", "CRM", 1)))
		none, err := g.Access(g.Context(), ours, "c")
		g.need(err)
		g.same(none, engine.Access{}, "no access")
		g.need(g.PutAccess(g.Context(), ours, access("c", 1)))
		got, err := g.Access(g.Context(), ours, "c")
		g.need(err)
		g.same(got, access("c", 1), "access")
		other, err := g.Access(g.Context(), theirs, "c")
		g.need(err)
		g.same(other, engine.Access{}, "another workspace's")
	}},
	{"of two who renew an access one is refused", func(g given) {
		g.need(g.PutConnection(g.Context(), ours, connection("c", "CRM", 1)))
		g.refused(g.PutAccess(g.Context(), ours, access("c", 2)), engine.Conflict, "creating with number 2")
		g.need(g.PutAccess(g.Context(), ours, access("c", 1)))
		g.need(g.PutAccess(g.Context(), ours, access("c", 2)))
		g.refused(g.PutAccess(g.Context(), ours, access("c", 2)), engine.Conflict, "the second")
		g.need(g.PutConnection(g.Context(), ours, connection("c", "Other", 2)))
		got, err := g.Access(g.Context(), ours, "c")
		g.need(err)
		g.same(got, access("c", 2), "after the connection was saved")
	}},
	{"an access is deleted with its connection", func(g given) {
		g.refused(g.PutAccess(g.Context(), ours, access("c", 1)), engine.NotFound, "of no connection")
		g.need(g.PutConnection(g.Context(), ours, connection("c", "CRM", 1)))
		g.need(g.PutAccess(g.Context(), ours, access("c", 1)))
		g.need(g.DeleteConnection(g.Context(), ours, "c"))
		got, err := g.Access(g.Context(), ours, "c")
		g.need(err)
		g.same(got, engine.Access{}, "after the connection was deleted")
	}},
}

func access(id engine.ConnectionID, number int) engine.Access {
	return engine.Access{
		Connection: id, Number: number, Version: 1, Basis: "b", Origins: []string{"https://api.example.com"}, Obtained: T0,
		Expires: after(time.Hour), Ends: after(2 * time.Hour), Renews: true, Claimed: after(time.Minute), Holder: "h", Tried: T0, Unsure: true,
		Ended: &engine.Failure{Kind: engine.Denied, Code: "oauth.refused", At: T0}, Warned: "w", Sealed: []byte{0, 255},
	}
}
