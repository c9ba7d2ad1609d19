package actions

import (
	"cmp"
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"

	"stanok/engine"
	"stanok/engine/eval"
)

// respond answers whoever sent the event and waits.
type respond struct{ Deps }

type respondConfig struct {
	Status  int                        `json:"status"`
	Type    string                     `json:"type"`
	Headers map[string]json.RawMessage `json:"headers"`
	Body    json.RawMessage            `json:"body"`
}

func (respond) Spec() engine.Spec {
	return engine.Spec{
		Type: "respond", Version: 1, Group: "send", Help: help("respond"),
		Fields: []engine.Field{
			{Name: "status", Type: engine.NumberField, Default: 200},
			{Name: "body", Type: engine.ValueField},
			{Name: "type", Type: engine.PlainField, Advanced: true},
			{Name: "headers", Type: engine.PairsField, Advanced: true},
		},
		Outputs: []string{"status"},
		Codes:   []string{"http.header", "value.missing", "value.kind", "value.limit"},
	}
}

func (a respond) Prepare(with json.RawMessage, scope engine.Scope) (engine.Prepared, error) {
	var c respondConfig
	f := readForm(a.Spec().Fields, with, scope, &c)
	f.between("status", c.Status, 200, 599)
	f.answerType("type", c.Type)
	headers := f.headers("headers", c.Headers, notForAnswers)
	body := f.value("body", c.Body, eval.Plain)
	if err := f.err(); err != nil {
		return engine.Prepared{}, err
	}
	run := func(ctx context.Context, in engine.Input) (engine.Outcome, error) {
		env := a.envOf(ctx, in)
		h, err := header("headers", headers, env)
		if err != nil {
			return engine.Outcome{}, err
		}
		text, kind, err := answerBody(body, env)
		if err != nil {
			return engine.Outcome{}, within("body", err)
		}
		return replying(c.Status, cmp.Or(c.Type, kind), h, text), nil
	}
	return engine.Prepared{Run: run, Outputs: a.Spec().Outputs}, nil
}

// replying answers with a body of some kind, which both may be "".
func replying(status int, kind string, h http.Header, body string) engine.Outcome {
	if kind != "" {
		h.Set("Content-Type", kind)
	}
	headers := make(map[string]string, len(h))
	for name, values := range h {
		headers[name] = strings.Join(values, ", ")
	}
	return engine.Outcome{
		Input:  map[string]any{"status": number(status), "type": kind, "body": body},
		Output: map[string]any{"status": number(status)},
		Reply:  &engine.Reply{Status: status, Header: headers, Body: []byte(body)},
	}
}

// answerBody returns a body's text, and the type it goes out as.
func answerBody(body value, env eval.Env) (text, kind string, err error) {
	v, _, err := body.of(env)
	if err != nil || v == nil {
		return "", "", err
	}
	if text, ok := v.(string); ok {
		if looksJSON(text) {
			return text, "application/json", nil
		}
		return text, "text/plain; charset=utf-8", nil
	}
	return string(eval.Append(nil, v)), "application/json", nil
}

// looksJSON reports whether a text is an object or list in JSON.
func looksJSON(text string) bool {
	return text != "" && (text[0] == '{' || text[0] == '[') && json.Valid([]byte(text))
}

// answerTypes are the types an answer to a sender may have. Anything a browser
// would run is none of them.
var answerTypes = []string{"application/json", "text/plain"}

func (f *form) answerType(field, kind string) {
	if kind == "" {
		return
	}
	media, _, err := mime.ParseMediaType(kind)
	if err != nil || !slices.Contains(answerTypes, media) {
		f.wrong(field, "document.choice", "value", clip(kind, 60), "known", "application/json, text/plain")
	}
}

// notForAnswers are headers that an answer must not set: the server sets them,
// or they would make a browser keep or run something.
var notForAnswers = []string{
	"Connection", "Content-Encoding", "Content-Length", "Content-Security-Policy", "Content-Type", "Host",
	"Set-Cookie", "Trailer", "Transfer-Encoding", "Upgrade", "X-Content-Type-Options",
}
