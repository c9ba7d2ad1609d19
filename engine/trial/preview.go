package trial

import (
	"maps"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// Place is where a field's text goes, and so how what it inserts is written.
type Place string

// The places there are.
const (
	PlainPlace  Place = "text"
	URLPlace    Place = "url"
	QueryPlace  Place = "query"
	FormPlace   Place = "form"
	HeaderPlace Place = "header"
	MailPlace   Place = "mail" // a header of a letter: subject, addressee
	HTMLPlace   Place = "html"
	XMLPlace    Place = "xml"       // a whole XML template
	ValuePlace  Place = "value"     // keeps the type of a value inserted alone
	Condition   Place = "condition" // true or false
)

var evalPlaces = map[Place]eval.Place{
	URLPlace: eval.URL, QueryPlace: eval.Query, FormPlace: eval.Form, HeaderPlace: eval.Header, MailPlace: eval.MailHeader, HTMLPlace: eval.HTML,
}

// previewText is how many characters of what a field gives are shown.
const previewText = 2_000

// maxField is how long a field's text may be, in bytes, to be worked out while
// it is typed.
const maxField = 1 << 20

// Preview is what a field's text gives for the sample.
type Preview struct {
	Text    string // secrets masked, shortened; of a list or an object JSON
	Cut     bool   // Text is not all of it
	Kind    Kind   // at ValuePlace what it is, at others Text
	Holds   bool   // of a condition
	Problem *engine.Problem
	Waiting []engine.NodeID // nodes it reads that gave nothing yet: it may come out differently
}

// Preview works out what the text of a field of a node gives. field is named as
// problems name it, as in "with.url"; at is SourceID for the source's.
func (k *Known) Preview(at engine.NodeID, field string, place Place, text string) Preview {
	if len(text) > maxField {
		return Preview{Problem: k.problem(at, field, &eval.Error{Code: "expression.too_large", Args: map[string]string{"limit": "1 MiB"}})}
	}
	scope := k.scope(at, field)
	if place == Condition {
		return k.condition(at, field, text, scope)
	}
	if place == XMLPlace {
		return k.composedXML(at, field, text, scope)
	}
	t, err := eval.ParseText(text, evalPlaces[place], eval.Scope(scope))
	if err != nil {
		return Preview{Problem: k.problem(at, field, err)}
	}
	p := Preview{Kind: Text, Waiting: k.waiting(scope, t.References())}
	env := k.env(k.veiledVars(k.vars(at, scope)))
	var v any
	if place == ValuePlace {
		v, err = t.Value(env)
	} else {
		v, err = t.String(env)
	}
	if err != nil {
		p.Problem = k.problem(at, field, err)
		return p
	}
	if place == ValuePlace {
		p.Kind = KindOf(v)
	}
	p.Text, p.Cut = shown(eval.TextOf(v), previewText)
	return p
}

func (k *Known) condition(at engine.NodeID, field, text string, scope engine.Scope) Preview {
	c, err := eval.ParseCondition(text, eval.Scope(scope))
	if err != nil {
		return Preview{Problem: k.problem(at, field, err)}
	}
	p := Preview{Kind: Boolean, Waiting: k.waiting(scope, c.References())}
	// Only yes or no comes out, so that it may be worked out from what is veiled
	// elsewhere.
	if p.Holds, err = c.Holds(k.env(k.vars(at, scope))); err != nil {
		p.Problem = k.problem(at, field, err)
		return p
	}
	p.Text = eval.TextOf(p.Holds)
	return p
}

func (k *Known) composedXML(at engine.NodeID, field, text string, scope engine.Scope) Preview {
	c, err := eval.ParseXML(text, eval.Scope(scope))
	if err != nil {
		return Preview{Problem: k.problem(at, field, err)}
	}
	p := Preview{Kind: Text, Waiting: k.waiting(scope, c.References())}
	made, err := c.String(k.env(k.veiledVars(k.vars(at, scope))))
	if err != nil {
		p.Problem = k.problem(at, field, err)
		return p
	}
	p.Text, p.Cut = shown(made, previewText)
	return p
}

// shown shortens a text and puts the mask for every veil in it.
func shown(s string, most int) (string, bool) {
	s, more := cut(s, most+len(veil))
	if more { // no half of a veil may be left at the end
		for n := len(veil) - 1; n > 0; n-- {
			if len(s) >= n && strings.EqualFold(s[len(s)-n:], veil[:n]) {
				s = s[:len(s)-n]
				break
			}
		}
	}
	s, less := cut(unveiled(s), most)
	return s, more || less
}

// waiting are the nodes among references that gave nothing yet.
func (k *Known) waiting(scope engine.Scope, refs []eval.Reference) []engine.NodeID {
	var ids []engine.NodeID
	for _, r := range refs {
		id := engine.NodeID(r.Name)
		_, known := k.outputs[id]
		if inScope(scope, r.Name) && k.Plan.Node(id).Type != "" && !known && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// problem is the first thing an error says, with its place; secrets masked.
func (k *Known) problem(at engine.NodeID, field string, err error) *engine.Problem {
	all := engine.ProblemsOf(err)
	if len(all) == 0 {
		return nil
	}
	one := all[0]
	if one.Field == "" {
		one.Field = field
	}
	if one.Node = at; at == SourceID {
		one.Node = ""
	}
	one = k.Plan.Explain(one)
	one.Args = maps.Clone(one.Args)
	for name, v := range one.Args {
		one.Args[name] = unveiled(v)
	}
	return &one
}
