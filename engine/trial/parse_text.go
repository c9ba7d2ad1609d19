package trial

import (
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// parseText works out the rows of a parser that searches a text.
func (k *Known) parseText(out *Parsed, a engine.Action, at engine.NodeID, scope engine.Scope, vars map[string]any, with, from json.RawMessage, rows []json.RawMessage) {
	vars = k.veiledVars(vars)
	text, ok := k.textRead(from, scope, vars)
	out.Known = ok
	scope[rootName], vars[rootName] = nil, text
	for i, row := range rows {
		if i == maxRows {
			break
		}
		var given struct{ Name string }
		_ = json.Unmarshal(row, &given) // what is no text, the action will speak of
		r := ParsedRow{Name: given.Name, Missing: true, Kind: Null}
		if ok {
			v, problem := k.parseOne(a, at, scope, vars, parserOf(with, json.RawMessage(`"{{ `+rootName+` }}"`), string(row)), given.Name)
			if r.Problem = problem; problem != nil {
				problem.Field = rowField(problem.Field, i)
			}
			list, isList := v.([]any)
			r.Missing = problem == nil && (v == nil || isList && len(list) == 0)
			r.Kind, r.Count = KindOf(v), count(v)
			r.Preview, r.Cut, r.Secret = preview(v, isSecret(given.Name), false)
		}
		out.Rows = append(out.Rows, r)
	}
}

// textRead is the text that a parser reads; it is false while that is not known.
func (k *Known) textRead(from json.RawMessage, scope engine.Scope, vars map[string]any) (string, bool) {
	var src string
	if json.Unmarshal(from, &src) != nil {
		return "", false
	}
	t, err := eval.ParseText(src, eval.Plain, eval.Scope(scope))
	if err != nil {
		return "", false
	}
	v, err := t.Value(k.env(vars))
	text := eval.TextOf(v)
	return text, err == nil && text != ""
}

// begins is the beginning of a text that was to be read and is no JSON.
func (k *Known) begins(from json.RawMessage, scope engine.Scope, vars map[string]any) string {
	s, _ := k.textRead(from, scope, k.veiledVars(vars))
	s, _ = shown(s, 300)
	return s
}
