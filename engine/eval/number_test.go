package eval_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine/eval"
)

func TestSumsAndProductsAreExact(t *testing.T) {
	for src, want := range map[string]string{
		`1 + 2`:                   `3`,
		`1.10 + 2.20`:             `3.30`,
		`0.1 + 0.2`:               `0.3`,
		`10.00 - 0.01`:            `9.99`,
		`1.5 * 1.5`:               `2.25`,
		`1.10 * 2`:                `2.20`,
		`a.big + 1`:               `9007199254740994`,
		`a.long + 1`:              `123456789012345678901234567890123456789012345679`,
		`9223372036854775807 + 1`: `9223372036854775808`,
		`999999999999999999 * 999999999999999999`: `999999999999999998000000000000000001`,
		`1e3 + 1`:              `1001`,
		`10 / 4`:               `2.5`,
		`6 / 2`:                `3`,
		`0.3 / 3`:              `0.1`,
		`1 / 3`:                `0.3333333333333333`,
		`2 / 3`:                `0.6666666666666667`,
		`-2 / 3`:               `-0.6666666666666667`,
		`a.long / 1`:           `123456789012345678901234567890123456789012345678`,
		`7 % 3`:                `1`,
		`-7 % 3`:               `-1`,
		`7.5 % 2`:              `1.5`,
		`2 ** 10`:              `1024`,
		`2 ^ 0.5`:              `1.4142135623730951`,
		`1.1 ** 2`:             `1.21`,
		`2 ** -1`:              `0.5`,
		`0 * -5`:               `0`,
		`0.0 - 0`:              `0.0`,
		`round(2.5)`:           `3`,
		`round(-2.5)`:          `-3`,
		`round(1.005, 2)`:      `1.01`,
		`round(1.2, 5)`:        `1.2`,
		`floor(-1.5)`:          `-2`,
		`ceil(1.01)`:           `2`,
		`ceil(-1.9)`:           `-1`,
		`int("0042")`:          `42`,
		`int(-3.99)`:           `-3`,
		`abs(-1.50)`:           `1.50`,
		`sum([1.10, 2.20, 0])`: `3.30`,
		`sum(a.rows, .v)`:      `13.5`,
		`mean([1, 2, 4])`:      `2.3333333333333333`,
		`mean(1, 2)`:           `1.5`,
		`median([3, 1, 2])`:    `2`,
		`median([4, 1, 2, 3])`: `2.5`,
		`min([3, 1.0, 2])`:     `1.0`,
		`max([])`:              `null`,
		`string(1.50)`:         `"1.50"`,
	} {
		gives(t, src, want)
	}
}

func TestHugeExponentsCostNothing(t *testing.T) {
	for src, want := range map[string]string{
		`parse_json("1e1000000000") > parse_json("1e400")`: `true`,
		`parse_json("1e99999999999999999999") > 1`:         `true`,
		`parse_json("-1e99999999999999999999") < 1`:        `true`,
		`parse_json("1e-99999999999999999999") > 0`:        `true`,
		`parse_json("1e400") == parse_json("10e399")`:      `true`,
		`parse_json("0e99999999999") == 0`:                 `true`,
		`parse_json("100e-2") == 1`:                        `true`,
		`parse_json("1e400") * parse_json("1e400")`:        `1e800`,
		`parse_json("1e-400") * 3`:                         `3e-400`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{
		`parse_json("1e1000000000") + 1`, `parse_json("1e-1000000000") * 2`, `1 / parse_json("1e-1000000000")`,
		`parse_json("1e1000000000") % 3`, `10 ** 100000`, `round(parse_json("1e1000000000"))`,
		`float("` + strings.Repeat("9", 4000) + `") + 1`,
	} {
		fails(t, src, "value.limit")
	}
}

// numberText draws numbers as JSON has them.
func numberText() *rapid.Generator[string] {
	return rapid.StringMatching(`-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?`)
}

func TestCalculatingAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numberText().Draw(t, "a"), numberText().Draw(t, "b")
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		env := eval.Env{Vars: eval.Vars{"a": json.Number(a), "b": json.Number(b)}}
		for op, want := range map[string]*big.Rat{
			"+": new(big.Rat).Add(x, y), "-": new(big.Rat).Sub(x, y), "*": new(big.Rat).Mul(x, y),
		} {
			e, err := eval.ParseExpression("a "+op+" b", eval.Scope{"a": nil, "b": nil})
			if err != nil {
				t.Fatal(err)
			}
			v, err := e.Value(env)
			if err != nil {
				t.Fatal(err)
			}
			got, ok := new(big.Rat).SetString(eval.TextOf(v))
			if !ok || got.Cmp(want) != 0 || !json.Valid([]byte(eval.TextOf(v))) {
				t.Fatalf("%s %s %s = %v", a, op, b, v)
			}
		}
		compares(t, env, x.Cmp(y))
	})
}

func compares(t *rapid.T, env eval.Env, want int) {
	for op, holds := range map[string]bool{"==": want == 0, "<": want < 0, ">=": want >= 0} {
		c, err := eval.ParseCondition("a "+op+" b", eval.Scope{"a": nil, "b": nil})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Holds(env); got != holds || err != nil {
			t.Fatalf("%v %s: %v, %v", env.Vars, op, got, err)
		}
	}
}

func TestDividingIsCloseToRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := numberText().Draw(t, "a"), numberText().Draw(t, "b")
		x, _ := new(big.Rat).SetString(a)
		y, _ := new(big.Rat).SetString(b)
		e, err := eval.ParseExpression("a / b", eval.Scope{"a": nil, "b": nil})
		if err != nil {
			t.Fatal(err)
		}
		v, err := e.Value(eval.Env{Vars: eval.Vars{"a": json.Number(a), "b": json.Number(b)}})
		if y.Sign() == 0 {
			if err == nil {
				t.Fatalf("%s / %s = %v", a, b, v)
			}
			return
		}
		got, ok := new(big.Rat).SetString(eval.TextOf(v))
		if err != nil || !ok {
			t.Fatalf("%s / %s = %v, %v", a, b, v, err)
		}
		want := new(big.Rat).Quo(x, y)
		off := new(big.Rat).Sub(got, want)
		bound := new(big.Rat).Mul(want, big.NewRat(1, 1e14))
		if off.Abs(off).Cmp(bound.Abs(bound)) > 0 {
			t.Fatalf("%s / %s = %v", a, b, v)
		}
	})
}

func TestBitsAreThoseOfWholeNumbersOf64Bits(t *testing.T) {
	for src, want := range map[string]string{
		`bitand(1, 0)`: `0`, `bitand("6", 3.0)`: `2`, `bitor(1, 2)`: `3`, `bitxor(3, 1)`: `2`, `bitnand(35, 9)`: `34`,
		`bitnot(156)`: `-157`, `bitshl(39, 3)`: `312`, `bitshl(1, 64)`: `0`, `bitshl(1, 9223372036854775807)`: `0`,
		`bitshr(5, 1)`: `2`, `bitshr(-1, 900)`: `-1`, `bitushr(-5, 2)`: `4611686018427387902`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{
		`bitand(1.5, 1)`, `bitand("9223372036854775808", 1)`, `bitnot("x")`, `bitnot(nil)`, `bitshl(1, -1)`, `bitor(1, [])`, `bitshr({}, 1)`,
	} {
		fails(t, src, "value.kind")
	}
}

func TestAMomentLaterIsCountedInSeconds(t *testing.T) {
	gives(t, `format_date(int(format_date("2026-11-22", "X")) + 86400, "YYYY-MM-DD")`, `"2026-11-23"`)
}
