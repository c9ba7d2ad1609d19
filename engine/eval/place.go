package eval

import (
	"html"
	"net/url"
	"strings"
)

// Place is where a template's text goes, and so how inserts are encoded.
type Place int

// The places a template can stand in. Text that is written in the template is
// never changed; only inserts are encoded.
const (
	// Plain inserts text as it is.
	Plain Place = iota
	// URL is a whole address; see ParseText.
	URL
	// Query is one value of a query: percent-encoded.
	Query
	// Form is one value of a form body: percent-encoded, a space is +.
	Form
	// Header is a header of HTTP: CR, LF and NUL are refused.
	Header
	// MailHeader is a header of a letter: CR, LF and NUL are refused.
	MailHeader
	// HTML is the text or an attribute of a page: escaped.
	HTML
	// Markdown is text with marks, as Telegram's MarkdownV2 and CommonMark have
	// them: each sign that could be a mark gets a backslash.
	Markdown
)

// encode gives an insert as it stands in the place.
func (p Place) encode(s string) (string, error) {
	switch p {
	case Query:
		return string(appendPercent(nil, s)), nil
	case Form:
		return url.QueryEscape(s), nil
	case HTML:
		return html.EscapeString(s), nil
	case Markdown:
		return escapeMarks(s), nil
	case Header, MailHeader:
		if strings.ContainsAny(s, "\r\n\x00") {
			return "", fail("http.header", -1)
		}
	}
	return s, nil
}

// marks are the signs that mean something in Markdown.
const marks = "\\_*[]()~`>#+-=|{}.!"

func escapeMarks(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(marks, s[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
