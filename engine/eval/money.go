package eval

import (
	"encoding/json"
	"strings"
	"unicode"
)

// moneyOf reads an amount as people write it and gives a number with the same
// digits. Currency signs and words, spaces and apostrophes are passed over.
//
// With both a point and a comma the last one is the decimal mark. One that
// stands several times groups thousands. One that stands once groups thousands
// when exactly three digits follow and one to three, other than a lone 0, come
// before ("1.250" and "1,250" are 1250); otherwise it is the decimal mark.
// Groups must have three digits. A missing amount is nil.
func moneyOf(c *arguments) (any, error) {
	if n, ok := c.values[0].(json.Number); ok {
		return n, nil
	}
	s, err := c.text(0)
	if err != nil || strings.TrimSpace(s) == "" {
		return nil, err
	}
	if n, ok := money(excerpt(s, 100)); ok {
		return n, nil
	}
	return nil, errKind{c.values[0], "amount of money"}
}

func money(s string) (json.Number, bool) {
	s = strings.TrimSpace(s)
	negative := strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")")
	digits, minus, ok := moneyDigits(strings.Trim(s, "()"))
	if !ok {
		return "", false
	}
	mark := decimalMark(digits)
	whole, fraction := digits, ""
	if mark >= 0 {
		whole, fraction = digits[:mark], digits[mark+1:]
	}
	if !grouped3(whole) || digitsEnd(fraction, 0) != len(fraction) {
		return "", false
	}
	plain := strings.NewReplacer(".", "", ",", "").Replace(whole)
	if fraction != "" {
		plain += "." + fraction
	}
	if negative != minus {
		plain = "-" + plain
	}
	return readNumber(plain)
}

// moneyDigits keeps digits, points and commas, and says whether a minus stands
// in front. A point right behind letters belongs to them, as in "руб."; behind
// letters that follow digits there may be no more digits.
func moneyDigits(s string) (digits string, minus, ok bool) {
	var b strings.Builder
	afterLetter, ended := false, false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if ended {
				return "", false, false
			}
			b.WriteRune(r)
		case r == '.' && afterLetter:
		case r == '.' || r == ',':
			b.WriteRune(r)
		case (r == '-' || r == '−') && b.Len() == 0 && !minus:
			minus = true
		case r == '-' || r == '−' || r == '–' || r == '—':
			if !strings.HasSuffix(b.String(), ",") && !strings.HasSuffix(b.String(), ".") {
				return "", false, false
			}
		case unicode.IsLetter(r) || unicode.IsSpace(r) || unicode.Is(unicode.Sc, r) || r == '\'' || r == '’' || r == '+':
		default:
			return "", false, false
		}
		afterLetter = unicode.IsLetter(r)
		ended = ended || afterLetter && b.Len() > 0
	}
	digits = strings.TrimRight(b.String(), ".,")
	return digits, minus, strings.ContainsAny(digits, "0123456789")
}

// decimalMark finds the decimal mark, or gives -1.
func decimalMark(s string) int {
	point, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	last := max(point, comma)
	switch {
	case last < 0:
		return -1
	case point >= 0 && comma >= 0:
		if strings.Count(s, string(s[last])) > 1 {
			return -1
		}
		return last
	case strings.Count(s, string(s[last])) > 1:
		return -1
	case len(s)-last-1 == 3 && last >= 1 && last <= 3 && s[:last] != "0":
		return -1
	}
	return last
}

// grouped3 says whether s is digits, in groups of three if it has marks.
func grouped3(s string) bool {
	groups := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })
	if strings.Contains(s, ".") && strings.Contains(s, ",") || len(groups) != strings.Count(s, ".")+strings.Count(s, ",")+1 && s != "" {
		return false
	}
	for i, group := range groups {
		if i == 0 && len(groups) > 1 && len(group) > 3 || i > 0 && len(group) != 3 {
			return false
		}
	}
	return true
}
