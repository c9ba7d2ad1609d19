package editor

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
)

// ProblemView is one thing to fix, or worth a look.
type ProblemView struct {
	Text  string
	Where string // in words: "2 HTTP request › Address"
	Href  string // leads to the field
	At    string // its node
	Focus string // id of the element to go to
	Hint  bool
}

// ToFix lists what has to be fixed, and then what is worth a look.
func (d *Draft) ToFix() []ProblemView {
	var all []ProblemView
	for _, p := range d.Problems {
		all = append(all, d.problem(p, false))
	}
	for _, p := range d.Hints {
		all = append(all, d.problem(p, true))
	}
	return all
}

func (d *Draft) problem(p engine.Problem, hint bool) ProblemView {
	at, in := d.place(p)
	view := ProblemView{Text: d.saying(p), At: at, Hint: hint}
	if at == "" {
		view.Where, view.Href = d.Voice.T("editor.tab.settings"), d.Home()+"/settings#"+anchor(in)
		return view
	}
	view.Where = d.Bead(at).Number + " " + d.Name(at)
	if label := d.labelAt(at, in); label != "" {
		view.Where += " › " + label
	}
	view.Focus = anchor(in)
	view.Href = or(d.connect(p), d.Href(at)+"#"+view.Focus)
	return view
}

// connect is the address where a connection is made that is missing, and from
// which one comes back here; "" for any other problem.
func (d *Draft) connect(p engine.Problem) string {
	if p.Code != "connection.missing" || d.Plain {
		return ""
	}
	return d.Home() + "/connect?" + url.Values{"at": {d.At}, "want": {p.Args["name"]}}.Encode()
}

// saying is what is wrong and what to do.
func (d *Draft) saying(p engine.Problem) string {
	args := d.named(p)
	if p.Code == "document.duration" {
		delete(args, "given") // it stands beside, as a number and a unit
	}
	say, try := d.Say(p.Code, args)
	if p.Code == "document.required" {
		return say
	}
	return strings.TrimSpace(say + " " + try)
}

// aboutActions are the codes of problems that mention an action by its id.
var aboutActions = []string{"document.reference_later", "document.reference_inside", "expression.unknown_field"}

// named are the arguments of a problem: fields and actions named as the page names
// them and not as the document does.
func (d *Draft) named(p engine.Problem) map[string]string {
	args := maps.Clone(p.Args)
	if name := args["name"]; slices.Contains(aboutActions, p.Code) && d.Has(name) {
		args["name"] = d.Name(name)
	}
	if label := d.mentioned(p); label != "" {
		args["key"] = label
	}
	return args
}

// mentioned is what the page calls the field that a problem mentions, "" if it mentions
// none that the page knows.
func (d *Draft) mentioned(p engine.Problem) string {
	key, known := p.Args["key"]
	at, _ := d.place(p)
	if !known || at == "" {
		return ""
	}
	path := strings.Split(strings.TrimPrefix(rowNumber.ReplaceAllString(p.Field, ""), "with."), ".")
	if path[len(path)-1] != key {
		path = append(path, key)
	}
	full := "field." + d.spec(at).Type + "." + strings.Join(path, ".")
	if label, _ := d.Say(full, nil); label != full {
		return label
	}
	return ""
}

var rowNumber = regexp.MustCompile(`\[\d+\]`)

// place is the node and the scope that a problem is about; no node if it is
// about the processing as a whole.
func (d *Draft) place(p engine.Problem) (at, in string) {
	field, _, _ := strings.Cut(p.Field, "[")
	path := strings.ReplaceAll(field, ".", "/")
	switch {
	case p.Node != "":
		at = string(p.Node)
		return at, strings.TrimSuffix(scope(at)+"/"+path, "/")
	case path == Source || strings.HasPrefix(path, Source+"/"):
		return Source, path
	}
	return "", path
}

// Where says in words where a scope is: "2 HTTP request › Address"; "" for one of
// the processing as a whole, or of an action that is gone.
func (d *Draft) Where(in string) string {
	at, _, _ := strings.Cut(strings.TrimPrefix(in, "actions/"), "/")
	if at == in || !d.Has(at) {
		return ""
	}
	where := d.Bead(at).Number + " " + d.Name(at)
	if label := d.labelAt(at, in); label != "" {
		where += " › " + label
	}
	return where
}

// labelAt names the field of a scope.
func (d *Draft) labelAt(at, in string) string {
	path := strings.TrimPrefix(in, scope(at)+"/with/")
	if path == in {
		return ""
	}
	return d.label(d.spec(at).Type, strings.Split(path, "/"))
}

// label names a field, or the one around it that has a name.
func (d *Draft) label(typ string, path []string) string {
	for n := len(path); n > 0; n-- {
		key := "field." + typ + "." + strings.Join(path[:n], ".")
		if say, _ := d.Say(key, nil); say != "" && say != key {
			return say
		}
	}
	return ""
}

// wrong reports whether something of a node has to be fixed.
func (d *Draft) wrong(id string) bool {
	for _, p := range d.Problems {
		if at, _ := d.place(p); at == id {
			return true
		}
	}
	return false
}

// quiet reports whether what is wrong with the value of a scope is kept back: a
// person has not been there yet.
func (d *Draft) quiet(in string) bool { return d.Quiet != nil && d.Quiet(in) }

// told are the problems, or hints, that the form says.
func (d *Draft) told(all engine.Problems) engine.Problems {
	return slices.DeleteFunc(slices.Clone(all), func(p engine.Problem) bool {
		_, in := d.place(p)
		return d.quiet(in)
	})
}

// errorAt is what is wrong with the value of a scope, or with anything in it.
func (d *Draft) errorAt(in string) string {
	for _, p := range d.told(d.Problems) {
		if _, where := d.place(p); where == in || strings.HasPrefix(where, in+"/") {
			if p.Code == laterCode && p.Args["name"] == d.later().name {
				return d.rowOf(p) + d.Voice.T("editor.later.field") // the panel's notice says why
			}
			return d.rowOf(p) + d.saying(p)
		}
	}
	return ""
}

// hintAt is what is worth a look about the value of a scope.
func (d *Draft) hintAt(in string) string {
	for _, p := range d.told(d.Hints) {
		if _, where := d.place(p); where == in {
			return d.saying(p)
		}
	}
	return ""
}

// rowOf says which row of a list a problem is in.
func (d *Draft) rowOf(p engine.Problem) string {
	i, ok := rowIndex(p.Field)
	if !ok {
		return ""
	}
	return d.Voice.T("editor.row", "n", i+1) + " "
}

// rowIndex is the number of the row in a field like with.fields[2].path.
func rowIndex(field string) (int, bool) {
	_, rest, found := strings.Cut(field, "[")
	if !found {
		return 0, false
	}
	digits, _, _ := strings.Cut(rest, "]")
	i, err := strconv.Atoi(digits)
	return i, err == nil
}
