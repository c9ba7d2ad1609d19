package sources

import (
	"net/http"
	"net/textproto"
	"strings"

	"stanok/engine"
)

// The two types an answer can have. A browser that is given one of them, and
// told not to guess, runs nothing.
const (
	plainText     = "text/plain; charset=utf-8"
	plainJSONType = "application/json"
)

// Values of headers that every answer has; the slices are never changed.
var (
	noSniff = []string{"nosniff"}
	sandbox = []string{"default-src 'none'; sandbox"}
	noStore = []string{"no-store"}
)

// protect sets the headers that keep an answer harmless wherever it is opened.
func protect(h http.Header) {
	h["X-Content-Type-Options"] = noSniff
	h["Content-Security-Policy"] = sandbox
	h["Cache-Control"] = noStore
}

// give writes an answer. What a document or an action put in it is bounded
// here: text or JSON, no cookies, none of our own headers.
func give(w http.ResponseWriter, r engine.Reply) {
	h := w.Header()
	protect(h)
	h.Set("Content-Type", plainText)
	for name, value := range r.Header {
		name = textproto.CanonicalMIMEHeaderKey(name)
		switch {
		case name == "Content-Type":
			h.Set(name, safeMedia(value))
		case isHeaderName(name) && !isOurs(name) && !strings.ContainsAny(value, "\r\n\x00"):
			h.Set(name, value)
		}
	}
	if r.Status < 200 || r.Status > 599 {
		r.Status = http.StatusOK
	}
	w.WriteHeader(r.Status)
	_, _ = w.Write(r.Body) // a sender that has gone is nobody to tell
}

// safeMedia is a type of answer, or plain text for one that could do more.
func safeMedia(media string) string {
	kind, _, _ := strings.Cut(strings.ToLower(media), ";")
	kind = strings.TrimSpace(kind)
	if kind == "application/json" || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json") && isToken(kind[12:]) {
		return kind
	}
	return plainText
}

// isOurs reports whether a header is not a document's to set: those that say how
// the answer travels, who may read it, and what a browser may do with it.
func isOurs(canonical string) bool {
	switch canonical {
	case "Connection", "Keep-Alive", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Te", "Trailer", "Upgrade",
		"Date", "Server", "Refresh", "Clear-Site-Data", "Service-Worker-Allowed", "Strict-Transport-Security",
		"X-Content-Type-Options", "Content-Security-Policy", "Cache-Control", "Vary", "Alt-Svc", "Link", "Www-Authenticate":
		return true
	}
	return strings.HasPrefix(canonical, "Set-Cookie") || strings.HasPrefix(canonical, "Access-Control-") ||
		strings.HasPrefix(canonical, "Cross-Origin-") || strings.HasPrefix(canonical, "Proxy-")
}

func isHeaderName(name string) bool { return isToken(name) && len(name) <= 100 }

// isToken reports whether s is made of what names in HTTP are made of.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`()<>@,;:\"/[]?={}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}
