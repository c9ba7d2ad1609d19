// Package personal finds what tells who somebody is inside texts: numbers of
// taxpayers and cards, telephones, e-mail addresses and keys of services. Numbers
// with check digits count only if those are right. It knows kinds of values, no
// names and no addresses of people.
package personal

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"stanok/engine/taxpayer"
)

// Hidden stands where something is not shown.
const Hidden = "•••"

// kind is one kind of value: how it may be written, and what of it is shown.
type kind struct {
	written string                        // a regular expression
	is      func(found string) bool       // nil: whatever is written so
	shown   func(found string) (s string) // what is seen of it
}

// kinds are tried in this order at each place of a text.
var kinds = []kind{
	{`[\p{L}\p{N}][\p{L}\p{N}._%+\-]{0,63}@[\p{L}\p{N}](?:[\p{L}\p{N}\-]{0,62}\.)+\p{L}{2,24}`, nil, address},
	{`\b(?:\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}|[0-9A-Z]{2}\.[0-9A-Z]{3}\.[0-9A-Z]{3}/[0-9A-Z]{4}-\d{2}|\d{14})\b`, company, ending},
	{`\b(?:\d{3}\.\d{3}\.\d{3}-?\d{2}|\d{9}-\d{2})\b`, person, ending},
	{`\+\d(?:[ ().\-]{0,2}\d){9,14}?\b`, nil, ending},
	{`\b[78][ (\-]{0,2}9\d{2}[ )\-]{0,2}\d{3}[ \-]?\d{2}[ \-]?\d{2}\b`, nil, ending},
	{`\([1-9]{2}\) ?9? ?\d{4}[ \-]?\d{4}\b|\b55[1-9]{2}9\d{8}\b`, nil, ending},
	{`\b\d{11}\b`, person, ending},
	{`\b(?:\d{13,19}|\d{4}[ \-]\d{4}[ \-]\d{4}[ \-]\d{1,7}|\d{4}[ \-]\d{6}[ \-]\d{5})\b`, card, ending},
	{`\beyJ[\w\-]{10,}\.[\w\-]+\.[\w\-]*`, nil, nothing},
	{`\b[A-Za-z0-9_\-]{32,512}`, key, nothing},
}

var written = func() *regexp.Regexp {
	all := make([]string, len(kinds))
	for i, k := range kinds {
		all[i] = "(" + k.written + ")"
	}
	return regexp.MustCompile(strings.Join(all, "|"))
}()

// Mask returns a text with what is personal in it hidden, but for so little of
// each that who knows it recognises it.
func Mask(text string) string {
	if !strings.ContainsAny(text, "0123456789@") {
		return text
	}
	var b strings.Builder
	for rest := text; ; {
		at, k := find(rest)
		if at == nil {
			if b.Len() == 0 {
				return text
			}
			return b.String() + rest
		}
		b.WriteString(rest[:at[0]])
		b.WriteString(k.shown(rest[at[0]:at[1]]))
		rest = rest[at[1]:]
	}
}

// In reports whether something in a text is personal.
func In(text string) bool {
	at, _ := find(text)
	return at != nil
}

// find returns where the first personal value of a text stands, and of which kind
// it is.
func find(text string) ([]int, kind) {
	for from := 0; from < len(text); {
		m := written.FindStringSubmatchIndex(text[from:])
		if m == nil {
			break
		}
		start, end := from+m[0], from+m[1]
		k := kinds[0]
		for i := range kinds {
			if m[2+2*i] >= 0 {
				k = kinds[i]
			}
		}
		if alone(text, start, end) && (k.is == nil || k.is(text[start:end])) {
			return []int{start, end}, k
		}
		from = after(text, start)
	}
	return nil, kind{}
}

// alone reports whether a value is not the middle of a longer number or word.
func alone(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !wordly(before) && !wordly(after)
}

func wordly(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
}

// after is where to look next when what begins at a place is nothing personal: at
// the next word or number.
func after(text string, start int) int {
	_, n := utf8.DecodeRuneInString(text[start:])
	at := start + n
	for at < len(text) && wordly(rune(text[at])) && wordly(rune(text[at-1])) {
		at++
	}
	return at
}

func company(s string) bool { _, ok := taxpayer.CNPJ(s); return ok }
func person(s string) bool  { _, ok := taxpayer.CPF(s); return ok }

// card reports whether the check digit is that of a payment card.
func card(s string) bool {
	number := digits(s)
	if n := len(number); n < 13 || n > 19 || number[0] < '2' || number[0] > '6' {
		return false
	}
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// key reports whether a long word is as mixed as keys of services are. A UUID says
// which thing is meant and opens nothing.
func key(s string) bool {
	return strings.ContainsAny(s, "0123456789") && strings.ContainsFunc(s, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }) &&
		!uuid.MatchString(s)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// ending shows the last two characters.
func ending(s string) string { return Hidden + s[len(s)-2:] }

// address shows the first letter and the domain.
func address(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n] + Hidden + s[strings.LastIndexByte(s, '@'):]
}

func nothing(string) string { return Hidden }
