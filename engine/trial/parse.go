package trial

import (
	"encoding/json"
	"strconv"

	"stanok/engine"
	"stanok/engine/eval"
)

// Parsed is what a parser's config gives for the sample, row by row.
type Parsed struct {
	Value   any             // what is read; nil with a Problem
	Known   bool            // whether there is anything to read in the sample
	Begins  string          // the first 300 characters of what was read and is no JSON
	Problem *engine.Problem // of what is read
	Rows    []ParsedRow
	Waiting []engine.NodeID // nodes it reads that gave nothing yet

	order *eval.Order
}

// Tree is what is read, as people walk through it.
func (p Parsed) Tree() Tree { return Tree{Root: p.Value, order: p.order} }

// ParsedRow is what one row of a parser gives.
type ParsedRow struct {
	Name    string
	Path    string // in the notation ["request"][0]["id"]; as it was given if that says no path
	Missing bool   // the sample has no such value
	Kind    Kind   // of what the row gives: its default, if it has one and the value is missing
	Count   int    // of what is in a list or an object
	Preview string // of any other value
	Cut     bool
	Secret  bool
	Problem *engine.Problem
}

// maxRows bounds the rows that are worked out at once.
const maxRows = 500

// rootName is what a row of a parser reads from when it is worked out alone.
const rootName = "sample_root"

// Parse works out a parser's config: its from, and the rows of its fields. The
// node's own action does it, so that kinds and defaults are what they will be.
func (k *Known) Parse(at engine.NodeID, with json.RawMessage) Parsed {
	action := k.catalogue.Actions[k.Plan.Node(at).Type]
	var c struct {
		From   json.RawMessage
		Fields []json.RawMessage
	}
	if err := json.Unmarshal(with, &c); err != nil || action == nil {
		return Parsed{Problem: k.problem(at, "with", &engine.Error{Kind: engine.Invalid, Code: "document.kind", Args: map[string]string{"want": "object"}})}
	}
	scope := k.scope(at, "with.from")
	vars := k.vars(at, scope)
	var out Parsed
	out.Waiting, out.order = k.waiting(scope, references(c.From, scope)), k.orderIn(at)
	if SpotOf(action.Spec()) != "path" {
		k.parseText(&out, action, at, scope, vars, with, c.From, c.Fields)
		return out
	}
	out.Value, out.Problem = k.parseOne(action, at, scope, vars, parserOf(with, c.From, `{"name":"root","path":"$"}`), "root")
	out.Known = out.Problem == nil && out.Value != nil
	if out.Problem != nil {
		out.Problem.Field = "with.from"
		out.Begins = k.begins(c.From, scope, vars)
	}
	vars = k.veiledVars(vars) // a row's default may show anything
	scope[rootName], vars[rootName] = nil, out.Value
	deep := out.Known && count(out.Value) > 0 // there is nothing below a text or a number
	for i, row := range c.Fields {
		if i == maxRows {
			break
		}
		out.Rows = append(out.Rows, k.parseRow(action, at, i, row, scope, vars, deep))
	}
	return out
}

// SpotOf is the key by which a row of a parser says where its value is: path,
// find or pattern; "" for an action that is no such parser.
func SpotOf(spec engine.Spec) string {
	for _, f := range spec.Fields {
		if f.Name != "fields" || spec.Group != "parser" {
			continue
		}
		for _, one := range f.Fields {
			if one.Name == "path" || one.Name == "find" || one.Name == "pattern" {
				return one.Name
			}
		}
	}
	return ""
}

// parserOf is a parser's config with another text to read and one row.
func parserOf(with, from json.RawMessage, row string) json.RawMessage {
	if len(from) == 0 {
		from = json.RawMessage("null")
	}
	var all map[string]json.RawMessage
	_ = json.Unmarshal(with, &all) // it was read before
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	all["from"], all["fields"] = from, json.RawMessage("["+row+"]")
	made, err := json.Marshal(all)
	if err != nil { // a row that is no JSON, which no draft has
		return json.RawMessage("{}")
	}
	return made
}

// parseOne runs the action with a config of one row, and returns what that gives.
func (k *Known) parseOne(a engine.Action, at engine.NodeID, scope engine.Scope, vars map[string]any, with json.RawMessage, name string) (any, *engine.Problem) {
	p, err := a.Prepare(with, scope)
	if err != nil {
		return nil, k.problem(at, "", under(err))
	}
	out, err := k.run(p, at, vars)
	if err != nil {
		return nil, k.problem(at, "with", err)
	}
	fields, _ := out.Output.(map[string]any)
	return fields[name], nil
}

// under places what Prepare says in the node's config.
func under(err error) error { return engine.ProblemsOf(err).Under("with") }

func (k *Known) parseRow(a engine.Action, at engine.NodeID, i int, row json.RawMessage, scope engine.Scope, vars map[string]any, known bool) ParsedRow {
	var given struct{ Name, Path any }
	_ = json.Unmarshal(row, &given) // what is no text, the action will speak of
	name, _ := given.Name.(string)
	path, _ := given.Path.(string)
	r := ParsedRow{Name: name, Path: path, Missing: true, Kind: Null}
	p, err := eval.ParsePath(path)
	secret := isSecret(name)
	if err == nil && path != "" {
		r.Path = p.String()
		steps, _ := p.Steps()
		for _, s := range steps {
			key, _ := s.(string)
			secret = secret || isSecret(key)
		}
		if k.Plan.Node(at).Type != "json.parse" {
			p = p.InXML()
		}
		_, found, err := p.Find(vars[rootName])
		r.Missing = err != nil || !found
	}
	if !known {
		return r
	}
	v, problem := k.parseOne(a, at, scope, vars, parserOf(k.Plan.Node(at).With, json.RawMessage(`"{{ `+rootName+` }}"`), string(row)), name)
	if r.Problem = problem; problem != nil {
		problem.Field = rowField(problem.Field, i)
		return r
	}
	r.Kind, r.Count = KindOf(v), count(v)
	r.Preview, r.Cut, r.Secret = preview(v, secret, false)
	return r
}

// rowField names a field of the only row as one of the i'th.
func rowField(field string, i int) string {
	const only = "with.fields[0]"
	at := "with.fields[" + strconv.Itoa(i) + "]"
	if len(field) >= len(only) && field[:len(only)] == only {
		return at + field[len(only):]
	}
	return at
}

// references are those of a config's value that is a template.
func references(value json.RawMessage, scope engine.Scope) []eval.Reference {
	var text string
	if json.Unmarshal(value, &text) != nil {
		return nil
	}
	t, err := eval.ParseText(text, eval.Plain, eval.Scope(scope))
	if err != nil {
		return nil
	}
	return t.References()
}
