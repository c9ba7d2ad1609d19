package editor

import (
	"strconv"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/part"
)

// ComposerView is a JSON template as rows of a form and as its text: two views of
// one tree.
type ComposerView struct {
	Scope   string
	Text    FieldView
	Rows    []ComposeRowView
	Blank   ComposeRowView
	Broken  bool // the text is no JSON: the rows are those of the newest text that was
	AsText  bool // the text is shown first
	Result  string
	Restore string // op that makes the rows the text again
	Form    string // addresses of the two views
	Code    string
}

// ComposeRowView is one row with the controls of its parts.
type ComposeRowView struct {
	ComposeRow
	Value FieldView
	Kinds []part.OptionView
	Name  string // for people
	Item  bool   // of a list: it has no key
	Count string // of what is inside
	Open  bool   // it holds others
	Plain bool
}

// composeKinds are the kinds of value a row can have.
var composeKinds = []string{"text", "value", "number", "boolean", "null", "object", "list", "each"}

// composer draws a template.
func (d *Draft) composer(with object) ComposerView {
	at := scope(d.At) + "/with/template"
	template := with.text("template")
	view := ComposerView{Scope: at, Text: one(d.fields(d.spec(d.At).Fields, with), "template"), Result: d.Values.Whole}
	view.Text.Lines = 12
	view.Form, view.Code = d.Href(d.At)+"&view=form", d.Href(d.At)+"&view=text"
	rows, ok := ReadTemplate(template)
	view.Broken = !ok
	view.AsText = d.Values.AsText
	if view.Broken {
		rows, _ = ReadTemplate(d.Values.Kept)
		view.AsText = view.AsText || len(rows) == 0
		view.Restore = setOp(at, d.Values.Kept)
	}
	for i, r := range rows {
		row := d.composeRow(r, i)
		row.Plain = row.Plain || view.Broken
		row.Value.Plain, row.Value.Readonly = row.Plain, row.Plain
		view.Rows = append(view.Rows, row)
	}
	for i := range view.Rows {
		view.Rows[i].Count = d.Voice.T(map[bool]string{true: "tree.items", false: "tree.fields"}[rows[i].Kind == "list"], "n", inside(rows, i))
	}
	view.Blank = d.composeRow(ComposeRow{Kind: "text", Level: 1}, len(rows))
	if len(rows) > 0 && ok {
		view.Blank.Level = rows[len(rows)-1].Level
	}
	return view
}

// inside counts what stands directly in a row.
func inside(rows []ComposeRow, i int) int {
	n := 0
	for _, r := range rows[i+1:] {
		if r.Level <= rows[i].Level {
			break
		}
		if r.Level == rows[i].Level+1 {
			n++
		}
	}
	return n
}

func (d *Draft) composeRow(r ComposeRow, i int) ComposeRowView {
	v := d.Voice
	view := ComposeRowView{ComposeRow: r, Item: r.Item, Plain: d.Plain, Name: r.Key}
	if view.Name == "" {
		view.Name = v.T("editor.compose.row", "n", i+1)
	}
	view.Open = r.Kind == "object" || r.Kind == "list"
	kind, place := engine.TextField, "text"
	if r.Kind == "value" || r.Kind == "each" {
		place = "value"
	}
	view.Value = FieldView{Kind: kind, Key: "value", Place: place, Lines: 1, Plain: d.Plain, FieldView: part.FieldView{
		ID: "compose." + strconv.Itoa(i) + ".value", Name: "value", Value: r.Value, Readonly: d.Plain,
		Label: v.T("editor.compose.value", "name", view.Name),
	}}
	for _, k := range composeKinds {
		view.Kinds = append(view.Kinds, part.OptionView{Value: k, Label: v.T("editor.compose.kind." + k), Chosen: k == r.Kind})
	}
	return view
}

// bare is a field with only what is wrong with it.
func (f FieldView) bare() FieldView {
	f.Help, f.Preview, f.Kind = "", "", engine.JSONField
	f.Scope = ""
	return f
}

// drawer makes a button open something that concerns a panel's node.
func drawer(p PanelView, what string) templ.Attributes {
	return templ.Attributes{
		"hx-get": p.Home + "/" + what + "?at=" + p.At, "hx-target": "#drawer", "hx-swap": "innerHTML", "aria-haspopup": "dialog",
		"data-then": "panel-form",
	}
}
