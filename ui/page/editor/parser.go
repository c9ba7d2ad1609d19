package editor

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/ui/part"
)

// ParserView is what a parser reads, and a row for each value it takes.
type ParserView struct {
	From  FieldView
	Scope string
	Rows  []ParserRowView
	Blank ParserRowView
	Count int
	Error string
	Picks []PickView  // of the answer, that have no row yet
	More  []FieldView // what else the parser asks for
	Spot  string      // the key of a row that says where its value is: path, find or pattern
	Label string      // of that
	Takes string      // label of what is taken there; "" where that is not asked
	Kind  string      // label of a row's kind; "" where it is not shown
	Plain bool
}

// ParserRowView is one row: a name, a path, and what the sample has there.
type ParserRowView struct {
	Name, Path string // Path is whatever says where the value is
	Take       string // what is taken there
	Words      string // the path for people up to its last step: request › item 1 ›
	Last       string // its last step
	Value      string
	Missing    bool // not in this sample
	Kinds      []part.OptionView
	Missings   []part.OptionView
	Default    string
	Error      string
	ID         string
	N          int
}

// parser draws the rows of a parser.
func (d *Draft) parser(spot string, with object) ParserView {
	at, spec := scope(d.At)+"/with/fields", d.spec(d.At)
	fields := d.fields(spec.Fields, with)
	view := ParserView{
		From: one(fields, "from"), Scope: at, Plain: d.Plain, Error: d.errorAt(at), Spot: spot, Label: d.label(spec.Type, []string{"fields", spot}),
		More: without(without(fields, "from"), "fields"),
	}
	if spec.Type != "json.parse" { // whose values have kinds of their own; all others give texts
		view.Kind = d.label(spec.Type, []string{"fields", "kind"})
	}
	if asks(spec, "take") {
		view.Takes = d.label(spec.Type, []string{"fields", "take"})
	}
	taken := map[string]bool{}
	for i, raw := range with.list("fields") {
		row := d.parserRow(spec, spot, read(raw), i)
		taken[row.Path] = true
		view.Rows = append(view.Rows, row)
	}
	view.Blank = d.parserRow(spec, spot, object{}, len(view.Rows))
	view.Count = len(view.Rows)
	for _, p := range d.Values.Answer {
		if !taken[p.Path] {
			view.Picks = append(view.Picks, p)
		}
	}
	return view
}

// kindsOf are the kinds that a parser's rows may be.
func kindsOf(spec engine.Spec) []string {
	for _, f := range spec.Fields {
		for _, one := range f.Fields {
			if one.Name == "kind" {
				return one.Options
			}
		}
	}
	return nil
}

// asks reports whether a parser's rows have a field of that name.
func asks(spec engine.Spec, name string) bool {
	return slices.ContainsFunc(spec.Fields, func(f engine.Field) bool {
		return slices.ContainsFunc(f.Fields, func(one engine.Field) bool { return one.Name == name })
	})
}

func (d *Draft) parserRow(spec engine.Spec, spot string, with object, i int) ParserRowView {
	row := ParserRowView{
		Name: with.text("name"), Path: with.text(spot), Take: with.text("take"), Default: with.text("default"), N: i + 1, ID: "parser." + strconv.Itoa(i),
	}
	if i < len(d.Values.Rows) {
		row.Value, row.Missing = d.Values.Rows[i].Value, d.Values.Rows[i].Missing
	}
	if spot == "path" {
		row.Words, row.Last = lastStep(d.PathInWords(row.Path))
	}
	missing := with.text("missing")
	if missing == "" {
		missing = map[bool]string{true: "fail", false: "empty"}[with.yes("required")]
	}
	for _, m := range []string{"empty", "fail", "default"} {
		row.Missings = append(row.Missings, part.OptionView{Value: m, Label: d.Voice.T("editor.missing." + m), Chosen: m == missing})
	}
	for _, k := range kindsOf(spec) {
		row.Kinds = append(row.Kinds, part.OptionView{Value: k, Label: d.optionLabel(k), Chosen: k == or(with.text("kind"), "any")})
	}
	for _, p := range d.told(d.Problems) {
		if at, in := d.place(p); at == d.At && strings.HasSuffix(in, "with/fields") {
			if n, ok := rowIndex(p.Field); ok && n == i {
				row.Error = d.saying(p)
			}
		}
	}
	return row
}

// PathInWords is a path as people read it: names, and places in lists counted
// from 1.
func (d *Draft) PathInWords(path string) string {
	p, err := eval.ParsePath(path)
	if path == "" || err != nil || !p.Plain() {
		return path
	}
	var parts []string
	for _, one := range steps(p.String()) {
		if n, err := strconv.Atoi(one); err == nil {
			one = d.Voice.T("editor.path.item", "n", n+1)
		} else {
			_ = json.Unmarshal([]byte(one), &one)
		}
		parts = append(parts, one)
	}
	return strings.Join(parts, " › ")
}

// lastStep parts a path in words before its last step, which is to be seen however
// narrow its place is.
func lastStep(words string) (before, last string) {
	const between = " › "
	if i := strings.LastIndex(words, between); i >= 0 {
		return words[:i] + " ›", words[i+len(between):]
	}
	return "", words
}

// steps are what stands between the brackets of a plain canonical path.
func steps(path string) []string {
	var all []string
	for path != "" {
		end := strings.Index(path, "]")
		if strings.HasPrefix(path, `["`) {
			if end = strings.Index(path, `"]`); end >= 0 {
				end++
			}
		}
		if !strings.HasPrefix(path, "[") || end < 0 {
			return append(all, path)
		}
		all = append(all, path[1:end])
		path = path[end+1:]
	}
	return all
}

// all adds a row for every value that could be picked.
func (p ParserView) all() string {
	var rows []map[string]string
	names := map[string]bool{}
	for _, r := range p.Rows {
		row := map[string]string{"name": r.Name, "path": r.Path}
		for key, options := range map[string][]part.OptionView{"missing": r.Missings, "kind": r.Kinds} {
			for _, o := range options {
				if o.Chosen && o.Value != "any" {
					row[key] = o.Value
				}
			}
		}
		if r.Default != "" {
			row["default"] = r.Default
		}
		names[r.Name] = true
		rows = append(rows, row)
	}
	for _, pick := range p.Picks {
		name := pick.Name
		for i := 2; names[name]; i++ {
			name = pick.Name + "_" + strconv.Itoa(i)
		}
		names[name] = true
		rows = append(rows, map[string]string{"name": name, "path": pick.Path})
	}
	return setOp(p.Scope, rows)
}
