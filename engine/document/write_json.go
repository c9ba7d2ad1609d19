package document

import "unicode/utf8"

// JSON returns the document as compact JSON: nested as the YAML is, known keys in
// the order of the format, digits of numbers as they came.
func (d *Document) JSON() []byte { return d.root.appendJSON(nil) }

func (n *node) appendJSON(b []byte) []byte {
	switch n.kind {
	case boolean, number:
		return append(b, n.text...)
	case text:
		return appendQuoted(b, n.text)
	case list:
		b = append(b, '[')
		for i, item := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.appendJSON(b)
		}
		return append(b, ']')
	case mapping:
		b = append(b, '{')
		for i, k := range n.keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendQuoted(b, k.name), ':')
			b = n.items[i].appendJSON(b)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

// appendQuoted appends s in double quotes, escaped so that JSON and YAML read the
// same: what YAML cannot print becomes \uNNNN.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i, c := range s {
		if c != '"' && c != '\\' && printable(c) {
			continue
		}
		b = append(b, s[from:i]...)
		b = appendEscape(b, c)
		from = i + utf8.RuneLen(c)
	}
	return append(append(b, s[from:]...), '"')
}

func appendEscape(b []byte, c rune) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', byte(c))
	case '\n':
		return append(b, `\n`...)
	case '\r':
		return append(b, `\r`...)
	case '\t':
		return append(b, `\t`...)
	}
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[c>>12&15], hex[c>>8&15], hex[c>>4&15], hex[c&15])
}

// printable tells whether every YAML and JSON reader takes c as it stands inside
// a line.
func printable(c rune) bool {
	switch {
	case c < ' ', c >= 0x7F && c < 0xA0, c == '\u2028', c == '\u2029', c == '\uFEFF', c == 0xFFFE, c == 0xFFFF:
		return false
	}
	return true
}
