package actions

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"strings"

	"stanok/engine/eval"
)

// multipart writes a form whose fields may be files.
func (b *httpBody) multipart(env eval.Env) ([]byte, string, error) {
	fields, text, err := b.named(env)
	if err != nil {
		return nil, "", err
	}
	if fields == nil {
		return nil, "", within("body.from", refused("value.kind", "name", clip(text, 40), "kind", "text", "want", "object"))
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	if err := w.SetBoundary(boundaryFor(fields)); err != nil {
		return nil, "", err
	}
	for _, f := range fields {
		if err := writePart(w, f); err != nil {
			return nil, "", within("body.fields."+f.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return buf.Bytes(), w.FormDataContentType(), nil
}

func writePart(w *multipart.Writer, f named) error {
	if object, ok := f.value.(map[string]any); !ok || object["base64"] == nil {
		return w.WriteField(f.name, eval.TextOf(f.value))
	}
	file, err := fileOf(f.value)
	if err != nil {
		return err
	}
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, quoted.Replace(f.name), quoted.Replace(file.name)))
	head.Set("Content-Type", file.kind)
	part, err := w.CreatePart(head)
	if err != nil {
		return err
	}
	_, err = part.Write(file.data)
	return err
}

// quoted makes a text fit to stand between the quotes of a part's head.
var quoted = strings.NewReplacer("\\", "\\\\", `"`, "%22", "\r", "%0D", "\n", "%0A", "\x00", "")

// boundaryFor returns a line that no field holds, and that is the same for every
// attempt: a repeat must be the same request, byte for byte.
func boundaryFor(fields []named) string {
	h := sha256.New()
	for _, f := range fields {
		fmt.Fprintf(h, "%q=%q;", f.name, eval.TextOf(f.value))
	}
	return fmt.Sprintf("stanok-%x", h.Sum(nil)[:20])
}

// attachment is a file to be sent.
type attachment struct {
	name, kind string
	data       []byte
}

// fileOf reads a file as other actions give it: {base64, name, type}, or its
// base64 alone.
func fileOf(v any) (attachment, error) {
	file := attachment{name: "file", kind: "application/octet-stream"}
	code, ok := v.(string)
	if object, is := v.(map[string]any); is {
		code, ok = object["base64"].(string)
		for key, into := range map[string]*string{"name": &file.name, "type": &file.kind} {
			if s, is := object[key].(string); is && s != "" && !strings.ContainsAny(s, "\r\n\x00") {
				*into = s
			}
		}
	}
	if !ok {
		return file, refused("value.kind", "name", "body", "kind", kindOfValue(v), "want", "file")
	}
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(code))
	if err != nil {
		return file, refused("value.kind", "name", "body", "kind", "text", "want", "base64")
	}
	file.data = data
	return file, nil
}
