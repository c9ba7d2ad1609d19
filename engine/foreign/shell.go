package foreign

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// words takes a command apart as a shell would, without doing anything that a
// shell does besides: quotes of all kinds, escapes, and lines that go on. What
// Windows escapes with ^ is read, too. It is false if a quote is not closed.
func words(s string) ([]string, bool) {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if strings.Contains(s, `^"`) || strings.Contains(s, "^\n") {
		s = withoutCarets(s)
	}
	w := splitter{s: strings.NewReplacer("\\\n", " ", "`\n", " ").Replace(s)}
	for w.i < len(w.s) {
		if !w.next() {
			return nil, false
		}
	}
	w.end()
	return w.words, true
}

// withoutCarets undoes the escapes of the Windows command line.
func withoutCarets(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '^' && i+1 < len(s) {
			i++
			if s[i] == '\n' {
				b.WriteByte(' ')
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// splitter is a command being taken apart.
type splitter struct {
	s     string
	i     int
	words []string
	word  strings.Builder
	begun bool
}

func (w *splitter) end() {
	if w.begun {
		w.words = append(w.words, w.word.String())
	}
	w.word.Reset()
	w.begun = false
}

// next reads one character, or all that is quoted.
func (w *splitter) next() bool {
	c := w.s[w.i]
	w.i++
	switch {
	case c == ' ' || c == '\n' || c == '\t':
		w.end()
		return true
	case c == '\'':
		w.begun = true
		return w.upTo('\'', nil)
	case c == '"':
		w.begun = true
		return w.upTo('"', doubleQuoted)
	case c == '$' && w.i < len(w.s) && w.s[w.i] == '\'':
		w.i++
		w.begun = true
		return w.upTo('\'', dollarQuoted)
	case c == '\\' && w.i < len(w.s):
		c = w.s[w.i]
		w.i++
	}
	w.word.WriteByte(c)
	w.begun = true
	return true
}

// upTo reads to the end of a quote. unescape reads what follows a backslash, and
// says how long that was.
func (w *splitter) upTo(end byte, unescape func(string) (string, int)) bool {
	for w.i < len(w.s) {
		c := w.s[w.i]
		w.i++
		switch {
		case c == end:
			return true
		case c == '\\' && unescape != nil:
			text, n := unescape(w.s[w.i:])
			w.word.WriteString(text)
			w.i += n
		default:
			w.word.WriteByte(c)
		}
	}
	return false
}

// doubleQuoted is a backslash inside "…": it escapes four characters, and stands
// for itself before any other.
func doubleQuoted(s string) (string, int) {
	if s != "" && strings.IndexByte("\"\\$`", s[0]) >= 0 {
		return s[:1], 1
	}
	return `\`, 0
}

// dollarQuoted is a backslash inside $'…'.
func dollarQuoted(s string) (string, int) {
	if s == "" {
		return `\`, 0
	}
	if i := strings.IndexByte(`ntrabfve\'"?`, s[0]); i >= 0 {
		return "\n\t\r\a\b\f\v\x1b\\'\"?"[i : i+1], 1
	}
	digits := map[byte]int{'u': 4, 'U': 8, 'x': 2}[s[0]]
	n := 1
	for n < len(s) && n <= digits && strings.IndexByte("0123456789abcdefABCDEF", s[n]) >= 0 {
		n++
	}
	code, err := strconv.ParseUint(s[1:n], 16, 32)
	if err != nil {
		return `\`, 0
	}
	if s[0] == 'x' {
		return string([]byte{byte(code)}), n
	}
	return string(utf8.AppendRune(nil, rune(code))), n
}
