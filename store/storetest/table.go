package storetest

import (
	"strings"
	"time"

	"stanok/engine"
)

var tables = []promise{
	{"a table is read as it was put, and without its rows in lists", func(g given) {
		want := table("t", "Campaigns", 1)
		g.need(g.PutTable(g.Context(), ours, want))
		got, err := g.Table(g.Context(), ours, "t")
		g.need(err)
		g.same(got, want, "table")
		want.Rows = nil
		got, err = g.TableByName(g.Context(), ours, "Campaigns")
		g.need(err)
		g.same(got, want, "table by name")
		all, err := g.ListTables(g.Context(), ours)
		g.need(err)
		g.same(all, []engine.Table{want}, "tables")
	}},
	{"only who knows a table's version writes it", func(g given) {
		g.refused(g.PutTable(g.Context(), ours, table("t", "Campaigns", 2)), engine.Conflict, "creating with version 2")
		g.need(g.PutTable(g.Context(), ours, table("t", "Campaigns", 1)))
		g.refused(g.PutTable(g.Context(), ours, table("t", "stale", 1)), engine.Conflict, "replacing with version 1")
		changed := table("t", "Campaigns", 2)
		changed.Rows, changed.Size = changed.Rows[1:], 1
		g.need(g.PutTable(g.Context(), ours, changed))
		got, err := g.Table(g.Context(), ours, "t")
		g.need(err)
		g.same(got, changed, "stored")
	}},
	{"a name is one table's, and free when the table is deleted or renamed", func(g given) {
		g.need(g.PutTable(g.Context(), ours, table("t", "Campaigns", 1)))
		g.refused(g.PutTable(g.Context(), ours, table("u", "Campaigns", 1)), engine.Conflict, "the second of the name")
		g.need(g.PutTable(g.Context(), ours, table("t", "Old", 2)))
		g.need(g.PutTable(g.Context(), ours, table("u", "Campaigns", 1)))
		g.need(g.DeleteTable(g.Context(), ours, "u"))
		for doing, err := range map[string]error{
			"reading it":         second(g.Table(g.Context(), ours, "u")),
			"reading it by name": second(g.TableByName(g.Context(), ours, "Campaigns")),
			"deleting it again":  g.DeleteTable(g.Context(), ours, "u"),
		} {
			g.refused(err, engine.NotFound, doing)
		}
		g.need(g.PutTable(g.Context(), ours, table("v", "Campaigns", 1)))
		all, err := g.ListTables(g.Context(), ours)
		g.need(err)
		if len(all) != 2 || all[0].ID != "v" || all[1].ID != "t" {
			g.Errorf("tables %+v", all)
		}
	}},
	{"the largest table there may be is kept", func(g given) {
		big := table("t", "Big", 1)
		big.Rows, big.Size = make([][]string, engine.MaxTableRows), engine.MaxTableRows
		for i := range big.Rows {
			big.Rows[i] = []string{strings.Repeat("a", 100), strings.Repeat("b", 100), ""}
		}
		g.need(g.PutTable(g.Context(), ours, big))
		got, err := g.Table(g.Context(), ours, "t")
		g.need(err)
		g.same(len(got.Rows), engine.MaxTableRows, "rows")
		g.same(got.Rows[engine.MaxTableRows-1], big.Rows[0], "the last row")
	}},
	{"a table belongs to who put it, and to who reads it", func(g given) {
		given := table("t", "Campaigns", 1)
		g.need(g.PutTable(g.Context(), ours, given))
		given.Rows[0][0], given.Columns[0] = "X", "X"
		got, err := g.Table(g.Context(), ours, "t")
		g.need(err)
		got.Rows[0][0], got.Keys[0] = "Y", "Y"
		got, err = g.Table(g.Context(), ours, "t")
		g.need(err)
		g.same(got, table("t", "Campaigns", 1), "stored")
	}},
}

func table(id engine.TableID, name string, version int) engine.Table {
	return engine.Table{
		ID: id, Name: name, Columns: []string{"product", "campaign", "note"}, Keys: []string{"product"},
		Size: 2, Rows: [][]string{{"Тур", "17", ""}, {"a \"b\"", "0042", "line\nline"}},
		Version: version, Created: T0, Updated: after(time.Hour),
	}
}
