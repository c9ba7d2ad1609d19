package actions

import (
	"encoding/json"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// xmlParse takes fields out of XML by their paths.
type xmlParse struct{ Deps }

type xmlParseConfig struct {
	From   json.RawMessage  `json:"from"`
	Fields []parseRowConfig `json:"fields"`
}

func (xmlParse) Spec() engine.Spec {
	return engine.Spec{
		Type: "xml.parse", Version: 1, Group: "parser", Help: help("xml_parse"), Fields: parseFields(parseKinds, pathField),
		Codes: []string{"parse.not_xml", "parse.path_missing", "parse.limit", "value.missing", "value.kind", "value.limit"},
	}
}

func (a xmlParse) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c xmlParseConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	rows, names := f.pathRows(c.Fields, true)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	return a.parsing(from, rows, names, structured(func(text string) (any, error) {
		root, err := wire.XML(text)
		if err != nil {
			return nil, otherThanXML(text, err)
		}
		return root, nil
	})), nil
}

// otherThanXML adds to what is wrong with an XML text what it seems to be
// instead.
func otherThanXML(text string, err error) error {
	e := ours(err)
	if e.Code != "parse.not_xml" {
		return err
	}
	if begins := beginning(text); begins != "xml" {
		return withArg(err, "begins", begins)
	}
	return err
}
