// Package table holds the pages about mapping tables.
package table

import (
	"strconv"
	"strings"

	"stanok/ui/page/connection"
	"stanok/ui/part"
	"stanok/ui/words"
)

// ListView is the list of tables.
type ListView struct {
	Rows    []RowView
	MayEdit bool
	MayOpen bool // what stands in them
}

// RowView is one line of it.
type RowView struct {
	ID, Name string
	Keys     string
	Size     int
	Uses     []connection.UseView
	Changed  part.MomentView
}

// NewView is the form of a new table.
type NewView struct {
	Name, Keys, Others part.FieldView
	Fault              string // of the file
}

// View is one table, and the part of its rows that is shown.
type View struct {
	ID, Name string
	Version  int
	Columns  []ColumnView
	Rows     []GridRow
	Blank    GridRow
	Shown    []int // which rows of the table stand here, from 0
	Size     int
	Query    string
	Page     int
	Pages    []part.LinkView // the way to other parts of the rows; Href is empty for where we are
	Count    string
	Notice   part.NoticeView // what came of saving; none without a Title
	Faults   []string        // of rows that do not stand here
	MayEdit  bool
	Settings ColumnsView
	Uses     []connection.UseView
	Delete   string // the sentence that says why it cannot be deleted, or ""
}

// ColumnView is the head of a column.
type ColumnView struct {
	Name string
	Key  bool
}

// GridRow is one row of the grid.
type GridRow struct {
	At    string // which of the stored rows it is, from 0; "" for a new one
	Label string // its number
	Cells []CellView
	Fault string
	Focus bool
}

// CellView is one cell.
type CellView struct {
	Value string
	Label string
	Wrong bool
	Lines bool // it holds several
	Focus bool
}

// ColumnsView is the form of a table's name and columns.
type ColumnsView struct {
	Open    bool
	Name    part.FieldView
	Columns []EditView
	Fault   string
}

// EditView is a column in that form.
type EditView struct {
	Was   string // which it is now, from 0; "" for a new one
	Name  string
	Key   bool
	Label string
	Focus bool
}

// ImportView asks for rows in a file.
type ImportView struct {
	ID, Name string
	Fault    string
}

// ReportView says what an import would do.
type ReportView struct {
	ID, Name string
	Version  string
	Text     string // what was read, as UTF-8
	How      string
	Replace  bool
	Facts    []part.FactView
	Columns  string // that the table gains
	Refused  []string
	More     int // refused rows that are not told
	Samples  []SampleView
	Useful   bool
}

// SampleView is a row that would be added or changed.
type SampleView struct{ What, Key, Text string }

func (v View) home() string { return "/tables/" + v.ID }

func (v View) shown() string {
	all := make([]string, len(v.Shown))
	for i, at := range v.Shown {
		all[i] = strconv.Itoa(at)
	}
	return strings.Join(all, ",")
}

// columnName is what a column's cells are called in the form.
func columnName(i int) string { return "c" + strconv.Itoa(i) }

// keyColumns are the places of the keys.
func (v View) keyColumns() string {
	var all []string
	for i, c := range v.Columns {
		if c.Key {
			all = append(all, strconv.Itoa(i))
		}
	}
	return strings.Join(all, ",")
}

func (l ListView) actions(v words.Voice) []part.ButtonView {
	if !l.MayEdit {
		return nil
	}
	return []part.ButtonView{{Text: v.T("tables.new"), Icon: "plus", Look: part.Primary, Href: "/tables/new", TestID: "new-table"}}
}

func (v View) actions(w words.Voice) []part.ButtonView {
	all := []part.ButtonView{{Text: w.T("tables.export"), Icon: "download", Href: v.home() + "/csv", TestID: "table-export"}}
	if v.MayEdit {
		all = append([]part.ButtonView{{Text: w.T("tables.import"), Icon: "upload", Href: v.home() + "/import", TestID: "table-import"}}, all...)
	}
	return all
}
