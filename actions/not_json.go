package actions

import (
	"errors"
	"maps"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// notJSON adds to what eval says of a text that is not JSON what it seems to be
// instead, which explains more than a line and a column.
func notJSON(text string, err error) error {
	var said *eval.Error
	if !errors.As(err, &said) || said.Code != "parse.not_json" {
		return err
	}
	e := &engine.Error{Kind: engine.Invalid, Code: said.Code, Args: maps.Clone(said.Args), Err: err}
	if e.Args == nil {
		e.Args = map[string]string{}
	}
	e.Args["begins"] = beginning(text)
	return e
}

// beginning names what a text seems to be: empty, html, xml, form, json (cut off
// or broken) or text.
func beginning(text string) string {
	text = strings.ToLower(strings.TrimSpace(text[:min(len(text), 1000)]))
	switch {
	case text == "":
		return "empty"
	case strings.HasPrefix(text, "<?xml"):
		return "xml"
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"), strings.HasPrefix(text, "<head"), strings.HasPrefix(text, "<body"):
		return "html"
	case text[0] == '<':
		return "xml"
	case text[0] == '{', text[0] == '[', text[0] == '"':
		return "json"
	case !strings.ContainsAny(text, " \n") && strings.Contains(text, "="):
		return "form"
	}
	return "text"
}
