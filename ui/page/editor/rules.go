package editor

import (
	"encoding/json"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/ui/part"
)

// RulesView is a condition: rules where it can be said in them, else a formula.
type RulesView struct {
	Scope   string
	Rows    []RuleView
	Blank   RuleView
	Formula *FieldView // instead of rows
	Error   string
	Words   string // the condition as a sentence
	Plain   bool
}

// RuleView is one rule with the controls of its parts.
type RuleView struct {
	Rule
	First                 bool
	LeftField, RightField FieldView
	Ops                   []part.OptionView
	Joins                 []part.OptionView
	Case                  string // of a branch: whose rule it is
	Title                 string
}

// rules draws a condition that stands at a scope.
func (d *Draft) rules(condition, at string) RulesView {
	view := RulesView{Scope: at, Plain: d.Plain, Error: d.errorAt(at), Blank: d.ruleView(Rule{Op: "is"}, at, 99)}
	rules, ok := ReadRules(condition)
	if !ok {
		view.Formula = &FieldView{Kind: engine.Condition, Scope: at, Place: "condition", Lines: 2, Plain: d.Plain, FieldView: part.FieldView{
			ID: anchor(at) + ".c", Name: "when", Label: d.Voice.T("editor.formula"), Value: condition, Readonly: d.Plain, Error: view.Error,
		}}
		return view
	}
	if len(rules) == 0 {
		rules = []Rule{{Op: "is"}}
	}
	for i, r := range rules {
		view.Rows = append(view.Rows, d.ruleView(r, at, i))
		if r.Left == "" && r.Right != "" {
			view.Error = d.Voice.T("editor.rule.unfinished")
		}
	}
	view.Words = d.inWords(condition)
	return view
}

func (d *Draft) ruleView(r Rule, at string, i int) RuleView {
	v := d.Voice
	cell := func(key, value, place, label string) FieldView {
		return FieldView{Kind: engine.TextField, Key: key, Place: place, Lines: 1, Plain: d.Plain, FieldView: part.FieldView{
			ID: anchor(at) + "." + key + "." + v.Number(int64(i)), Name: key, Value: value,
			Label: v.T("editor.cell", "name", label, "n", i+1), Readonly: d.Plain,
		}}
	}
	view := RuleView{Rule: r, First: i == 0}
	left := r.Left
	if left != "" {
		left = "{{ " + left + " }}"
	}
	view.LeftField = cell("left", left, "text", v.T("editor.rule.left"))
	view.RightField = cell("right", r.Right, "plain", v.T("editor.rule.right"))
	view.RightField.Kind = engine.PlainField
	for _, op := range RuleOps() {
		view.Ops = append(view.Ops, part.OptionView{Value: op, Label: v.T("editor.op." + op), Chosen: op == r.Op})
	}
	for _, j := range []string{"and", "or"} {
		view.Joins = append(view.Joins, part.OptionView{Value: j, Label: v.T("editor.join." + j), Chosen: j == r.Join})
	}
	return view
}

// inWords says a condition in the language of the page; one that rules cannot
// say is shown as it stands.
func (d *Draft) inWords(condition string) string {
	rules, ok := ReadRules(condition)
	if !ok {
		return clip(condition, 60)
	}
	var all []string
	for i, r := range rules {
		if i > 0 {
			all = append(all, d.Voice.T("editor.join."+r.Join))
		}
		name := r.Left
		if s := referenceSpan(r.Left); s.from != "" {
			name = s.text
		}
		all = append(all, strings.TrimSpace(name+" "+d.Voice.T("editor.op."+r.Op)+" "+r.Right))
	}
	return strings.Join(all, " ")
}

// BranchView is the ways of a condition, tried in order.
type BranchView struct {
	Scope     string
	Cases     []CaseView
	Otherwise FieldView
	Error     string
	Way       CaseView // one more
	Blank     RuleView
}

// CaseView is one way: what it is called, and when it is taken.
type CaseView struct {
	Name  string
	Title string
	Label string
	Rules RulesView
	Last  bool // the only one
}

// called is what people call the way.
func (c CaseView) called() string { return or(c.Title, c.Label) }

// branch draws the ways of a condition.
func (d *Draft) branch(with object) BranchView {
	at := scope(d.At) + "/with/cases"
	view := BranchView{Scope: at, Error: d.errorAt(at), Otherwise: one(d.fields(d.spec(d.At).Fields, with), "otherwise")}
	given := with.list("cases")
	for i, raw := range given {
		c := read(raw)
		name := c.text("name")
		rules := d.rules(c.text("when"), at+"/"+name)
		rules.Error = d.caseError(i)
		for j := range rules.Rows {
			rules.Rows[j].Case, rules.Rows[j].Title = name, c.text("title")
		}
		rules.Blank.Case = name
		view.Cases = append(view.Cases, CaseView{
			Name: name, Title: c.text("title"), Label: d.Voice.T("editor.case", "n", i+1), Rules: rules, Last: len(given) == 1,
		})
	}
	if slices.ContainsFunc(view.Cases, func(c CaseView) bool { return c.Rules.Error != "" }) {
		view.Error = "" // said where it is
	}
	next := d.nextCase(with)
	view.Way = CaseView{Name: next, Label: d.Voice.T("editor.case", "n", len(given)+1), Rules: d.rules("", at+"/"+next)}
	view.Way.Rules.Error = ""
	for j := range view.Way.Rules.Rows {
		view.Way.Rules.Rows[j].Case = next
	}
	view.Blank = d.ruleView(Rule{Op: "is", Join: "and"}, at, len(given)+50)
	return view
}

// blank is a rule nobody filled yet; which way it belongs to is where it is put.
func (b BranchView) blank() RuleView {
	r := b.Blank
	r.Case = " "
	return r
}

// formula is the condition of a way as a cell of its row.
func (c CaseView) formula() FieldView {
	f := *c.Rules.Formula
	f.Scope, f.Key = "", "when"
	return f
}

// caseError is what is wrong with one way.
func (d *Draft) caseError(i int) string {
	for _, p := range d.told(d.Problems) {
		if at, in := d.place(p); at == d.At && strings.HasSuffix(in, "/cases") {
			if n, ok := rowIndex(p.Field); ok && n == i {
				return d.saying(p)
			}
		}
	}
	return ""
}

// nextCase is a name that no way has yet.
func (d *Draft) nextCase(with object) string {
	taken := map[string]bool{"otherwise": true}
	for _, c := range with.list("cases") {
		taken[read(c).text("name")] = true
	}
	for i := len(taken); ; i++ {
		if name := "way_" + d.Voice.Number(int64(i)); !taken[name] {
			return name
		}
	}
}

// ReadCases reads what the panel of a condition sends, a row for each rule of
// each way, as the document's cases. Rows with a case's name follow one another.
func ReadCases(sent json.RawMessage) (json.RawMessage, error) {
	type row struct {
		Rule
		Name  string `json:"name"`
		Title string `json:"title"`
		When  string `json:"when"`
	}
	type out struct {
		Name  string `json:"name"`
		Title string `json:"title,omitempty"`
		When  string `json:"when"`
	}
	var rows []row
	if err := json.Unmarshal(sent, &rows); err != nil {
		return nil, wrongRows(err)
	}
	cases := []out{}
	rules := map[string][]Rule{}
	for _, r := range rows {
		if strings.TrimSpace(r.Name) == "" && len(cases) > 0 { // a new row: of the way it stands in
			r.Name = cases[len(cases)-1].Name
		}
		if len(cases) == 0 || cases[len(cases)-1].Name != r.Name {
			cases = append(cases, out{Name: r.Name})
		}
		last := &cases[len(cases)-1]
		if r.Title != "" {
			last.Title = r.Title
		}
		if r.When != "" {
			last.When = r.When
		}
		rules[r.Name] = append(rules[r.Name], r.Rule)
	}
	for i := range cases {
		if cases[i].When == "" {
			cases[i].When = Condition(rules[cases[i].Name])
		}
	}
	return json.Marshal(cases)
}
