package actions

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// htmlParse takes texts out of a web page or a letter by CSS selectors.
type htmlParse struct{ Deps }

type htmlParseConfig struct {
	From   json.RawMessage  `json:"from"`
	Fields []parseRowConfig `json:"fields"`
}

func (htmlParse) Spec() engine.Spec {
	return engine.Spec{
		Type: "html.parse", Version: 1, Group: "parser", Help: help("html_parse"),
		Fields: parseFields([]string{"any", "text", "number", "list"},
			engine.Field{Name: "find", Type: engine.PlainField, Required: true},
			engine.Field{Name: "take", Type: engine.PlainField}),
		Codes: []string{"parse.not_found", "parse.limit", "value.missing", "value.kind", "value.limit"},
	}
}

func (a htmlParse) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c htmlParseConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	rows, names := f.rows(c.Fields, "find", func(field string, r parseRowConfig) spot {
		s, ok := wire.ParseSelector(r.Find)
		if !ok && r.Find != "" {
			f.wrong(field, "parse.selector", "selector", clip(r.Find, 60))
		}
		return elementSpot{src: r.Find, selector: s, take: r.Take, every: r.Kind == "list"}
	})
	for i := range rows {
		rows[i].single = true
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	return a.parsing(from, rows, names, func(v any) (any, error) { return wire.HTML(eval.TextOf(v)) }), nil
}

// elementSpot is one element of a page, or every one that fits.
type elementSpot struct {
	src      string
	selector wire.Selector
	take     string // text, html, or an attribute; "" for text
	every    bool
}

// findTime bounds how long one row may look for its elements.
const findTime = time.Second

// maxFound bounds a list of what was found.
const maxFound = 10_000

var errSlow = errors.New("looking for elements takes too long")

func (s elementSpot) find(ctx context.Context, root any) (any, bool, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, findTime, errSlow)
	defer cancel()
	most := 1
	if s.every {
		most = maxFound + 1
	}
	found, err := root.(*wire.Page).Find(ctx, s.selector, most)
	switch {
	case errors.Is(err, errSlow):
		return nil, false, refused("parse.limit", "limit", "time")
	case err != nil:
		return nil, false, err
	case len(found) > maxFound:
		return nil, false, wire.TooMuch("found", maxFound)
	}
	list := make([]any, 0, len(found))
	for _, e := range found {
		if v, ok := s.of(e); ok {
			list = append(list, v)
		}
	}
	if s.every {
		return list, len(list) > 0, nil
	}
	if len(list) == 0 || list[0] == "" {
		return nil, len(found) > 0, nil
	}
	return list[0], true, nil
}

func (s elementSpot) of(e wire.Element) (string, bool) {
	switch s.take {
	case "", "text":
		return e.Text(), true
	case "html":
		return e.HTML(), true
	}
	return e.Attribute(s.take)
}

func (s elementSpot) explain(any) error { return refused("parse.not_found", "sought", clip(s.src, 80)) }
