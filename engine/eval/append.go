package eval

import (
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// Append writes a plain value as compact JSON: keys sorted, numbers digit for
// digit, nothing escaped that JSON does not require. Secrets, lazy values and
// other things that are not plain are written as null.
func Append(dst []byte, v any) []byte {
	switch x := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		if x {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	case string:
		return appendText(dst, x)
	case json.Number:
		return appendNumber(dst, string(x))
	case []any:
		return appendList(dst, x)
	case map[string]any:
		return appendObject(dst, x)
	case int, int64, float64:
		n, err := resolve(x)
		if err != nil {
			return append(dst, "null"...)
		}
		return Append(dst, n)
	}
	return append(dst, "null"...)
}

// TextOf gives the text of a plain value: text as it is, a number's digits,
// true or false, nothing for nil, and compact JSON for lists and objects.
func TextOf(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case json.Number:
		return string(x)
	case bool:
		if x {
			return "true"
		}
		return "false"
	}
	return string(Append(nil, v))
}

func appendList(dst []byte, list []any) []byte {
	dst = append(dst, '[')
	for i, element := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = Append(dst, element)
	}
	return append(dst, ']')
}

func appendObject(dst []byte, object map[string]any) []byte {
	if len(object) == 0 {
		return append(dst, "{}"...)
	}
	var few [16]string
	keys := few[:0]
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	dst = append(dst, '{')
	for i, key := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendText(dst, key)
		dst = append(dst, ':')
		dst = Append(dst, object[key])
	}
	return append(dst, '}')
}

// appendNumber writes digits; what is not a JSON number is written as text, so
// that the output is JSON whatever came in.
func appendNumber(dst []byte, digits string) []byte {
	if !isNumber(digits) {
		return appendText(dst, digits)
	}
	return append(dst, digits...)
}

func appendText(dst []byte, s string) []byte {
	dst = append(dst, '"')
	dst = appendEscaped(dst, s)
	return append(dst, '"')
}

// appendEscaped writes s as it stands between the quotes of a JSON string.
func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(dst, s[start:i]...)
				dst = append(dst, "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(dst, s[start:]...)
}
