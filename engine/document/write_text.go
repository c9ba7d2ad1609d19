package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// appendKey appends the name of an entry. It is plainer than other text: some
// readers need quotes to find where a name with signs in it ends.
func appendKey(b []byte, s string, flow bool) []byte {
	if strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("_-. /$", c)
	}) {
		return appendQuoted(b, s)
	}
	return appendText(b, s, flow)
}

// appendText appends a text in one line: plain where that is read as the same
// text everywhere, else in the quotes that need fewer escapes.
func appendText(b []byte, s string, flow bool) []byte {
	switch {
	case strings.ContainsFunc(s, func(c rune) bool { return !printable(c) }):
		return appendQuoted(b, s)
	case plain(s, flow):
		return append(b, s...)
	case strings.ContainsAny(s, `"\`):
		b = append(b, '\'')
		b = append(b, strings.ReplaceAll(s, "'", "''")...)
		return append(b, '\'')
	}
	return appendQuoted(b, s)
}

// plain tells whether a printable s may stand without quotes. Templates never do:
// half of them need quotes, and alike is easier to read and to edit.
func plain(s string, flow bool) bool {
	if s == "" || strings.Contains(s, "{{") || strings.Contains(s, "}}") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	switch {
	case strings.ContainsRune("-?:,[]{}#&*!|>'\"%@`=<", first),
		unicode.IsSpace(first), unicode.IsSpace(last), last == ':',
		strings.Contains(s, ": "), strings.Contains(s, " #"), strings.HasPrefix(s, "..."),
		flow && strings.ContainsAny(s, ",[]{}?"):
		return false
	}
	return !otherwise(s)
}

var (
	words = regexp.MustCompile(`(?i)^(~|null|true|false|yes|no|on|off|y|n|[-+]?\.inf|\.nan)$`)

	// numbers are those of YAML 1.1 and 1.2, with dates and times.
	numbers = regexp.MustCompile(`^[-+]?(` +
		`0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+` +
		`|[0-9][0-9_]*(:[0-5]?[0-9])*(\.[0-9_]*)?([eE][-+]?[0-9]+)?` +
		`|\.[0-9_]+([eE][-+]?[0-9]+)?` +
		`|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$`)
)

// otherwise tells whether some YAML reader takes a plain s for something else
// than text.
func otherwise(s string) bool {
	if c := s[0]; c >= '0' && c <= '9' || c == '+' || c == '.' {
		return numbers.MatchString(s) || words.MatchString(s)
	}
	return len(s) <= len("false") && words.MatchString(s)
}

// literal tells whether a text is written as a block under |: it has several
// lines, and no reader loses a character of it there. Several have trouble with
// blanks at its very end, a tab at its beginning, or the header |2+.
func literal(s string) bool {
	body := strings.TrimRight(s, "\n")
	if body == "" || !strings.Contains(s, "\n") || strings.HasPrefix(s, "\t") ||
		strings.HasSuffix(body, " ") || strings.HasSuffix(body, "\t") ||
		indented(s) && strings.HasSuffix(s, "\n\n") {
		return false
	}
	return !strings.ContainsFunc(s, func(c rune) bool { return c != '\n' && c != '\t' && !printable(c) })
}

// indented tells whether the first line of a block does not show how deep the
// block is.
func indented(s string) bool { return s[0] == ' ' || s[0] == '\n' }
