package eval

import (
	"slices"
	"strings"
)

// digitsOf keeps the digits 0 to 9 of a text.
func digitsOf(c *arguments) (any, error) {
	s, err := c.text(0)
	if err != nil {
		return nil, err
	}
	return c.give(onlyDigits(s))
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// phoneCountries are those whose habits of writing numbers are known.
var phoneCountries = []string{"RU", "KZ", "BR"}

// phoneOf writes a telephone number as + and digits, or "" when it cannot be
// one. What stands behind "доб", "ext", "ramal", x, # or a comma is an
// extension and is left out. A number that begins with + or 00 is taken as it
// is when it has 8 to 15 digits. Other numbers are read by the habits of the
// country; without a country they cannot be completed, and with one that is not
// known they are an error.
func phoneOf(c *arguments) (any, error) {
	s, country, err := c.pair()
	if err != nil {
		return nil, err
	}
	number, ok := phone(excerpt(s, 200), countryCode(country))
	if !ok {
		return nil, unknownCountry(country)
	}
	return number, nil
}

// phoneCountry finds a country that is written out and not known. What is said
// is said when the document is saved, whatever the numbers will look like.
func phoneCountry(args []term) error {
	if len(args) < 2 {
		return nil
	}
	written, ok := args[1].(constant)
	if !ok || written.value == nil {
		return nil
	}
	country, _ := scalarText(written.value)
	if code := countryCode(country); code != "" && !slices.Contains(phoneCountries, code) {
		return unknownCountry(country)
	}
	return nil
}

func countryCode(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

func unknownCountry(country string) error {
	return fail("value.kind", -1, "name", "phone", "reason", "country",
		"country", excerpt(country, 40), "known", strings.Join(phoneCountries, ", "))
}

// phone is false for a number that only an unknown country could complete.
func phone(s, country string) (string, bool) {
	s = withoutExtension(strings.ToLower(strings.TrimSpace(s)))
	digits := onlyDigits(s)
	international := strings.HasPrefix(strings.TrimLeft(s, " ("), "+")
	if !international && strings.HasPrefix(digits, "00") && len(digits) > 10 {
		international, digits = true, digits[2:]
	}
	russian := country == "RU" || country == "KZ"
	switch {
	case international && russian && len(digits) == 11 && digits[0] == '8':
		return russianPhone(digits), true
	case international:
		return internationalPhone(digits), true
	case russian:
		return russianPhone(digits), true
	case country == "BR":
		return brazilianPhone(digits), true
	}
	return "", country == "" || digits == ""
}

func withoutExtension(s string) string {
	for _, mark := range []string{"доб", "ext", "ramal", "вн", "x", "#", ",", ";"} {
		if i := strings.Index(s, mark); i > 0 {
			s = s[:i]
		}
	}
	return s
}

func internationalPhone(digits string) string {
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return ""
	}
	if digits[0] == '7' && len(digits) != 11 {
		return ""
	}
	return "+" + digits
}

// russianPhone reads 10 digits, 11 that begin with 7 or 8, and the full
// numbers of neighbouring countries written without +.
func russianPhone(digits string) string {
	if len(digits) == 11 && (digits[0] == '7' || digits[0] == '8') {
		digits = digits[1:]
	}
	if len(digits) == 10 {
		if strings.IndexByte("346789", digits[0]) < 0 {
			return ""
		}
		return "+7" + digits
	}
	for _, code := range []string{"375", "380", "998", "996", "992", "994", "995"} {
		if len(digits) == 12 && strings.HasPrefix(digits, code) {
			return "+" + digits
		}
	}
	for _, code := range []string{"373", "374", "993"} {
		if len(digits) == 11 && strings.HasPrefix(digits, code) {
			return "+" + digits
		}
	}
	return ""
}

// brazilianPhone reads an area of two digits and eight digits, or nine that
// begin with 9. A country code, a leading 0 and a carrier behind it may stand
// in front. Eight digits stay eight: old mobile numbers get no 9.
func brazilianPhone(digits string) string {
	if rest, ok := strings.CutPrefix(digits, "0"); ok {
		digits = rest
		if len(digits) > 11 {
			digits = digits[2:]
		}
	} else if len(digits) > 11 {
		rest, ok := strings.CutPrefix(digits, "55")
		if !ok {
			return ""
		}
		digits = rest
	}
	if len(digits) != 10 && len(digits) != 11 || digits[0] == '0' || digits[1] == '0' {
		return ""
	}
	if len(digits) == 11 && digits[2] != '9' || digits[2] < '2' {
		return ""
	}
	return "+55" + digits
}
