package editor

import (
	"encoding/json"
	"strconv"
	"strings"

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
	Picks []PickView // of the answer, that have no row yet
	Plain bool
}

// ParserRowView is one row: a name, a path, and what the sample has there.
type ParserRowView struct {
	Name, Path string
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
func (d *Draft) parser(with object) ParserView {
	at := scope(d.At) + "/with/fields"
	view := ParserView{
		From: one(d.fields(d.spec(d.At).Fields, with), "from"), Scope: at, Plain: d.Plain, Error: d.errorAt(at),
	}
	taken := map[string]bool{}
	for i, raw := range with.list("fields") {
		row := d.parserRow(read(raw), i)
		taken[row.Path] = true
		view.Rows = append(view.Rows, row)
	}
	view.Blank = d.parserRow(object{}, len(view.Rows))
	view.Count = len(view.Rows)
	for _, p := range d.Values.Answer {
		if !taken[p.Path] {
			view.Picks = append(view.Picks, p)
		}
	}
	return view
}

func (d *Draft) parserRow(with object, i int) ParserRowView {
	path := with.text("path")
	plain := path
	if p, err := eval.ParsePath(path); path != "" && err == nil {
		plain = p.String()
	}
	row := ParserRowView{
		Name: with.text("name"), Path: path, Value: d.Values.Rows[plain],
		Missing: d.Values.Missing[plain], Default: with.text("default"), N: i + 1, ID: "parser." + strconv.Itoa(i),
	}
	row.Words, row.Last = lastStep(d.PathInWords(path))
	missing := with.text("missing")
	if missing == "" {
		missing = map[bool]string{true: "fail", false: "empty"}[with.yes("required")]
	}
	for _, m := range []string{"empty", "fail", "default"} {
		row.Missings = append(row.Missings, part.OptionView{Value: m, Label: d.Voice.T("editor.missing." + m), Chosen: m == missing})
	}
	for _, k := range []string{"any", "text", "number", "boolean", "object", "list"} {
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
