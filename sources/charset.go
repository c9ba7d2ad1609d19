package sources

import (
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
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

// charset turns bytes into text. The zero charset takes UTF-8 and nothing else.
type charset struct{ from encoding.Encoding }

// charsetNamed finds a charset by the name a sender gives it. One nobody knows
// is taken for UTF-8, which bytes then are or are not. The names mean what they
// mean in browsers: iso-8859-1 includes the letters of windows-1252.
func charsetNamed(name string) charset {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "", "utf-8", "utf8":
		return charset{}
	case "utf-16", "utf-16le":
		return charset{unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}
	case "utf-16be":
		return charset{unicode.UTF16(unicode.BigEndian, unicode.UseBOM)}
	}
	e, err := htmlindex.Get(name)
	if err != nil || e == unicode.UTF8 {
		return charset{}
	}
	return charset{e}
}

// text is s, whose bytes are in the charset, as text. It is false if they are not.
func (c charset) text(s string) (string, bool) {
	if c.from == nil {
		return s, utf8.ValidString(s)
	}
	converted, err := c.from.NewDecoder().String(s)
	return converted, err == nil && !strings.ContainsRune(converted, utf8.RuneError)
}

// orUTF8 is text, for what senders write in UTF-8 whatever their header says.
func (c charset) orUTF8(s string) (string, bool) {
	if utf8.ValidString(s) {
		return s, true
	}
	return c.text(s)
}

// inProlog finds the charset an XML text names in its first line.
var inProlog = regexp.MustCompile(`^\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']`)

// charsetOf is the charset of a body: the one its label names or, for XML, its
// own first line.
func charsetOf(raw string, l label) charset {
	name := l.charset
	if name == "" && strings.HasPrefix(raw, "<?xml") {
		if m := inProlog.FindStringSubmatch(raw[:min(len(raw), 200)]); m != nil {
			name = m[1]
		}
	}
	return charsetNamed(name)
}
