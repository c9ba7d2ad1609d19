package sources

import (
	"mime"
	"strings"

	"stanok/engine/wire"
)

// label is what a Content-Type header says: a hint, never a fact.
type label struct {
	media    string // "application/json", in lower case
	charset  string // as named; "" for none
	boundary string // of a multipart body
}

func readLabel(header string) label {
	switch header {
	case "", "application/json", "application/x-www-form-urlencoded", "text/plain":
		return label{media: header}
	}
	media, params, err := mime.ParseMediaType(header)
	if err != nil {
		media, _, _ = strings.Cut(header, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	return label{media: media, charset: params["charset"], boundary: params["boundary"]}
}

func (l label) isJSON() bool {
	return l.media == "application/json" || strings.HasSuffix(l.media, "+json")
}

func (l label) isXML() bool {
	return l.media == "application/xml" || l.media == "text/xml" || strings.HasSuffix(l.media, "+xml")
}

func (l label) isForm() bool { return l.media == "application/x-www-form-urlencoded" }

// charsetOf is the charset of a body: the one its label names or, for XML, its
// own first line.
func charsetOf(raw string, l label) wire.Charset {
	if l.charset != "" {
		return wire.CharsetNamed(l.charset)
	}
	return wire.CharsetNamed(wire.NamedInXML(raw))
}
