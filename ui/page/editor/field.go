package editor

import (
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/ui/part"
)

// FieldView is one entry of a panel's form, whatever its control.
type FieldView struct {
	part.FieldView
	Kind    engine.FieldType
	Scope   string // "" in a row, whose whole list is what is sent
	Key     string // in a row
	Place   string // of a text with parameters: url text header html value condition json
	Lines   int
	Options []part.OptionView
	On      bool // of a switch
	Amount  string
	Unit    string
	Inner   []FieldView // of an object
	Rows    RowsView
	Sum     string // of what is folded away
	Note    string // worth a look, and no more
	Folded  bool
	Flat    bool   // of an object: it stands open
	Create  string // of a connection that is missing: address where it is made
	Plain   bool
	Wrong   bool     // Preview says what is wrong
	List    string   // address of the choices that a service offers
	Chosen  string   // what the service calls the value that was chosen from them
	Connect LinkView // leads to where a connection to the service is made, and back
}

// RowsView is a list of rows, or of names with values.
type RowsView struct {
	Columns []string
	Blank   []FieldView // the cells of a row nobody filled yet
	Rows    [][]FieldView
	Pairs   bool
}

// fields draws a form of the fields of a spec, filled from a config. path is
// where in the config they are.
func (d *Draft) fields(fields []engine.Field, with object, path ...string) []FieldView {
	all := make([]FieldView, 0, len(fields))
	for _, f := range fields {
		all = append(all, d.field(f, with, append(path[:len(path):len(path)], f.Name)))
	}
	return all
}

// field draws one field; path leads to it from the config's root.
func (d *Draft) field(f engine.Field, with object, path []string) FieldView {
	typ := d.spec(d.At).Type
	label, help := d.Say("field."+typ+"."+strings.Join(path, "."), nil)
	at := scope(d.At) + "/with/" + strings.Join(path, "/")
	view := FieldView{
		Kind: f.Type, Scope: at, Place: placeOf(typ, f), Lines: 1, Folded: f.Advanced, Plain: d.Plain, Note: d.hintAt(at),
		FieldView: part.FieldView{
			ID: anchor(at) + ".c", Name: nameOf(path), Label: label, Help: help, Optional: !f.Required && f.Default == nil && f.Type != engine.ConnField && f.Type != engine.ProcessingsField && f.Type != engine.SwitchField,
			Readonly: d.Plain, Error: d.errorAt(at), Value: with.text(f.Name), Preview: d.Values.Preview[at].Text,
		},
	}
	if problem := d.Values.Preview[at].Problem; problem != "" && !d.quiet(at) {
		view.Preview, view.Wrong = problem, true
	}
	if view.Value == "" && f.Default != nil {
		view.Hint = textOf(f.Default)
	}
	if view.Hint == "" {
		view.Hint = f.Example
	}
	if f.List != "" && !d.Plain {
		view.List = d.below("choices", "field", strings.Join(path, "."))
	}
	if f.List != "" && d.Chosen != nil && view.Value != "" {
		view.Chosen = d.Chosen(f, view.Value)
	}
	d.fill(&view, f, with, path)
	return view
}

// fill adds what the kind of the field asks for.
func (d *Draft) fill(view *FieldView, f engine.Field, with object, path []string) {
	switch f.Type {
	case engine.LongField, engine.JSONField:
		view.Lines = 6
	case engine.SwitchField:
		view.On = with.yes(f.Name) || !with.has(f.Name) && f.Default == true
	case engine.ChoiceField:
		view.Options = d.options(f, view.Value)
		d.titled(view.Options, "option."+d.spec(d.At).Type+"."+strings.Join(path, "."))
	case engine.ConnField:
		view.Options = d.connections(view.Value)
		for _, p := range d.told(d.Problems) {
			if _, in := d.place(p); in == view.Scope {
				view.Create = d.connect(p)
			}
		}
		d.offer(view)
	case engine.TableField:
		view.Options = d.tables(view.Value)
	case engine.ProcessingField:
		view.Options = d.callable(view.Value)
	case engine.ProcessingsField:
		view.Options = d.watched(with.list(f.Name))
	case engine.DurationField:
		view.Amount, view.Unit = durationParts(or(view.Value, view.Hint))
	case engine.RowsField:
		view.Rows = d.rows(f, with.list(f.Name), path)
		view.Error = d.errorAt(view.Scope)
	case engine.PairsField:
		if names := d.entriesOf(f, with); len(names) > 0 {
			d.entryFields(view, names, with.inside(f.Name), path)
			return
		}
		view.Rows = d.pairs(with.inside(f.Name), view)
		if view.Wrong && view.Error == "" {
			view.Error = view.Preview
		}
	case engine.ObjectField:
		view.Inner = d.fields(f.Fields, with.inside(f.Name), path...)
		view.Error, view.Preview = "", ""
	}
	switch f.Type {
	case engine.RowsField, engine.PairsField, engine.ObjectField:
		view.Sum = d.sum(f, with)
	}
}

// sum says what a folded field holds.
func (d *Draft) sum(f engine.Field, with object) string {
	n := len(with.inside(f.Name).keys)
	if f.Type == engine.RowsField {
		n = len(with.list(f.Name))
	}
	if f.Type == engine.ObjectField {
		if n == 0 {
			return d.Voice.T("editor.sum.usual")
		}
		return ""
	}
	return d.Voice.T("editor.sum.rows", "n", n)
}

// nameOf is what a field is called in tests: the document's key, with what is
// around it where the key alone would be said twice.
func nameOf(path []string) string {
	if len(path) <= 2 {
		return path[len(path)-1]
	}
	return strings.Join(path[1:], ".")
}

// placeOf is where a field's text will stand, which decides how parameters are
// written into it.
func placeOf(typ string, f engine.Field) string {
	switch {
	case f.Type == engine.Condition, f.Type == engine.ValueField:
		return string(f.Type)
	case f.Type == engine.JSONField:
		return "json"
	case f.Type == engine.PairsField && f.Name == "headers":
		return "header"
	case f.Type == engine.PairsField && (typ == "set" || typ == "list.map"):
		return "value"
	case typ == "xml.compose" && f.Type == engine.LongField:
		return "xml"
	case f.Name == "url":
		return "url"
	case f.Name == "html":
		return "html"
	}
	return "text"
}

// options are the choices of a field, the one in force chosen.
func (d *Draft) options(f engine.Field, value string) []part.OptionView {
	var all []part.OptionView
	if f.Default == nil && (!f.Required || value == "") {
		all = append(all, part.OptionView{Value: "", Label: d.Voice.T("editor.choice.none"), Chosen: value == ""})
	}
	for _, o := range f.Options {
		chosen := o == value || value == "" && textOf(f.Default) == o
		all = append(all, part.OptionView{Value: o, Label: d.optionLabel(o), Chosen: chosen})
	}
	return all
}

// optionLabel is a choice in words; methods, algorithms and the like are words
// already.
func (d *Draft) optionLabel(o string) string {
	if key := "editor.option." + o; d.Voice.Has(key) {
		return d.Voice.T(key)
	}
	return o
}

// connections are the choices of a connection; one that is gone is still said.
func (d *Draft) connections(value string) []part.OptionView {
	all := []part.OptionView{{Label: d.Voice.T("editor.connection.none"), Chosen: value == ""}}
	known := value == ""
	names := d.Names
	if s, ok := d.service(d.spec(d.At).Service); ok {
		names = d.Serving[s.Name]
	}
	for _, name := range names {
		all = append(all, part.OptionView{Value: name, Label: name, Chosen: name == value})
		known = known || name == value
	}
	if !known && slices.Contains(d.Names, value) {
		all = append(all, part.OptionView{Value: value, Label: value, Chosen: true})
	} else if !known {
		all = append(all, part.OptionView{Value: value, Label: d.Voice.T("editor.connection.gone", "name", value), Chosen: true})
	}
	return all
}

// durationParts takes a duration apart into a number and a unit. What is no
// number keeps all but the unit that the form put behind it.
func durationParts(s string) (amount, unit string) {
	for _, unit := range []string{"ms", "s", "m", "h", "d"} {
		amount, ok := strings.CutSuffix(s, unit)
		if _, err := strconv.Atoi(amount); ok && (err == nil || unit != "ms") {
			return amount, unit
		}
	}
	return s, "s"
}
