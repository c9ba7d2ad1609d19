package actions

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/engine/wire"
)

// fileDecode reads the text of a file that came as base64.
type fileDecode struct{ Deps }

type fileDecodeConfig struct {
	From    json.RawMessage `json:"from"`
	Charset string          `json:"charset"`
}

func (fileDecode) Spec() engine.Spec {
	return engine.Spec{
		Type: "file.decode", Version: 1, Group: "data", Help: help("file_decode"),
		Fields: []engine.Field{
			{Name: "from", Type: engine.ValueField, Required: true},
			{Name: "charset", Type: engine.ChoiceField, Options: charsets, Default: "utf-8"},
		},
		Outputs: []string{"text", "base64", "size", "type"},
		Codes:   []string{"parse.not_file", "parse.not_text", "value.missing", "value.kind", "value.limit"},
	}
}

func (a fileDecode) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c fileDecodeConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	from := f.value("from", c.From, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	charset := wire.CharsetNamed(c.Charset)
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		v, _, err := from.of(a.envOf(ctx, in))
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		data, kind, err := fileIn(v)
		if err != nil {
			return engine.Outcome{}, within("from", err)
		}
		if _, ok := charset.Text(string(data)); !ok {
			return engine.Outcome{}, within("from", refused("parse.not_text", "charset", c.Charset, "type", kind))
		}
		return engine.Outcome{Output: fileOutput(data, kind)}, nil
	}
	derive := func(output map[string]any) {
		src, _ := output["base64"].(string)
		if _, has := output["text"]; has || src == "" && output["size"] == nil {
			return
		}
		output["text"] = func() (any, error) {
			data, err := base64.StdEncoding.DecodeString(src)
			if err != nil {
				return nil, nil
			}
			text, _ := charset.Text(string(data))
			return strings.TrimPrefix(text, "\uFEFF"), nil
		}
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs, Derive: derive}, nil
}

// fileIn reads a file: base64, a data address, or an object that has it under
// base64, as those that come with a form.
func fileIn(v any) (data []byte, kind string, err error) {
	if object, ok := v.(map[string]any); ok {
		kind, _ = object["type"].(string)
		if kind == "" {
			kind, _ = object["content_type"].(string)
		}
		v = object["base64"]
	}
	src, ok := v.(string)
	if !ok {
		return nil, "", refused("value.kind", "name", "from", "kind", kindOfValue(v), "want", "text")
	}
	if rest, ok := strings.CutPrefix(src, "data:"); ok {
		head, body, _ := strings.Cut(rest, ",")
		kind, ok = strings.CutSuffix(head, ";base64")
		if !ok {
			return nil, "", refused("parse.not_file")
		}
		src = body
	}
	src = strings.NewReplacer("\r", "", "\n", "", " ", "", "-", "+", "_", "/").Replace(src)
	data, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(src, "="))
	if err != nil {
		return nil, "", refused("parse.not_file")
	}
	if kind == "" {
		kind = http.DetectContentType(data)
	}
	return data, kind, nil
}
