package engine

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Table is a mapping table: rows that are found by the values in their key
// columns, as a campaign by its product. Every cell is text.
type Table struct {
	ID      TableID
	Name    string     // unique in its workspace; what documents say
	Columns []string   // in the order people see them; none twice
	Keys    []string   // those of Columns that find a row, in the order of Columns
	Size    int        // how many rows
	Rows    [][]string // each with a cell for every column; nil where they were not asked for
	Version int        // grows with every write
	Created time.Time
	Updated time.Time
}

// Bounds of one table.
const (
	MaxTableRows    = 20_000
	MaxTableColumns = 50
	MaxTableCells   = 200_000
	MaxTableCell    = 4 << 10 // bytes
	MaxTableBytes   = 4 << 20 // of all cells
	MaxTableName    = 100     // characters, also of a column
)

// foundColumn is what actions say besides a row's columns.
const foundColumn = "found"

// maxTableFaults is how much of what is wrong with one table is listed.
const maxTableFaults = 100

// Tables is the part of a store that keeps mapping tables.
type Tables interface {
	// PutTable creates or replaces t with its rows. It fails with Conflict if
	// another table of the workspace has its name, or unless t.Version is one
	// more than the stored one (1 to create).
	PutTable(ctx context.Context, ws WorkspaceID, t Table) error
	Table(ctx context.Context, ws WorkspaceID, id TableID) (Table, error)

	// TableByName and ListTables give tables without their rows; the list is by
	// name.
	TableByName(ctx context.Context, ws WorkspaceID, name string) (Table, error)
	ListTables(ctx context.Context, ws WorkspaceID) ([]Table, error)

	DeleteTable(ctx context.Context, ws WorkspaceID, id TableID) error
}

// Check lists what keeps a table from being saved, at most a hundred things. A
// field is "name", "keys", "columns[2]", or as in "rows[7].product".
func (t Table) Check() []*Error {
	c := tableCheck{table: t}
	c.named()
	c.shape()
	if len(c.faults) == 0 {
		c.cells()
	}
	if len(c.faults) == 0 {
		c.doubles()
	}
	return c.faults[:min(len(c.faults), maxTableFaults)]
}

type tableCheck struct {
	table  Table
	faults []*Error
}

func (c *tableCheck) wrong(field, code string, args ...string) {
	e := &Error{Kind: Invalid, Code: code, Field: field, Args: map[string]string{}}
	for i := 0; i+1 < len(args); i += 2 {
		e.Args[args[i]] = args[i+1]
	}
	c.faults = append(c.faults, e)
}

func (c *tableCheck) named() {
	if !isLabel(c.table.Name) {
		c.wrong("name", "table.name", "max", strconv.Itoa(MaxTableName))
	}
	if len(c.table.Columns) > MaxTableColumns {
		c.wrong("columns", "table.limit", "what", "columns", "max", strconv.Itoa(MaxTableColumns))
		return
	}
	for i, name := range c.table.Columns {
		field := "columns[" + strconv.Itoa(i) + "]"
		if !isLabel(name) || name == foundColumn {
			c.wrong(field, "table.column", "column", clip(name, 60))
		} else if slices.Index(c.table.Columns, name) < i {
			c.wrong(field, "table.column_twice", "column", name)
		}
	}
	if len(c.table.Keys) == 0 {
		c.wrong("keys", "table.no_keys")
	}
	for i, name := range c.table.Keys {
		if !slices.Contains(c.table.Columns, name) || slices.Index(c.table.Keys, name) < i {
			c.wrong("keys", "table.key", "column", clip(name, 60))
		}
	}
}

// isLabel reports whether a table or a column may be called so.
func isLabel(name string) bool {
	return name != "" && name == strings.TrimSpace(name) && utf8.ValidString(name) && utf8.RuneCountInString(name) <= MaxTableName &&
		strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

func (c *tableCheck) shape() {
	rows := len(c.table.Rows)
	if rows > MaxTableRows {
		c.wrong("rows", "table.limit", "what", "rows", "max", strconv.Itoa(MaxTableRows))
	}
	if rows*len(c.table.Columns) > MaxTableCells {
		c.wrong("rows", "table.limit", "what", "cells", "max", strconv.Itoa(MaxTableCells))
	}
}

func (c *tableCheck) cells() {
	bytes := 0
	for i, row := range c.table.Rows {
		if len(row) != len(c.table.Columns) {
			c.wrong(c.field(i, 0), "table.cell", "row", strconv.Itoa(i+1), "column", c.table.Columns[0])
			continue
		}
		for j, cell := range row {
			bytes += len(cell)
			if len(cell) > MaxTableCell || !utf8.ValidString(cell) || strings.ContainsRune(cell, 0) {
				c.wrong(c.field(i, j), "table.cell", "row", strconv.Itoa(i+1), "column", c.table.Columns[j])
			}
		}
	}
	if bytes > MaxTableBytes {
		c.wrong("rows", "table.limit", "what", "bytes", "max", strconv.Itoa(MaxTableBytes))
	}
}

// doubles finds the rows whose keys another row has, and those without any.
func (c *tableCheck) doubles() {
	at := c.table.keyColumns()
	first := make(map[string]int, len(c.table.Rows))
	for i, row := range c.table.Rows {
		key := keyOf(row, at)
		other, double := first[key]
		switch {
		case double:
			c.wrong(c.field(i, at[0]), "table.double", "row", strconv.Itoa(i+1), "other", strconv.Itoa(other+1), "key", said(row, at))
		case blank(row, at):
			c.wrong(c.field(i, at[0]), "table.blank", "row", strconv.Itoa(i+1))
		default:
			first[key] = i
		}
	}
}

func (c *tableCheck) field(row, column int) string {
	return "rows[" + strconv.Itoa(row) + "]." + c.table.Columns[column]
}

// keyColumns are the places of the keys in a row.
func (t Table) keyColumns() []int {
	at := make([]int, len(t.Keys))
	for i, name := range t.Keys {
		at[i] = slices.Index(t.Columns, name)
	}
	return at
}

// keyOf joins the keys of a row. White space around a key does not count.
func keyOf(row []string, at []int) string {
	values := make([]string, len(at))
	for i, j := range at {
		values[i] = row[j]
	}
	return joined(values)
}

func joined(values []string) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strings.TrimSpace(v))
		b.WriteByte(0) // no cell has one
	}
	return b.String()
}

func blank(row []string, at []int) bool {
	return !slices.ContainsFunc(at, func(j int) bool { return strings.TrimSpace(row[j]) != "" })
}

// said is a row's key for people.
func said(row []string, at []int) string {
	values := make([]string, len(at))
	for i, j := range at {
		values[i] = clip(strings.TrimSpace(row[j]), 60)
	}
	return strings.Join(values, ", ")
}

// Key is what tells a row from all others: rows with one key are doubles. It is
// for comparing only.
func (t Table) Key(row []string) string { return keyOf(row, t.keyColumns()) }
