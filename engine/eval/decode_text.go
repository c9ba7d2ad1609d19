package eval

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads the JSON string at d.i. Text without escapes is not copied.
func (d *decoder) text() (string, error) {
	d.i++
	start := d.i
	for d.i < len(d.s) {
		switch c := d.s[d.i]; {
		case c == '"':
			s := d.s[start:d.i]
			d.i++
			return s, nil
		case c == '\\':
			return d.escapedText(start)
		case c < ' ':
			return "", d.notJSON()
		default:
			d.i++
		}
	}
	return "", d.notJSON()
}

func (d *decoder) escapedText(start int) (string, error) {
	b := append(make([]byte, 0, d.i-start+32), d.s[start:d.i]...)
	for d.i < len(d.s) {
		switch c := d.s[d.i]; {
		case c == '"':
			d.i++
			return string(b), nil
		case c < ' ':
			return "", d.notJSON()
		case c == '\\':
			r, size := unescape(d.s[d.i:])
			if size == 0 {
				return "", d.notJSON()
			}
			b = utf8.AppendRune(b, r)
			d.i += size
		default:
			b = append(b, c)
			d.i++
		}
	}
	return "", d.notJSON()
}

// unescape reads the JSON escape at the start of s: what it means and how long
// it is, 0 when it is none. Half a surrogate pair means U+FFFD.
func unescape(s string) (rune, int) {
	if len(s) < 2 {
		return 0, 0
	}
	if s[1] == 'u' {
		return unescapeUnicode(s)
	}
	i := strings.IndexByte(`"\/bfnrt`, s[1])
	if i < 0 {
		return 0, 0
	}
	return rune("\"\\/\b\f\n\r\t"[i]), 2
}

func unescapeUnicode(s string) (rune, int) {
	r, ok := hexRune(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if low, ok := hexRune(s[6:]); ok {
		if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
			return both, 12
		}
	}
	return utf8.RuneError, 6
}

// hexRune reads \uXXXX.
func hexRune(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range []byte(s[2:6]) {
		switch {
		case isDigit(c):
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
