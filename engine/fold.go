package engine

import (
	"strings"
	"unicode"
)

// Fold returns s as searches see it: lower case, ё as е, without the accents of
// Portuguese and its neighbours, runs of space as one.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		switch {
		case 'A' <= r && r <= 'Z':
			b.WriteByte(byte(r) + 'a' - 'A')
		case r < 0x80:
			b.WriteByte(byte(r))
		default:
			if r = plain(unicode.ToLower(r)); !unicode.Is(unicode.Mn, r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// plain returns a lower-case letter without its accent.
func plain(r rune) rune {
	if r == 'ё' {
		return 'е'
	}
	if r > 'ÿ' {
		return r
	}
	if i := strings.IndexRune(accented, r); i >= 0 {
		return rune(unaccented[strings.Count(accented[:i], "")-1])
	}
	return r
}

const (
	accented   = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
	unaccented = "aaaaaaceeeeiiiinooooouuuuyy"
)
