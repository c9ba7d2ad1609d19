package engine

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// TableKey is what a row is sought by: values by the names of the key columns,
// or else one for each key column in their order. Values are plain and scalar.
type TableKey struct {
	Named  map[string]any
	Listed []any
}

// KeyOf is a plain value as a key: an object by its names, a list in its order,
// anything else as the one value.
func KeyOf(v any) TableKey {
	switch v := v.(type) {
	case map[string]any:
		return TableKey{Named: v}
	case []any:
		return TableKey{Listed: v}
	}
	return TableKey{Listed: []any{v}}
}

// TableRow is what was found: the row by column, every cell a text.
type TableRow struct {
	Found   bool
	Row     map[string]any
	Version int    // of the table
	Key     string // as people read it
}

// Rows finds rows of mapping tables by name: what actions are given to look
// things up. It keeps what it has read in memory and asks the store each time
// whether that still is so. Make one with NewRows.
type Rows struct {
	store Tables
	mu    sync.Mutex
	known map[tableID]*indexed
	bytes int
}

type tableID struct {
	ws WorkspaceID
	id TableID
}

// indexed is a table with its rows by key.
type indexed struct {
	Table
	at    map[string]int
	bytes int
}

// maxIndexed bounds what Rows keeps, in bytes of cells.
const maxIndexed = 32 << 20

// NewRows reads from a store.
func NewRows(store Tables) *Rows { return &Rows{store: store, known: map[tableID]*indexed{}} }

// Find returns the row of a table as it is now. It fails with NotFound, code
// "table.unknown", if there is no table of that name, and with Invalid, code
// "table.keys" or "value.kind", if the key does not fit it.
func (r *Rows) Find(ctx context.Context, ws WorkspaceID, table string, key TableKey) (TableRow, error) {
	t, err := r.table(ctx, ws, table)
	if err != nil {
		return TableRow{}, err
	}
	values, err := key.of(t.Table)
	if err != nil {
		return TableRow{}, err
	}
	found := TableRow{Version: t.Version, Key: clip(strings.Join(values, ", "), 200)}
	i, ok := t.at[joined(values)]
	if !ok {
		return found, nil
	}
	found.Found, found.Row = true, make(map[string]any, len(t.Columns))
	for j, name := range t.Columns {
		found.Row[name] = t.Rows[i][j]
	}
	return found, nil
}

// table returns a table as the store has it.
func (r *Rows) table(ctx context.Context, ws WorkspaceID, name string) (*indexed, error) {
	head, err := r.store.TableByName(ctx, ws, name)
	if err != nil && KindOf(err) == NotFound {
		return nil, unknownTable(name)
	}
	if err != nil {
		return nil, err
	}
	id := tableID{ws, head.ID}
	r.mu.Lock()
	known := r.known[id]
	r.mu.Unlock()
	if known != nil && known.Version == head.Version {
		return known, nil
	}
	whole, err := r.store.Table(ctx, ws, head.ID)
	if err != nil {
		return nil, err
	}
	fresh := index(whole)
	r.keep(id, fresh)
	return fresh, nil
}

func unknownTable(name string) *Error {
	return &Error{Kind: NotFound, Code: "table.unknown", Args: map[string]string{"name": clip(name, MaxTableName)}}
}

func index(t Table) *indexed {
	x := &indexed{Table: t, at: make(map[string]int, len(t.Rows))}
	keys := t.keyColumns()
	for i, row := range t.Rows {
		x.at[keyOf(row, keys)] = i
		for _, cell := range row {
			x.bytes += len(cell)
		}
	}
	return x
}

// keep remembers a table and forgets others while it is too much.
func (r *Rows) keep(id tableID, x *indexed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(id)
	for other := range r.known {
		if r.bytes+x.bytes <= maxIndexed {
			break
		}
		r.drop(other)
	}
	r.known[id] = x
	r.bytes += x.bytes
}

func (r *Rows) drop(id tableID) {
	if old := r.known[id]; old != nil {
		r.bytes -= old.bytes
		delete(r.known, id)
	}
}

// of are the values of the table's keys, in their order.
func (k TableKey) of(t Table) ([]string, error) {
	listed := k.Listed
	if k.Named != nil {
		listed = make([]any, len(t.Keys))
		for i, name := range t.Keys {
			listed[i] = k.Named[name]
		}
	}
	fits := len(listed) == len(t.Keys) && (k.Named == nil || len(k.Named) == len(t.Keys))
	for name := range k.Named {
		fits = fits && slices.Contains(t.Keys, name)
	}
	if !fits {
		return nil, &Error{Kind: Invalid, Code: "table.keys", Args: map[string]string{"table": t.Name, "keys": strings.Join(t.Keys, ", ")}}
	}
	values := make([]string, len(listed))
	for i, v := range listed {
		text, ok := CellOf(v)
		if !ok {
			return nil, &Error{Kind: Invalid, Code: "value.kind", Args: map[string]string{"name": t.Keys[i], "want": "text"}}
		}
		values[i] = strings.TrimSpace(text)
	}
	return values, nil
}

// CellOf is a plain value as it stands in a cell: nothing is an empty text, and
// numbers keep their digits. It is false for a list and an object.
func CellOf(v any) (string, bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	}
	return "", false
}
