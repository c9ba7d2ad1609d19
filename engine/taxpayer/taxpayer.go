// Package taxpayer reads the numbers by which Brazil knows people and companies,
// however they are written.
package taxpayer

import (
	"strings"
	"unicode"
)

// CPF reads the number of a person, and gives its 11 digits. Leading zeros that a
// number lost are put back. It is false if the check digits are wrong.
func CPF(s string) (string, bool) {
	number, ok := bare(s, 11)
	if !ok || !digits(number) {
		return "", false
	}
	return number, checked(number, 11)
}

// CNPJ reads the number of a company, and gives its 14 characters: 12 digits or,
// since 2026, capital letters, and two check digits. It is false if those are wrong.
func CNPJ(s string) (string, bool) {
	number, ok := bare(s, 14)
	if !ok || !digits(number[12:]) {
		return "", false
	}
	return number, checked(number, 9)
}

// bare takes away the signs between the characters of a number, and puts back
// zeros at its start. It is false for anything that is no such number, and for
// one of which all characters are the same.
func bare(s string, length int) (string, bool) {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			b.WriteRune(r)
		case r == '.' || r == '-' || r == '/' || unicode.IsSpace(r):
		default:
			return "", false
		}
	}
	number := b.String()
	if n := length - len(number); n > 0 && n <= 3 && digits(number) {
		number = strings.Repeat("0", n) + number
	}
	return number, len(number) == length && strings.Trim(number, number[:1]) != ""
}

// checked says whether the last two digits follow from those before: each is the
// sum of what stands before it, weighted from the right by 2, 3 and so on up to
// most and then from 2 again, by modulo 11. A letter counts as far as it stands
// behind 0 in ASCII.
func checked(number string, most int) bool {
	for at := len(number) - 2; at < len(number); at++ {
		sum, weight := 0, 2
		for i := at - 1; i >= 0; i-- {
			sum += int(number[i]-'0') * weight
			if weight++; weight > most {
				weight = 2
			}
		}
		digit := 11 - sum%11
		if digit > 9 {
			digit = 0
		}
		if int(number[at]-'0') != digit {
			return false
		}
	}
	return true
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
