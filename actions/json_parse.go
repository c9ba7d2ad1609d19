package actions

import (
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
)

// jsonParse takes fields out of JSON by their paths.
type jsonParse struct{ Deps }

type jsonParseConfig struct {
	From   json.RawMessage  `json:"from"`
	Fields []parseRowConfig `json:"fields"`
}

func (jsonParse) Spec() engine.Spec {
	fields := parseFields(parseKinds, pathField)
	fields[1].Fields = append(fields[1].Fields, engine.Field{Name: "required", Type: engine.SwitchField, Advanced: true}) // the same as missing: fail
	return engine.Spec{
		Type: "json.parse", Version: 1, Group: "parser", Help: help("json_parse"), Fields: fields,
		Codes: []string{"parse.not_json", "parse.path_missing", "parse.limit", "value.missing", "value.kind", "value.limit"},
	}
}

func (a jsonParse) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c jsonParseConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	rows, names := f.pathRows(c.Fields, false)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	return a.parsing(from, rows, names, structured(func(text string) (any, error) {
		root, err := eval.Decode([]byte(text), eval.Limits{})
		if err != nil {
			return nil, notJSON(text, err)
		}
		return root, nil
	})), nil
}
