package engine_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/store/memory"
)

func TestATableThatCannotBeIsRefusedAtItsPlaces(t *testing.T) {
	good := func() engine.Table {
		return engine.Table{Name: "Cities", Columns: []string{"a", "b", "c"}, Keys: []string{"a", "b"}, Rows: [][]string{{"1", "2", "x"}, {"1", "3", ""}}}
	}
	if faults := good().Check(); len(faults) > 0 {
		t.Fatal(faults)
	}
	for want, change := range map[string]func(*engine.Table){
		"name table.name":                 func(t *engine.Table) { t.Name = " a" },
		"keys table.no_keys":              func(t *engine.Table) { t.Keys = nil },
		"keys table.key":                  func(t *engine.Table) { t.Keys = []string{"d"} },
		"columns[1] table.column":         func(t *engine.Table) { t.Columns[1] = "x\ny" },
		"columns[2] table.column":         func(t *engine.Table) { t.Columns[2] = "found" },
		"columns[2] table.column_twice":   func(t *engine.Table) { t.Columns[2] = "a" },
		"columns table.limit":             func(t *engine.Table) { t.Columns = make([]string, engine.MaxTableColumns+1) },
		"rows table.limit":                func(t *engine.Table) { t.Rows = make([][]string, engine.MaxTableRows+1) },
		"rows[1].a table.cell":            func(t *engine.Table) { t.Rows[1] = []string{"a"} },
		"rows[0].c table.cell":            func(t *engine.Table) { t.Rows[0][2] = strings.Repeat("x", engine.MaxTableCell+1) },
		"rows[1].a table.double 1 2 1, 2": func(t *engine.Table) { t.Rows[1] = []string{" 1", "2 ", "other"} },
		"rows[0].a table.blank":           func(t *engine.Table) { t.Rows[0] = []string{"", " ", "x"} },
	} {
		bad := good()
		change(&bad)
		said := ""
		for _, e := range bad.Check() {
			line := e.Field + " " + e.Code
			if e.Code == "table.double" {
				line += " " + e.Args["other"] + " " + e.Args["row"] + " " + e.Args["key"]
			}
			said += line + "; "
		}
		if !strings.Contains(said, want+"; ") {
			t.Errorf("%s: said is %q", want, said)
		}
	}
}

// counting counts how often whole tables are read.
type counting struct {
	engine.Tables
	whole int
}

func (c *counting) Table(ctx context.Context, ws engine.WorkspaceID, id engine.TableID) (engine.Table, error) {
	c.whole++
	return c.Tables.Table(ctx, ws, id)
}

func TestRowsAreThoseOfTheTableAsItIsNow(t *testing.T) {
	store := &counting{Tables: memory.New()}
	rows := engine.NewRows(store)
	put := func(version int, campaign string) {
		one := engine.Table{ID: "t", Name: "Cities", Columns: []string{"city", "campaign"}, Keys: []string{"city"}, Version: version, Rows: [][]string{{"Анапа", campaign}}}
		if err := store.PutTable(t.Context(), "w", one); err != nil {
			t.Fatal(err)
		}
	}
	find := func() string {
		found, err := rows.Find(t.Context(), "w", "Cities", engine.KeyOf("Анапа"))
		return fmt.Sprint(found.Row["campaign"], " ", found.Found, " ", found.Version, " ", err)
	}
	put(1, "7")
	for range 3 {
		if got := find(); got != "7 true 1 <nil>" {
			t.Error(got)
		}
	}
	put(2, "8")
	if got := find(); got != "8 true 2 <nil>" || store.whole != 2 {
		t.Errorf("%s after %d readings", got, store.whole)
	}
	if _, err := rows.Find(t.Context(), "other", "Cities", engine.KeyOf("Анапа")); engine.FailureOf(err, engine.SystemClock{}.Now()).Code != "table.unknown" {
		t.Errorf("another workspace's table: %v", err)
	}
}

func TestWhatIsKeptOfTablesIsBounded(t *testing.T) {
	store := &counting{Tables: memory.New()}
	rows := engine.NewRows(store)
	big := strings.Repeat("x", engine.MaxTableCell)
	names := make([]string, 12)
	for i := range names {
		names[i] = fmt.Sprint("t", i)
		one := engine.Table{ID: engine.TableID(names[i]), Name: names[i], Columns: []string{"a", "b"}, Keys: []string{"a"}, Version: 1}
		for j := range 1000 {
			one.Rows = append(one.Rows, []string{fmt.Sprint(j), big})
		}
		if err := store.PutTable(t.Context(), "w", one); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		for _, name := range names {
			if found, err := rows.Find(t.Context(), "w", name, engine.KeyOf("999")); err != nil || found.Row["b"] != big {
				t.Fatal(found.Found, err)
			}
		}
	}
	if store.whole <= len(names) {
		t.Errorf("all of %d tables of 4 MB each were kept", len(names))
	}
}
