package actions

import (
	"encoding/base64"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"stanok/engine/egress"
	"stanok/engine/wire"
)

// outputOf is an answer as later actions see it.
func outputOf(a *egress.Answer, as string) map[string]any {
	headers := make(map[string]any, len(a.Header))
	for name, values := range a.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ", ")
	}
	out := map[string]any{
		"status": number(a.Status), "headers": headers, "body": "", "content_type": a.ContentType,
		"duration_ms": number(int(a.Duration.Milliseconds())),
	}
	text, ok := textOfAnswer(a)
	switch {
	case as == "base64" || !ok && as != "text":
		out["base64"] = base64.StdEncoding.EncodeToString(a.Body)
	case !ok:
		out["body"] = strings.ToValidUTF8(text, "\uFFFD")
	default:
		out["body"] = text
	}
	return out
}

// textOfAnswer returns the body as text, converted from the charset that its header
// or the first line of its XML declares, and whether it is text at all.
func textOfAnswer(a *egress.Answer) (string, bool) {
	_, params, _ := mime.ParseMediaType(a.ContentType)
	name := strings.ToLower(params["charset"])
	if name == "" && !utf8.Valid(a.Body) {
		name = strings.ToLower(wire.NamedInXML(string(a.Body[:min(len(a.Body), 200)])))
	}
	if name != "" && name != "utf-8" && name != "utf8" {
		if enc, err := htmlindex.Get(name); err == nil {
			if text, err := enc.NewDecoder().Bytes(a.Body); err == nil {
				return string(text), true
			}
		}
	}
	return string(a.Body), utf8.Valid(a.Body)
}

// maxShown bounds how much of a body history keeps of a request, in bytes.
const maxShown = 256 << 10

// shownRequest is a request as history shows it.
func shownRequest(r egress.Request) map[string]any {
	headers := make(map[string]any, len(r.Header))
	for name, values := range r.Header {
		headers[name] = strings.Join(values, ", ")
	}
	shown := map[string]any{"method": r.Method, "url": r.URL, "headers": headers}
	switch {
	case len(r.Body) == 0:
	case len(r.Body) <= maxShown && utf8.Valid(r.Body):
		shown["body"] = string(r.Body)
	default:
		shown["body_bytes"] = number(len(r.Body))
	}
	return shown
}
