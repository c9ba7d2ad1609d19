package actions

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"regexp/syntax"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// textMatch takes parts of a text by search patterns.
type textMatch struct{ Deps }

type textMatchConfig struct {
	From       json.RawMessage  `json:"from"`
	Fields     []parseRowConfig `json:"fields"`
	IgnoreCase bool             `json:"ignore_case"`
}

func (textMatch) Spec() engine.Spec {
	fields := parseFields([]string{"any", "text", "number", "list", "object"}, engine.Field{Name: "pattern", Type: engine.PlainField, Required: true})
	return engine.Spec{
		Type: "text.match", Version: 1, Group: "parser", Help: help("text_match"),
		Fields: append(fields, engine.Field{Name: "ignore_case", Type: engine.SwitchField, Default: true}),
		Codes:  []string{"parse.not_found", "parse.limit", "value.missing", "value.kind", "value.limit"},
	}
}

func (a textMatch) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c textMatchConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	rows, names := f.rows(c.Fields, "pattern", func(field string, r parseRowConfig) spot {
		return patternSpot{f.pattern(field, r.Pattern, c.IgnoreCase), r.Pattern, r.Kind}
	})
	for i := range rows {
		rows[i].single = true
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	return a.parsing(from, rows, names, func(v any) (any, error) { return eval.TextOf(v), nil }), nil
}

// maxPattern bounds a pattern, in bytes. What it costs to look for one grows with
// the pattern and the text, never faster.
const maxPattern = 1_000

// pattern compiles a pattern in which ^ and $ are the ends of a line.
func (f *form) pattern(field, src string, ignoreCase bool) *regexp.Regexp {
	if len(src) > maxPattern {
		f.wrong(field, "document.length", "max", "1000")
		return nil
	}
	flags := "(?m)"
	if ignoreCase {
		flags = "(?mi)"
	}
	re, err := regexp.Compile(flags + src)
	if wrong := (*syntax.Error)(nil); errors.As(err, &wrong) {
		f.wrong(field, "parse.pattern", "reason", reasons[wrong.Code], "near", clip(wrong.Expr, 60))
		return nil
	}
	return re
}

// reasons are what people are told of a pattern that cannot be read.
var reasons = map[syntax.ErrorCode]string{
	syntax.ErrMissingBracket: "bracket", syntax.ErrMissingParen: "parenthesis", syntax.ErrUnexpectedParen: "parenthesis",
	syntax.ErrMissingRepeatArgument: "repeat", syntax.ErrInvalidRepeatOp: "repeat", syntax.ErrInvalidRepeatSize: "repeat",
	syntax.ErrTrailingBackslash: "backslash", syntax.ErrInvalidEscape: "backslash",
	syntax.ErrInvalidPerlOp: "lookaround", syntax.ErrLarge: "large", syntax.ErrNestingDepth: "large",
}

// patternSpot is what fits a pattern in a text.
type patternSpot struct {
	*regexp.Regexp
	src, kind string
}

func (s patternSpot) find(_ context.Context, root any) (any, bool, error) {
	text := root.(string)
	if s.kind != "list" {
		at := s.FindStringSubmatchIndex(text)
		if at == nil {
			return nil, false, nil
		}
		v := s.of(text, at)
		if v == "" {
			return nil, true, nil
		}
		return v, true, nil
	}
	all := s.FindAllStringSubmatchIndex(text, maxFound+1)
	if len(all) > maxFound {
		return nil, false, wire.TooMuch("found", maxFound)
	}
	list := make([]any, len(all))
	for i, at := range all {
		list[i] = s.of(text, at)
	}
	return list, len(list) > 0, nil
}

// of is what one place that fits gives: its named groups as an object, else its
// first group that took part, else the whole.
func (s patternSpot) of(text string, at []int) any {
	part := func(i int) string {
		if at[2*i] < 0 {
			return ""
		}
		return text[at[2*i]:at[2*i+1]]
	}
	named := map[string]any{}
	for i, name := range s.SubexpNames() {
		if name != "" {
			named[name] = part(i)
		}
	}
	if len(named) > 0 {
		return named
	}
	for i := 1; i <= s.NumSubexp(); i++ {
		if at[2*i] >= 0 {
			return part(i)
		}
	}
	if s.NumSubexp() > 0 {
		return ""
	}
	return part(0)
}

func (s patternSpot) explain(any) error { return refused("parse.not_found", "sought", clip(s.src, 80)) }
