package actions

import (
	"strings"
	"unicode/utf8"
)

// escapes are the bytes an escape can begin with.
const escapes = `%\&+`

// matchEscaped returns how many bytes of s, from its start, are needle with any
// of its bytes escaped, or 0.
func matchEscaped(s, needle string) int {
	if n := matchPreferring(true, s, needle); n > 0 {
		return n
	}
	return matchPreferring(false, s, needle)
}

// matchPreferring says by escapes what a byte is that could be one or stand for
// itself: whoever wrote s either escaped all of its kind or none.
func matchPreferring(escapes bool, s, needle string) int {
	at := 0
	for i := 0; i < len(needle); {
		n, took := matchOne(s[at:], needle[i:])
		if same := at < len(s) && s[at] == needle[i]; same && (n == 0 || !escapes) {
			n, took = 1, 1
		}
		if n == 0 {
			return 0
		}
		at, i = at+n, i+took
	}
	return at
}

// matchOne matches one escape at the start of s with the start of needle, and
// returns the bytes taken of each.
func matchOne(s, needle string) (int, int) {
	if s == "" {
		return 0, 0
	}
	switch s[0] {
	case '+':
		if needle[0] == ' ' {
			return 1, 1
		}
	case '%':
		if len(s) > 2 {
			if b, ok := hexByte(s[1], s[2]); ok && b == needle[0] {
				return 3, 1
			}
		}
	case '\\':
		return backslash(s, needle)
	case '&':
		return entity(s, needle)
	}
	return 0, 0
}

func backslash(s, needle string) (int, int) {
	if len(s) < 2 {
		return 0, 0
	}
	if s[1] == 'u' {
		n, took := unicodeEscape(s[1:], needle)
		return n + min(n, 1), took
	}
	if plain, ok := shortEscapes[s[1]]; ok && plain == needle[0] {
		return 2, 1
	}
	return 0, 0
}

var shortEscapes = map[byte]byte{
	'"': '"', '\'': '\'', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// unicodeEscape matches uXXXX, or a pair of them, with needle's first character.
func unicodeEscape(s, needle string) (int, int) {
	r, size := utf8.DecodeRuneInString(needle)
	one, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if one == r {
		return 5, size
	}
	if r < 0x10000 || one != 0xD800+(r-0x10000)>>10 {
		return 0, 0
	}
	rest := strings.TrimPrefix(s[5:], `\`)
	if two, ok := hex4(rest); ok && two == 0xDC00+(r-0x10000)&0x3FF {
		return len(s) - len(rest) + 5, size
	}
	return 0, 0
}

func hex4(s string) (rune, bool) {
	if len(s) < 5 || s[0] != 'u' {
		return 0, false
	}
	hi, ok1 := hexByte(s[1], s[2])
	lo, ok2 := hexByte(s[3], s[4])
	return rune(hi)<<8 | rune(lo), ok1 && ok2
}

func hexByte(a, b byte) (byte, bool) {
	hi, ok1 := hexDigit(a)
	lo, ok2 := hexDigit(b)
	return hi<<4 | lo, ok1 && ok2
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

var entities = map[string]byte{
	"&amp;": '&', "&lt;": '<', "&gt;": '>', "&quot;": '"', "&#34;": '"', "&apos;": '\'', "&#39;": '\'',
}

func entity(s, needle string) (int, int) {
	for text, plain := range entities {
		if needle[0] == plain && strings.HasPrefix(s, text) {
			return len(text), 1
		}
	}
	return 0, 0
}
