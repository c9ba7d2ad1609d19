package editor

import (
	"encoding/json"
	"slices"
	"strconv"

	"stanok/engine"
	"stanok/engine/draft"
	"stanok/ui/part"
)

// FlowView is another processing that this one may name.
type FlowView struct {
	ID, Name string
	Callable bool
	Params   []string // what it asks its callers for
}

// CallerView is an action of another processing that calls this one.
type CallerView struct {
	Bead               part.BeadView
	Flow, Action, Href string
}

// LookupView is the row that a look-up finds for the sample.
type LookupView struct {
	Table string // its address; "" if it is not there
	Say   string // what was found, in words; "" while nothing is known
	Look  string
	Cells []part.FactView
	Add   string // address where the row is added that is missing
}

// choices are those of something by its name; what is gone is still said.
func (d *Draft) choices(names []part.OptionView, value, none string) []part.OptionView {
	all := []part.OptionView{{Label: none, Chosen: value == ""}}
	known := value == ""
	for _, o := range names {
		o.Chosen = o.Value == value || !known && o.Label == value
		all = append(all, o)
		known = known || o.Chosen
	}
	if !known {
		all = append(all, part.OptionView{Value: value, Label: d.Voice.T("editor.connection.gone", "name", value), Chosen: true})
	}
	return all
}

// tables are the mapping tables to choose from.
func (d *Draft) tables(value string) []part.OptionView {
	var names []part.OptionView
	for _, t := range d.Tables {
		names = append(names, part.OptionView{Value: t.Name, Label: t.Name})
	}
	return d.choices(names, value, d.Voice.T("editor.table.none"))
}

// callable are the processings that can be called.
func (d *Draft) callable(value string) []part.OptionView {
	var names []part.OptionView
	for _, f := range d.Flows {
		if f.Callable {
			names = append(names, part.OptionView{Value: f.ID, Label: f.Name})
		}
	}
	return d.choices(names, value, d.Voice.T("editor.processing.none"))
}

// watched are all processings, those chosen that are in a list.
func (d *Draft) watched(given []json.RawMessage) []part.OptionView {
	var named []string
	for _, raw := range given {
		named = append(named, text(raw))
	}
	var all []part.OptionView
	for _, f := range d.Flows {
		if f.ID == string(d.Processing.ID) {
			continue
		}
		o := part.OptionView{Value: f.ID, Label: f.Name, Chosen: slices.Contains(named, f.ID)}
		if i := slices.Index(named, f.Name); i >= 0 && !o.Chosen {
			o.Value, o.Chosen = f.Name, true
		}
		all = append(all, o)
		named = slices.DeleteFunc(named, func(name string) bool { return o.Chosen && name == o.Value })
	}
	for _, gone := range named {
		all = append(all, part.OptionView{Value: gone, Label: d.Voice.T("editor.connection.gone", "name", gone), Chosen: true})
	}
	return all
}

// table is the one that a node's config names, if it is there.
func (d *Draft) table(with object) (engine.Table, bool) {
	i := slices.IndexFunc(d.Tables, func(t engine.Table) bool { return t.Name == with.text("table") })
	if i < 0 {
		return engine.Table{}, false
	}
	return d.Tables[i], true
}

// entriesOf are the names that a field of names and values is known to have: the
// keys of a table, the parameters of a processing. They are nil if that is not
// known, or if it has others already.
func (d *Draft) entriesOf(f engine.Field, with object) []string {
	var names []string
	switch typ := d.spec(d.At).Type; {
	case typ == "table.lookup":
		t, ok := d.table(with)
		if !ok {
			return nil
		}
		names = t.Keys
		if f.Name == "default" {
			names = slices.DeleteFunc(slices.Clone(t.Columns), func(c string) bool { return slices.Contains(t.Keys, c) })
		}
	case typ == "call" && d.At != Source:
		for _, one := range d.Flows {
			if one.ID == with.text("processing") || one.Name == with.text("processing") {
				names = one.Params
			}
		}
	}
	for _, given := range with.inside(f.Name).keys {
		if !slices.Contains(names, given) {
			return nil
		}
	}
	return names
}

// entryFields draws a field of names and values as a text for each name.
func (d *Draft) entryFields(view *FieldView, names []string, given object, path []string) {
	view.Kind, view.Flat, view.Value = engine.ObjectField, true, ""
	for i, name := range names {
		at := scope(d.At) + "/with/" + draft.Scope(append(slices.Clone(path), name)...)
		one := FieldView{
			Kind: engine.TextField, Scope: at, Place: view.Place, Lines: 1, Plain: d.Plain, Note: d.hintAt(at),
			FieldView: part.FieldView{
				ID: view.ID + "." + strconv.Itoa(i), Name: name, Label: name, Readonly: d.Plain, Error: d.errorAt(at),
				Value: given.text(name), Preview: d.Values.Preview[at].Text,
			},
		}
		if problem := d.Values.Preview[at].Problem; problem != "" && !d.quiet(at) {
			one.Preview, one.Wrong = problem, true
		}
		view.Inner = append(view.Inner, one)
	}
}

// lookup puts into the form of a look-up what goes with what is chosen in it.
func (d *Draft) lookup(fields []FieldView, with object) []FieldView {
	if with.text("missing") != "default" {
		return without(fields, "default")
	}
	return fields
}
