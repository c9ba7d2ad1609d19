package wire

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// Charset turns bytes into text. The zero Charset takes UTF-8 and nothing else.
type Charset struct{ from encoding.Encoding }

// CharsetNamed finds a charset by the name a sender gives it. One nobody knows
// is taken for UTF-8, which bytes then are or are not. The names mean what they
// mean in browsers: iso-8859-1 includes the letters of windows-1252.
func CharsetNamed(name string) Charset {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "", "utf-8", "utf8":
		return Charset{}
	case "utf-16", "utf-16le":
		return Charset{unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}
	case "utf-16be":
		return Charset{unicode.UTF16(unicode.BigEndian, unicode.UseBOM)}
	}
	e, err := htmlindex.Get(name)
	if err != nil || e == unicode.UTF8 {
		return Charset{}
	}
	return Charset{e}
}

// Text is s, whose bytes are in the charset, as text. It is false if they are not.
func (c Charset) Text(s string) (string, bool) {
	if c.from == nil {
		return s, utf8.ValidString(s)
	}
	converted, err := c.from.NewDecoder().String(s)
	return converted, err == nil && !strings.ContainsRune(converted, utf8.RuneError)
}

// OrUTF8 is Text, for what senders write in UTF-8 whatever their header says.
func (c Charset) OrUTF8(s string) (string, bool) {
	if utf8.ValidString(s) {
		return s, true
	}
	return c.Text(s)
}

// Bytes is a text in the charset. It is false for a text with a letter that the
// charset does not have, and says which.
func (c Charset) Bytes(s string) (data []byte, strange string, ok bool) {
	if c.from == nil {
		return []byte(s), "", true
	}
	data, err := c.from.NewEncoder().Bytes([]byte(s))
	if err == nil {
		return data, "", true
	}
	for _, r := range s {
		if _, err := c.from.NewEncoder().String(string(r)); err != nil {
			return nil, string(r), false
		}
	}
	return nil, "", false
}

// inProlog finds the charset an XML text names in its first line.
var inProlog = regexp.MustCompile(`^\s*<\?xml[^>]{0,100}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']`)

// NamedInXML is the charset that an XML text names in its first line; "" if it
// names none.
func NamedInXML(raw string) string {
	if !strings.HasPrefix(raw, "<?xml") {
		return ""
	}
	if m := inProlog.FindStringSubmatch(raw[:min(len(raw), 200)]); m != nil {
		return m[1]
	}
	return ""
}
