package actions

import (
	"encoding/json"
	"strings"

	"stanok/engine/eval"
)

// httpBody is the body of a request made ready. A nil httpBody is no body.
type httpBody struct {
	kind   string
	from   value
	fields []pair

	// composer is a declared request's template. It writes a body of kind json;
	// the other kinds see its text as composed.
	composer *eval.Composer
	brackets bool // what a form's values hold is written as name[key]
}

func (f *form) httpBody(c *httpBodyConfig) *httpBody {
	if c == nil {
		return nil
	}
	b := &httpBody{
		kind:   c.Kind,
		from:   f.value("body.from", c.From, eval.Plain),
		fields: f.pairs("body.fields", c.Fields, eval.Plain),
	}
	takesFields := c.Kind == "form" || c.Kind == "multipart"
	switch {
	case c.Kind == "":
	case b.fields != nil && !takesFields && len(b.fields) > 0:
		f.wrong("body.fields", "document.unknown_key", "key", "fields", "known", "from", "closest", "from")
	case c.From != nil && len(b.fields) > 0:
		f.wrong("body", "document.one_of", "keys", "from, fields")
	case c.From == nil && !takesFields:
		f.wrong("body.from", "document.required", "key", "from")
	case c.From == nil && len(b.fields) == 0:
		f.wrong("body.fields", "document.required", "key", "fields")
	}
	return b
}

// of returns the body and the content type it has unless the config says
// another.
func (b *httpBody) of(env eval.Env) (body []byte, kind string, err error) {
	if b == nil {
		return nil, "", nil
	}
	if b.composer != nil {
		body, err = b.composer.Append(nil, env)
		if err != nil || b.kind == "json" {
			return body, "application/json", within("body", err)
		}
		env = with(env, "composed", string(body))
	}
	switch b.kind {
	case "form":
		return b.form(env)
	case "multipart":
		return b.multipart(env)
	}
	v, _, err := b.from.of(env)
	if err == nil {
		switch b.kind {
		case "json":
			body, kind, err = jsonBody(v)
		case "text":
			body, kind = []byte(eval.TextOf(v)), "text/plain; charset=utf-8"
		case "file":
			var file attachment
			file, err = fileOf(v)
			body, kind = file.data, file.kind
		}
	}
	return body, kind, within("body.from", err)
}

// jsonBody takes a text that is JSON as it stands, and writes any other value.
func jsonBody(v any) ([]byte, string, error) {
	const kind = "application/json"
	text, ok := v.(string)
	switch {
	case v == nil || ok && strings.TrimSpace(text) == "":
		return nil, "", refused("value.missing", "name", "body")
	case !ok:
		return eval.Append(nil, v), kind, nil
	}
	body := []byte(text)
	if !json.Valid(body) {
		_, err := eval.Decode(body, eval.Limits{})
		return nil, "", notJSON(text, err)
	}
	return body, kind, nil
}

func (b *httpBody) form(env eval.Env) ([]byte, string, error) {
	const kind = "application/x-www-form-urlencoded"
	fields, text, err := b.named(env)
	if err != nil || fields == nil {
		return []byte(text), kind, err
	}
	return []byte(encodeForm(fields)), kind, nil
}

// named returns the fields of a form, or the text of one that is written already.
func (b *httpBody) named(env eval.Env) ([]named, string, error) {
	if b.brackets {
		fields, err := present("body.fields", b.fields, env)
		return opened(fields), "", err
	}
	if !b.from.given() {
		fields, err := worked("body.fields", b.fields, env)
		return fields, "", err
	}
	v, _, err := b.from.of(env)
	if err != nil {
		return nil, "", within("body.from", err)
	}
	switch v := v.(type) {
	case string:
		return nil, v, nil
	case map[string]any:
		return flat(v), "", nil
	}
	return nil, "", within("body.from", refused("value.kind", "name", "body", "kind", kindOfValue(v), "want", "object"))
}
