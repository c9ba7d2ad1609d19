package sheet

import (
	"slices"
	"strings"

	"stanok/engine"
)

// Report is what the rows of a sheet would make of a table.
type Report struct {
	Table     engine.Table // as it would be
	Columns   []string     // that it would gain
	Added     []int        // rows of the sheet, from 0
	Changed   []int
	Unchanged int
	Removed   int // rows of the table that are not in the sheet, when all is replaced
	Refused   []Refusal
}

// Refusal is a row that cannot be taken, and why.
type Refusal struct {
	Line int // in the file
	Err  *engine.Error
}

// Merge works out what a sheet makes of a table: rows with a key that it has are
// changed in the columns that the sheet has, others are added. With replace, rows
// that are not in the sheet go. It fails with Invalid, code "table.file", if the
// sheet lacks a key column.
func Merge(t engine.Table, s Sheet, replace bool) (Report, error) {
	for _, key := range t.Keys {
		if !slices.Contains(s.Columns, key) {
			return Report{}, &engine.Error{Kind: engine.Invalid, Code: "table.file", Args: map[string]string{"reason": "key", "column": key}}
		}
	}
	m := merging{Report: Report{Table: t}, sheet: s}
	m.widen()
	if faults := columnFaults(m.Table); len(faults) > 0 {
		return m.Report, faults[0]
	}
	m.rows(t.Rows, replace)
	return m.Report, nil
}

type merging struct {
	Report
	sheet Sheet
	place []int // of each column of the sheet in the table
}

// widen gives the table the columns that only the sheet has.
func (m *merging) widen() {
	m.Table.Columns = slices.Clone(m.Table.Columns)
	for _, name := range m.sheet.Columns {
		if !slices.Contains(m.Table.Columns, name) {
			m.Table.Columns, m.Columns = append(m.Table.Columns, name), append(m.Columns, name)
		}
	}
	for _, name := range m.sheet.Columns {
		m.place = append(m.place, slices.Index(m.Table.Columns, name))
	}
}

// columnFaults are what is wrong with a table's columns, whatever its rows.
func columnFaults(t engine.Table) []*engine.Error {
	t.Rows = nil
	return t.Check()
}

func (m *merging) rows(old [][]string, replace bool) {
	stored := map[string]int{}
	rows := make([][]string, len(old))
	for i, row := range old {
		rows[i] = append(slices.Clone(row), make([]string, len(m.Columns))...)
		stored[m.Table.Key(rows[i])] = i
	}
	seen := map[string]int{} // keys of the sheet, and their row
	var kept [][]string
	for i, cells := range m.sheet.Rows {
		row, at, known := m.over(rows, stored, cells)
		key := m.Table.Key(row)
		if why := m.refuses(row, key, seen, i); why != nil {
			m.Refused = append(m.Refused, Refusal{m.sheet.Lines[i], why})
			continue
		}
		seen[key] = i
		switch {
		case !known:
			m.Added = append(m.Added, i)
			if !replace {
				rows = append(rows, row)
			}
		case slices.Equal(rows[at], row):
			m.Unchanged++
		default:
			m.Changed = append(m.Changed, i)
			rows[at] = row
		}
		kept = append(kept, row)
	}
	m.Table.Rows = rows
	if replace {
		m.Table.Rows, m.Removed = kept, len(old)-m.Unchanged-len(m.Changed)
	}
	m.Table.Size = len(m.Table.Rows)
}

// over is a row of the sheet as one of the table: over the stored one of its key,
// if there is one.
func (m *merging) over(rows [][]string, stored map[string]int, cells []string) (row []string, at int, known bool) {
	row = make([]string, len(m.Table.Columns))
	cells = slices.Clone(cells)
	for j := range cells {
		if slices.Contains(m.Table.Keys, m.sheet.Columns[j]) {
			cells[j] = strings.TrimSpace(cells[j])
		}
		row[m.place[j]] = cells[j]
	}
	if at, known = stored[m.Table.Key(row)]; known {
		row = slices.Clone(rows[at])
		for j, cell := range cells {
			row[m.place[j]] = cell
		}
	}
	return row, at, known
}

// refuses says why a row cannot be taken; nil if it can.
func (m *merging) refuses(row []string, key string, seen map[string]int, i int) *engine.Error {
	if first, double := seen[key]; double {
		return &engine.Error{Kind: engine.Invalid, Code: "table.double", Args: map[string]string{
			"row": count(m.sheet.Lines[i]), "other": count(m.sheet.Lines[first]), "key": m.said(row),
		}}
	}
	one := m.Table
	one.Rows = [][]string{row}
	faults := one.Check()
	if len(faults) == 0 {
		return nil
	}
	why := *faults[0]
	args := map[string]string{"row": count(m.sheet.Lines[i])}
	for name, v := range why.Args {
		if name != "row" {
			args[name] = v
		}
	}
	why.Args = args
	return &why
}

// said is the key of a row for people.
func (m *merging) said(row []string) string {
	var values []string
	for _, name := range m.Table.Keys {
		values = append(values, strings.TrimSpace(row[slices.Index(m.Table.Columns, name)]))
	}
	return strings.Join(values, ", ")
}
