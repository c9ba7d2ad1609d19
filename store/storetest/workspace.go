package storetest

import (
	"time"

	"stanok/engine"
)

var workspaces = []promise{
	{"a workspace is read as it was put", func(g given) {
		w := engine.Workspace{ID: ours, Name: "Ours", Language: "ru", TimeZone: "Europe/Moscow", AlertTo: []string{"a@example.com"}}
		g.need(g.PutWorkspace(g.Context(), w))
		w.Name = "Renamed"
		g.need(g.PutWorkspace(g.Context(), w))
		got, err := g.Workspace(g.Context(), ours)
		g.need(err)
		g.same(got, w, "workspace")
	}},
	{"an unknown workspace is not found", func(g given) {
		_, err := g.Workspace(g.Context(), ours)
		g.refused(err, engine.NotFound, "reading")
	}},
	{"workspaces are listed by id", func(g given) {
		for _, id := range []engine.WorkspaceID{"b", "ab", "a"} {
			g.need(g.PutWorkspace(g.Context(), engine.Workspace{ID: id}))
		}
		all, err := g.ListWorkspaces(g.Context())
		g.need(err)
		g.same(all, []engine.Workspace{{ID: "a"}, {ID: "ab"}, {ID: "b"}}, "workspaces")
	}},
	{"a bearer is recognised by the hash of a token", func(g given) {
		token := engine.Token{ID: "t", Name: "CI", Role: engine.Editor, Hash: [32]byte{1, 2, 3}, Created: T0}
		g.need(g.PutToken(g.Context(), ours, token))
		ws, got, err := g.TokenByHash(g.Context(), token.Hash)
		g.need(err)
		g.same(ws, ours, "workspace")
		g.same(got, token, "token")
		_, _, err = g.TokenByHash(g.Context(), [32]byte{9})
		g.refused(err, engine.NotFound, "another hash")
	}},
	{"a token put again is replaced, and its old hash forgotten", func(g given) {
		g.need(g.PutToken(g.Context(), ours, engine.Token{ID: "t", Hash: [32]byte{1}}))
		g.need(g.PutToken(g.Context(), ours, engine.Token{ID: "t", Hash: [32]byte{2}}))
		_, _, err := g.TokenByHash(g.Context(), [32]byte{1})
		g.refused(err, engine.NotFound, "the old hash")
		_, _, err = g.TokenByHash(g.Context(), [32]byte{2})
		g.need(err)
	}},
	{"two tokens cannot have one hash", func(g given) {
		g.need(g.PutToken(g.Context(), ours, engine.Token{ID: "t", Hash: [32]byte{1}}))
		g.refused(g.PutToken(g.Context(), theirs, engine.Token{ID: "t", Hash: [32]byte{1}}), engine.Conflict, "the second")
	}},
	{"tokens are listed oldest first", func(g given) {
		for i, id := range []string{"c", "a", "b"} {
			g.need(g.PutToken(g.Context(), ours, engine.Token{ID: id, Hash: [32]byte{byte(i)}, Created: after(time.Duration(i) * time.Hour)}))
		}
		all, err := g.ListTokens(g.Context(), ours)
		g.need(err)
		if len(all) != 3 || all[0].ID != "c" || all[1].ID != "a" || all[2].ID != "b" {
			g.Errorf("tokens %+v", all)
		}
	}},
	{"a deleted token is no longer recognised", func(g given) {
		g.need(g.PutToken(g.Context(), ours, engine.Token{ID: "t", Hash: [32]byte{1}}))
		g.need(g.DeleteToken(g.Context(), ours, "t"))
		_, _, err := g.TokenByHash(g.Context(), [32]byte{1})
		g.refused(err, engine.NotFound, "its bearer")
		g.refused(g.DeleteToken(g.Context(), ours, "t"), engine.NotFound, "deleting it again")
	}},
}
