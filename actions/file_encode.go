package actions

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"mime"
	"path"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// fileEncode makes a file of a text, as base64.
type fileEncode struct{ Deps }

type fileEncodeConfig struct {
	From    json.RawMessage `json:"from"`
	Name    string          `json:"name"`
	Type    string          `json:"type"`
	Charset string          `json:"charset"`
}

// charsets are those that files are written and read in.
var charsets = []string{"utf-8", "windows-1251", "windows-1252", "iso-8859-1", "koi8-r", "ibm866", "utf-16le"}

func (fileEncode) Spec() engine.Spec {
	return engine.Spec{
		Type: "file.encode", Version: 1, Group: "data", Help: help("file_encode"),
		Fields: []engine.Field{
			{Name: "from", Type: engine.ValueField, Required: true},
			{Name: "name", Type: engine.TextField},
			{Name: "type", Type: engine.PlainField},
			{Name: "charset", Type: engine.ChoiceField, Options: charsets, Default: "utf-8", Advanced: true},
		},
		Outputs: []string{"base64", "name", "size", "type"},
		Codes:   []string{"value.charset", "value.missing", "value.kind", "value.limit"},
	}
}

func (a fileEncode) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c fileEncodeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	name := f.text("name", c.Name, eval.Plain)
	if _, _, err := mime.ParseMediaType(c.Type); err != nil && c.Type != "" {
		f.wrong("type", "value.kind", "name", clip(c.Type, 60), "want", "media type")
	}
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	charset := wire.CharsetNamed(c.Charset)
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		v, _, err := from.of(env)
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		data, strange, ok := charset.Bytes(eval.TextOf(v))
		if !ok {
			return engine.Outcome{}, within("from", refused("value.charset", "charset", c.Charset, "letter", strange))
		}
		called, err := name.String(env)
		if err != nil {
			return engine.Outcome{}, within("name", err)
		}
		kind := c.Type
		if kind == "" {
			kind = typeOf(v, called, c.Charset)
		}
		out := fileOutput(data, kind)
		out["name"] = called
		return engine.Outcome{Output: out}, nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}

// fileTypes are the types of files that are text, by the ends of their names.
var fileTypes = map[string]string{
	".csv": "text/csv", ".xml": "application/xml", ".json": "application/json", ".html": "text/html", ".htm": "text/html",
}

// typeOf is the media type of a value that is written as text into a file.
func typeOf(v any, name, charset string) string {
	kind := fileTypes[strings.ToLower(path.Ext(name))]
	switch v.(type) {
	case map[string]any, []any:
		kind = "application/json"
	}
	switch kind {
	case "application/json":
		return kind
	case "":
		kind = "text/plain"
	}
	return kind + "; charset=" + charset
}

// fileOutput describes a file.
func fileOutput(data []byte, kind string) map[string]any {
	return map[string]any{"base64": base64.StdEncoding.EncodeToString(data), "size": number(len(data)), "type": kind}
}
