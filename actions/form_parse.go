package actions

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// formParse takes fields out of a web form or the parameters of an address.
type formParse struct{ Deps }

type formParseConfig struct {
	From   json.RawMessage  `json:"from"`
	Fields []parseRowConfig `json:"fields"`
}

func (formParse) Spec() engine.Spec {
	return engine.Spec{
		Type: "form.parse", Version: 1, Group: "parser", Help: help("form_parse"), Fields: parseFields(parseKinds, pathField),
		Codes: []string{"parse.path_missing", "parse.limit", "value.missing", "value.kind", "value.limit", "value.encoding"},
	}
}

func (a formParse) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c formParseConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	rows, names := f.pathRows(c.Fields, true)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	return a.parsing(from, rows, names, structured(func(text string) (any, error) {
		form, err := wire.Form(pairsIn(text), func(s string) (string, bool) { return s, utf8.ValidString(s) })
		if err != nil {
			e := ours(err)
			e.Field = "" // the form's own, which is no field of the config
			return nil, e
		}
		return form, nil
	})), nil
}

// pairsIn is the part of a text that has the pairs: of an address, what stands
// between ? and #.
func pairsIn(text string) string {
	text = strings.TrimSpace(text)
	if scheme, _, ok := strings.Cut(text, "://"); ok && !strings.ContainsAny(scheme, "=&?") {
		_, text, _ = strings.Cut(text, "?")
		text, _, _ = strings.Cut(text, "#")
		return text
	}
	return strings.TrimPrefix(text, "?")
}
