package eval

import (
	"encoding/json"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// addNumbers adds exactly.
func addNumbers(a, b json.Number) (json.Number, error) {
	if x, ok := smallNumber(a); ok {
		if y, ok := smallNumber(b); ok {
			return smallResult(x + y), nil
		}
	}
	x, y, err := aligned(a, b)
	if err != nil {
		return "", err
	}
	return decimal{x.digits.Add(x.digits, y.digits), x.scale}.number()
}

// subtractNumbers subtracts exactly.
func subtractNumbers(a, b json.Number) (json.Number, error) {
	return addNumbers(a, negate(b))
}

// multiplyNumbers multiplies exactly.
func multiplyNumbers(a, b json.Number) (json.Number, error) {
	if len(a) < 9 && len(b) < 9 {
		x, whole := smallNumber(a)
		y, both := smallNumber(b)
		if whole && both {
			return smallResult(x * y), nil
		}
	}
	x, err := decimalOf(a)
	if err != nil {
		return "", err
	}
	y, err := decimalOf(b)
	if err != nil {
		return "", err
	}
	return decimal{x.digits.Mul(x.digits, y.digits), x.scale + y.scale}.number()
}

// divideNumbers gives the exact quotient when 34 digits are enough for it, and
// otherwise the quotient rounded to about 16 digits; whole digits all stay.
func divideNumbers(a, b json.Number) (json.Number, error) {
	x, y, err := aligned(a, b)
	if err != nil {
		return "", err
	}
	if y.digits.Sign() == 0 {
		return "", errKind{b, "number other than 0"}
	}
	if d, exact := quotient(x.digits, y.digits, 34); exact {
		return d.trimmed().number()
	}
	d, _ := quotient(x.digits, y.digits, 16)
	return d.trimmed().number()
}

// quotient divides to at least so many digits, rounding half away from zero.
func quotient(a, b *big.Int, digits int) (d decimal, exact bool) {
	d.scale = max(0, digits-(digitCount(a)-digitCount(b)))
	top := new(big.Int).Mul(a, power10(d.scale))
	whole, rest := new(big.Int).QuoRem(top, b, new(big.Int))
	if exact = rest.Sign() == 0; !exact && rest.Lsh(rest, 1).CmpAbs(b) >= 0 {
		whole.Add(whole, big.NewInt(int64(top.Sign()*b.Sign())))
	}
	d.digits = whole
	return d, exact
}

func digitCount(n *big.Int) int { return len(new(big.Int).Abs(n).Text(10)) }

// trimmed takes away zeros behind the point.
func (d decimal) trimmed() decimal {
	s := d.digits.Text(10)
	zeros := min(len(s)-len(strings.TrimRight(s, "0")), max(d.scale, 0))
	if d.digits.Sign() == 0 {
		return decimal{d.digits, 0}
	}
	return decimal{new(big.Int).Quo(d.digits, power10(zeros)), d.scale - zeros}
}

// remainderOf gives what is left of a after whole multiples of b, with the
// sign of a.
func remainderOf(a, b json.Number) (json.Number, error) {
	x, y, err := aligned(a, b)
	if err != nil {
		return "", err
	}
	if y.digits.Sign() == 0 {
		return "", errKind{b, "number other than 0"}
	}
	return decimal{x.digits.Rem(x.digits, y.digits), x.scale}.number()
}

// powerOf is exact for whole exponents whose result is not too long.
func powerOf(a, b json.Number) (json.Number, error) {
	x, err := decimalOf(a)
	if err != nil {
		return "", err
	}
	if n, ok := wholeNumber(b); ok && n >= 0 && n <= maxDigits && x.digits.BitLen()*n <= 3*maxDigits && x.scale*n <= maxDigits {
		return decimal{x.digits.Exp(x.digits, big.NewInt(int64(n)), nil), x.scale * n}.number()
	}
	base, err := float(a)
	if err != nil {
		return "", err
	}
	exponent, err := float(b)
	if err != nil {
		return "", err
	}
	v, err := numberOf(math.Pow(base, exponent))
	if err != nil {
		return "", err
	}
	return v.(json.Number), nil
}

// negate turns the sign and keeps the digits.
func negate(n json.Number) json.Number {
	if digits, negative := strings.CutPrefix(string(n), "-"); negative {
		return json.Number(digits)
	}
	if _, digits, _ := pointed(string(n)); digits == "" {
		return n
	}
	return "-" + n
}

// aligned reads two numbers with one scale, the greater of theirs.
func aligned(a, b json.Number) (x, y decimal, err error) {
	if x, err = decimalOf(a); err != nil {
		return x, y, err
	}
	if y, err = decimalOf(b); err != nil {
		return x, y, err
	}
	scale := max(x.scale, y.scale)
	x.digits.Mul(x.digits, power10(scale-x.scale))
	y.digits.Mul(y.digits, power10(scale-y.scale))
	x.scale, y.scale = scale, scale
	return x, y, nil
}

// rounding says which way digits go that are cut off.
type rounding int

const (
	towardZero rounding = iota
	down
	up
	halfAway
)

// rounded keeps a number of digits behind the point.
func rounded(n json.Number, digits int, way rounding) (json.Number, error) {
	d, err := decimalOf(n)
	if err != nil || d.scale <= digits {
		return n, err
	}
	unit := power10(d.scale - digits)
	whole, rest := new(big.Int).QuoRem(d.digits, unit, new(big.Int))
	sign := rest.Sign()
	away := way == up && sign > 0 || way == down && sign < 0 ||
		way == halfAway && rest.Lsh(rest, 1).CmpAbs(unit) >= 0
	if away {
		whole.Add(whole, big.NewInt(int64(sign)))
	}
	return decimal{whole, digits}.number()
}

func smallResult(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }
