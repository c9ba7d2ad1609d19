package letter

import (
	"strings"
	"unicode"

	"stanok/engine/personal"
)

// Bounds of what others wrote, in characters.
const (
	maxName = 150
	maxArg  = 400
)

// oneLine makes text that others wrote fit to stand in a header and in the
// middle of a sentence: no line ends, nothing invisible that turns or hides the
// text behind it, at most limit characters.
func oneLine(s string, limit int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp):
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > limit {
		s = string(runes[:limit-1]) + "…"
	}
	return s
}

// tidy returns a failure's arguments, each on one line, without what is personal: a
// letter lies on other people's computers.
func tidy(args map[string]string) map[string]string {
	clean := make(map[string]string, len(args))
	for name, value := range args {
		clean[name] = oneLine(personal.Mask(value), maxArg)
	}
	return clean
}
