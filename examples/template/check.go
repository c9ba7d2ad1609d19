package template

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/document"
	"stanok/engine/draft"
)

// check holds a template to its own documents.
func (t Template) check() []error {
	var all []error
	bad := func(format string, args ...any) { all = append(all, fmt.Errorf(format, args...)) }
	if t.Format != 1 || t.Minutes < 1 || len(t.Services) == 0 || len(t.Documents) == 0 {
		bad("format 1, minutes, services and documents are needed")
	}
	for where, w := range t.words() {
		if w.EN == "" || w.RU == "" || w.PT == "" {
			bad("%s is not said in three languages", where)
		}
	}
	seen := map[string]bool{}
	for _, q := range t.Questions {
		if seen[q.Name] || q.Name == "" {
			bad("question %q stands twice or has no name", q.Name)
		}
		seen[q.Name] = true
		all = append(all, t.checkQuestion(q)...)
	}
	for _, p := range t.Prerequisites {
		if !slices.Contains(t.Services, p.Service) {
			bad("prerequisites: %q is no service of this template", p.Service)
		}
	}
	for _, v := range t.Documents {
		for _, lang := range Languages {
			all = append(all, t.checkDocument(v.Name, lang)...)
		}
	}
	for _, c := range t.Connections {
		used := slices.ContainsFunc(t.Documents, func(v Variant) bool { return len(t.slot(v.Name, c.Name)) > 0 })
		if !used || !slices.Contains(t.Services, c.Service) {
			bad("connection %q is used by no document or of no service here", c.Name)
		}
	}
	return all
}

// words are all texts, by where they stand.
func (t Template) words() map[string]Words {
	all := map[string]Words{"title": t.Title, "result": t.Result, "search": t.Search}
	optional := func(where string, w Words) {
		if w != (Words{}) {
			all[where] = w
		}
	}
	for _, p := range t.Prerequisites {
		all["prerequisite "+p.Text.EN] = p.Text
	}
	for _, v := range t.Documents {
		if len(t.Documents) > 1 {
			all["document "+v.Name] = v.Title
		}
		optional("help of document "+v.Name, v.Help)
	}
	for _, q := range t.Questions {
		all["question "+q.Name] = q.Title
		optional("help of question "+q.Name, q.Help)
		for _, o := range q.Options {
			all["option "+q.Name+" "+o.Value] = o.Title
		}
		for _, c := range q.Columns {
			all["column "+q.Name+" "+c.Name] = c.Title
		}
	}
	return all
}

func (t Template) checkQuestion(q Question) (all []error) {
	bad := func(format string, args ...any) {
		all = append(all, fmt.Errorf("question "+q.Name+": "+format, args...))
	}
	if !slices.Contains([]string{Text, Number, Choice, Switch, List, Pairs}, q.Kind) {
		bad("unknown kind %q", q.Kind)
	}
	if (q.Kind == Choice) != (len(q.Options) > 0) || (q.Kind == Pairs) != (len(q.Columns) > 0) || (q.Kind == List) != (q.List.List != "") {
		bad("options are a choice's, columns those of pairs, and a list that of a list")
	}
	if q.Page != "" && !slices.Contains(t.Services, q.Page) {
		bad("%q is no service of this template", q.Page)
	}
	lists := []ListOf{q.List}
	for _, c := range q.Columns {
		lists = append(lists, c.List)
	}
	for _, l := range lists {
		if l.List != "" && !slices.ContainsFunc(t.Connections, func(c Connection) bool { return c.Name == l.Connection }) {
			bad("%q is no connection of this template", l.Connection)
		}
	}
	if q.Table != "" && !slices.ContainsFunc(t.Tables, func(one Table) bool { return one.Name == q.Table }) {
		bad("%q is no table of this template", q.Table)
	}
	for _, name := range q.Documents {
		if _, ok := t.Variant(name); !ok || name == "" {
			bad("there is no document %q", name)
		}
	}
	return all
}

// checkDocument holds a document in a language to the English one, and to what
// the template says of it.
func (t Template) checkDocument(variant, lang string) (all []error) {
	bad := func(format string, args ...any) {
		all = append(all, fmt.Errorf(variant+" in "+lang+": "+format, args...))
	}
	doc, err := document.Parse(t.Document(variant, lang))
	if err != nil {
		bad("%w", err)
		return all
	}
	def, problems := doc.Definition()
	if len(problems) > 0 {
		bad("%w", problems)
	}
	if english, err := document.Parse(t.Document(variant, "en")); err == nil {
		if a, b := shape(english), shape(doc); a != b {
			bad("it differs from the English one in more than words")
		}
	}
	d, err := draft.Read(doc.JSON())
	if err != nil {
		bad("%w", err)
		return all
	}
	known := func(id string) bool {
		return slices.ContainsFunc(def.Nodes, func(n engine.Node) bool { return string(n.ID) == id })
	}
	for _, q := range t.Questions {
		if !q.For(variant) {
			continue
		}
		for _, scope := range q.Into {
			if d.At(scope) == nil {
				bad("question %s goes into %s, which does not exist", q.Name, scope)
			}
		}
		for _, id := range q.actions() {
			if !known(id) {
				bad("question %s switches action %s, which does not exist", q.Name, id)
			}
		}
	}
	for _, name := range named(def) {
		if !slices.ContainsFunc(t.Connections, func(c Connection) bool { return c.Name == name }) {
			bad("connection %q is not among those of the template", name)
		}
	}
	return all
}

// actions are those that answers of q switch.
func (q Question) actions() []string {
	ids := slices.Clone(q.On)
	for _, o := range q.Options {
		ids = append(ids, o.On...)
	}
	return ids
}

// shape is a document without its words: ids, types and where they stand.
func shape(doc *document.Document) string {
	def, _ := doc.Definition()
	var b strings.Builder
	fmt.Fprintln(&b, def.Format, def.Source.Type, keys(def.Source.With))
	for _, n := range def.Nodes {
		fmt.Fprintln(&b, n.ID, n.Type, n.Parent, n.Branch, n.Disabled, keys(n.With))
	}
	return b.String()
}

// keys are the names of a config's settings, with what they hold where that is
// no text.
func keys(with json.RawMessage) string {
	var v any
	_ = json.Unmarshal(with, &v) // it was read once already
	var b strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			names := make([]string, 0, len(v))
			for name := range v {
				names = append(names, name)
			}
			slices.Sort(names)
			for _, name := range names {
				fmt.Fprint(&b, name, "{")
				walk(v[name])
				b.WriteString("}")
			}
		case []any:
			for _, e := range v {
				b.WriteString("[")
				walk(e)
				b.WriteString("]")
			}
		case string:
			b.WriteString("text")
		default:
			fmt.Fprint(&b, v)
		}
	}
	walk(v)
	return b.String()
}
