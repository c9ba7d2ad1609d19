package editor

import (
	"encoding/json"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/ui/part"
)

// rows draws a list of objects, a row each.
func (d *Draft) rows(f engine.Field, given []json.RawMessage, path []string) RowsView {
	view := RowsView{Blank: d.cells(f, object{}, path, len(given))}
	for _, one := range f.Fields {
		view.Columns = append(view.Columns, d.label(d.spec(d.At).Type, append(path[:len(path):len(path)], one.Name)))
	}
	for i, raw := range given {
		view.Rows = append(view.Rows, d.cells(f, read(raw), path, i))
	}
	return view
}

// cells draws one row. Its controls have no scope: the list is sent as a whole.
func (d *Draft) cells(f engine.Field, row object, path []string, i int) []FieldView {
	cells := d.fields(f.Fields, row, path...)
	for j := range cells {
		c := &cells[j]
		c.Key, c.Scope = f.Fields[j].Name, ""
		c.ID += "." + strconv.Itoa(i)
		c.Label = d.Voice.T("editor.cell", "name", c.Label, "n", i+1)
		c.Help, c.Error, c.Preview, c.Optional, c.Hint = "", "", "", false, ""
		if f.Fields[j].List != "" && !d.Plain {
			c.List = d.below("choices", "field", strings.Join(append(path[:len(path):len(path)], c.Key), "."))
		}
	}
	return cells
}

// pairs draws names and their values; a value that is a list has a row for each
// of its items.
func (d *Draft) pairs(given object, of *FieldView) RowsView {
	v := d.Voice
	view := RowsView{Columns: []string{v.T("editor.pair.name"), v.T("editor.pair.value")}, Pairs: true}
	row := func(name, value string) []FieldView {
		n := len(view.Rows)
		cell := func(key, label, value string, kind engine.FieldType) FieldView {
			return FieldView{Kind: kind, Key: key, Place: of.Place, Lines: 1, Plain: d.Plain, FieldView: part.FieldView{
				ID: of.ID + "." + key + "." + strconv.Itoa(n), Name: key, Value: value, Readonly: d.Plain,
				Label: v.T("editor.cell", "name", label, "n", n+1),
			}}
		}
		return []FieldView{
			cell("name", view.Columns[0], name, engine.PlainField), cell("value", view.Columns[1], value, engine.TextField),
		}
	}
	for _, name := range given.keys {
		raw := given.of[name]
		values := list(raw)
		if len(values) == 0 {
			values = []json.RawMessage{raw}
		}
		for _, one := range values {
			view.Rows = append(view.Rows, row(name, text(one)))
		}
	}
	view.Blank = row("", "")
	return view
}
