package eval

import (
	"cmp"
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// maxDigits bounds the numbers that can be calculated with, and the distance
// of their exponents, so that 1e1000000000 costs nothing.
const maxDigits = 1000

// decimal is the number digits × 10^-scale.
type decimal struct {
	digits *big.Int
	scale  int
}

// smallNumber reads a whole number of at most 18 digits.
func smallNumber(n json.Number) (int64, bool) {
	if len(n) > 18 {
		return 0, false
	}
	i, err := strconv.ParseInt(string(n), 10, 64)
	return i, err == nil
}

// wholeNumber gives the int of a number without a fraction.
func wholeNumber(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	if i, small := smallNumber(n); small {
		return int(i), true
	}
	d, err := decimalOf(n)
	if err != nil {
		return 0, false
	}
	whole, rest := new(big.Int).QuoRem(d.digits, power10(d.scale), new(big.Int))
	return int(whole.Int64()), rest.Sign() == 0 && whole.IsInt64()
}

// decimalOf reads a number to calculate with.
func decimalOf(n json.Number) (decimal, error) {
	negative, digits, point := pointed(string(n))
	if len(digits) > maxDigits || point > maxDigits || point < -maxDigits {
		return decimal{}, fail("value.limit", -1, "limit", "number")
	}
	d := decimal{digits: new(big.Int), scale: max(len(digits)-int(point), writtenScale(string(n)))}
	if digits == "" {
		d.scale = min(max(0, writtenScale(string(n))), maxDigits)
		return d, nil
	}
	d.scale = min(max(d.scale, 0), 2*maxDigits)
	if _, ok := d.digits.SetString(digits+strings.Repeat("0", max(0, d.scale-len(digits)+int(point))), 10); !ok {
		return decimal{}, errKind{n, "number"}
	}
	if negative {
		d.digits.Neg(d.digits)
	}
	return d, nil
}

// writtenScale counts the digits written behind the point, so that 1.10 + 2.20
// is 3.30. With an exponent there is no such wish.
func writtenScale(s string) int {
	point := strings.IndexByte(s, '.')
	if point < 0 || strings.ContainsAny(s, "eE") {
		return 0
	}
	return min(len(s)-point-1, maxDigits)
}

// pointed takes a number apart: it is 0.digits × 10^point, digits without
// zeros at either end and empty for zero.
func pointed(s string) (negative bool, digits string, point int64) {
	s, negative = strings.CutPrefix(s, "-")
	mantissa, exponent := s, int64(0)
	if e := strings.IndexAny(s, "eE"); e >= 0 {
		mantissa = s[:e]
		exponent = clampedInt(s[e+1:])
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits = strings.TrimLeft(whole, "0")
	point = int64(len(digits)) + exponent
	if digits == "" {
		digits = strings.TrimLeft(fraction, "0")
		point = exponent - int64(len(fraction)-len(digits))
	} else {
		digits += fraction
	}
	digits = strings.TrimRight(digits, "0")
	if digits == "" {
		return false, "", 0
	}
	return negative, digits, point
}

// clampedInt reads an exponent of any length.
func clampedInt(s string) int64 {
	const most = int64(1) << 60
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil && strings.HasPrefix(s, "-"), n < -most:
		return -most
	case err != nil, n > most:
		return most
	}
	return n
}

// compareNumbers compares what two numbers mean, exactly and at any exponent.
func compareNumbers(a, b json.Number) int {
	if x, ok := smallNumber(a); ok {
		if y, ok := smallNumber(b); ok {
			return cmp.Compare(x, y)
		}
	}
	xNegative, x, xPoint := pointed(string(a))
	yNegative, y, yPoint := pointed(string(b))
	if x == "" || y == "" || xNegative != yNegative {
		return cmp.Compare(signOf(xNegative, x), signOf(yNegative, y))
	}
	c := cmp.Or(cmp.Compare(xPoint, yPoint), strings.Compare(x, y))
	if xNegative {
		return -c
	}
	return c
}

func signOf(negative bool, digits string) int {
	switch {
	case digits == "":
		return 0
	case negative:
		return -1
	}
	return 1
}

// number writes a decimal. Long runs of zeros become an exponent.
func (d decimal) number() (json.Number, error) {
	s := new(big.Int).Abs(d.digits).String()
	if len(s) > 2*maxDigits {
		return "", fail("value.limit", -1, "limit", "number")
	}
	sign := ""
	if d.digits.Sign() < 0 {
		sign = "-"
	}
	const zeros = 40
	if trimmed := strings.TrimRight(s, "0"); d.scale <= 0 && len(s)-len(trimmed)-d.scale > zeros && trimmed != "" {
		return json.Number(sign + trimmed + "e" + strconv.Itoa(len(s)-len(trimmed)-d.scale)), nil
	}
	if d.scale <= 0 {
		return json.Number(sign + s + strings.Repeat("0", -d.scale)), nil
	}
	if missing := d.scale - len(s) + 1; missing > zeros && d.digits.Sign() != 0 {
		trimmed := strings.TrimRight(s, "0")
		return json.Number(sign + trimmed + "e-" + strconv.Itoa(d.scale-len(s)+len(trimmed))), nil
	} else if missing > 0 {
		s = strings.Repeat("0", missing) + s
	}
	return json.Number(sign + s[:len(s)-d.scale] + "." + s[len(s)-d.scale:]), nil
}

// float reads a number for functions that have no exact answer.
func float(n json.Number) (float64, error) {
	f, err := n.Float64()
	if err != nil || math.IsInf(f, 0) {
		return 0, fail("value.limit", -1, "limit", "number")
	}
	return f, nil
}

func power10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, 0))), nil)
}

// readNumber reads a number as people write it for machines: spaces around, a
// plus and leading zeros are allowed. Digits and scale stay.
func readNumber(s string) (json.Number, bool) {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(s, "+")
	s, negative := strings.CutPrefix(s, "-")
	whole := digitsEnd(s, 0)
	zeros := 0
	for zeros+1 < whole && s[zeros] == '0' {
		zeros++
	}
	s = s[zeros:]
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	if i := strings.IndexByte(s, '.'); i >= 0 && digitsEnd(s, i+1) == i+1 {
		s = s[:i] + s[i+1:]
	}
	if negative {
		s = "-" + s
	}
	return json.Number(s), isNumber(s)
}
