package storetest

import (
	"encoding/json"
	"fmt"
	"strings"

	"stanok/engine"
)

var edits = []promise{
	{"an edit is read as it was put, with its number and the processing's revision", func(g given) {
		p := g.processing("p")
		want := []engine.Edit{
			{
				ID: "1", Client: "tab", Author: "Anna", Kind: "set", Scope: "actions/send/with/url", Before: json.RawMessage(`null`), After: json.RawMessage(`"я"`),
				Place: json.RawMessage(`{"index":1}`), At: T0, Group: "g", Undoes: "0",
			},
			{ID: "2", Kind: "remove", Scope: "actions/send", At: T0},
		}
		put, err := g.PutProcessing(g.Context(), ours, p, nil, want...)
		g.need(err)
		for i := range want {
			want[i].Number, want[i].Revision = int64(i)+1, put.Revision
		}
		got, err := g.ListEdits(g.Context(), ours, "p", 0, 0)
		g.need(err)
		g.same(got, []engine.Edit{want[1], want[0]}, "edits")
		if got[0].Before != nil || got[1].Before == nil {
			g.Errorf("nothing and null are not kept apart: %q, %q", got[0].Before, got[1].Before)
		}
		got[1].Before[0] = 'X'
		again, err := g.ListEdits(g.Context(), ours, "p", 0, 0)
		g.need(err)
		g.same(again[1], want[0], "an edit after a caller changed its own")
	}},
	{"edits are added with the processing or not at all", func(g given) {
		p := g.processing("p")
		g.edit(p, "1")
		for _, wrong := range []engine.Processing{
			{ID: "p", Revision: p.Revision, Name: "stale"}, {ID: "p", Name: "new"}, {ID: "p", Revision: p.Revision + 1, Latest: 3},
			{ID: "p", Revision: p.Revision + 1, Token: "another"},
		} {
			_, err := g.PutProcessing(g.Context(), ours, wrong, nil, engine.Edit{ID: "lost"})
			if err == nil {
				g.Errorf("%+v was put", wrong)
			}
		}
		g.logged("p", 0, 0, "1")
	}},
	{"edits are listed newest first, after a revision and up to a limit", func(g given) {
		p, q := g.processing("p"), g.processing("pq")
		p = g.edit(p, "1", "2")
		g.edit(q, "another")
		seen := p.Revision
		p, err := g.PutProcessing(g.Context(), ours, p, nil)
		g.need(err)
		p = g.edit(p, "3")
		p = g.edit(p, "4", "5")
		g.logged("p", 0, 0, "5", "4", "3", "2", "1")
		g.logged("p", seen, 0, "5", "4", "3")
		g.logged("p", p.Revision-1, 0, "5", "4")
		g.logged("p", p.Revision, 0)
		g.logged("p", 0, 2, "5", "4")
		g.logged("p", seen, 9, "5", "4", "3")
		g.logged("nobody", 0, 0)
		all, err := g.ListEdits(g.Context(), theirs, "p", 0, 0)
		g.need(err)
		g.same(len(all), 0, "edits of another workspace")
	}},
	{"the newest edits are kept, up to a number", func(g given) {
		p := g.processing("p")
		var want []string
		for i := 0; i < engine.MaxEdits+20; {
			var ids []string
			for range 60 {
				i++
				ids = append(ids, fmt.Sprint(i))
				want = append([]string{fmt.Sprint(i)}, want...)
			}
			p = g.edit(p, ids...)
		}
		g.logged("p", 0, 0, want[:engine.MaxEdits]...)
		all, err := g.ListEdits(g.Context(), ours, "p", 0, 1)
		g.need(err)
		g.same(fmt.Sprint(all[0].Number), want[0], "the number of the newest")
	}},
	{"the newest edits are kept, up to a size, and the newest always", func(g given) {
		p := g.processing("p")
		put := func(id string, size int) {
			var err error
			p, err = g.PutProcessing(g.Context(), ours, p, nil, engine.Edit{ID: id, After: raw(size - len(id))})
			g.need(err)
		}
		put("1", engine.MaxEditBytes/2)
		put("2", engine.MaxEditBytes/2)
		g.logged("p", 0, 0, "2", "1")
		put("3", 9)
		g.logged("p", 0, 0, "3", "2")
		put("4", engine.MaxEditBytes+1)
		g.logged("p", 0, 0, "4")
		put("5", 9)
		g.logged("p", 0, 0, "5")
		_, err := g.PutProcessing(g.Context(), ours, p, nil, engine.Edit{ID: "6", After: raw(engine.MaxEditBytes)}, engine.Edit{ID: "7"})
		g.need(err)
		g.logged("p", 0, 0, "7")
	}},
}

// raw is JSON of so many bytes, or nothing.
func raw(size int) json.RawMessage {
	if size < 2 {
		return nil
	}
	return json.RawMessage(`"` + strings.Repeat("x", size-2) + `"`)
}

// edit puts a processing with edits.
func (g given) edit(p engine.Processing, ids ...string) engine.Processing {
	g.Helper()
	var edits []engine.Edit
	for _, id := range ids {
		edits = append(edits, engine.Edit{ID: id, Kind: "set", Scope: "name", At: T0})
	}
	p, err := g.PutProcessing(g.Context(), ours, p, nil, edits...)
	g.need(err)
	return p
}

// logged reports it if the log does not hold the edits.
func (g given) logged(id engine.ProcessingID, after int64, limit int, want ...string) {
	g.Helper()
	all, err := g.ListEdits(g.Context(), ours, id, after, limit)
	g.need(err)
	var got []string
	for _, e := range all {
		got = append(got, e.ID)
	}
	g.same(fmt.Sprint(got), fmt.Sprint(want), "edits")
}
