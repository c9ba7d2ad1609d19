package eval_test

import (
	"testing"

	"stanok/engine/eval"
)

func TestReferencesReadWhatIsThereAndNothingElse(t *testing.T) {
	for src, want := range map[string]string{
		`a.price`:                              `1.50`,
		` a.price `:                            `1.50`,
		`a["price"]`:                           `1.50`,
		`a['price']`:                           `1.50`,
		`a?.price`:                             `1.50`,
		`a.list[0]`:                            `3`,
		`a.list[-1]`:                           `2`,
		`a.list[9]`:                            `null`,
		`a.list["1"]`:                          `1`,
		`a.nested[0]`:                          `"zero"`,
		`a.nested.deep[0].x`:                   `"found"`,
		`a.missing`:                            `null`,
		`a.missing.deeper[3].still`:            `null`,
		`a.none.x`:                             `null`,
		`form.id`:                              `null`,
		`lazy.json.x[0]`:                       `1`,
		`lazy`:                                 `{"json":{"x":[1]}}`,
		`secret`:                               `"key-1"`,
		`i`:                                    `41`,
		`f`:                                    `0.25`,
		`a.long`:                               `123456789012345678901234567890123456789012345678`,
		`a[a.names[1] == "a" ? "price" : "x"]`: `1.50`,
		`(a.nested).deep[0]["x"]`:              `"found"`,
	} {
		gives(t, src, want)
	}
}

func TestReadingBelowTextOrNumberIsAnError(t *testing.T) {
	for src, kind := range map[string]string{
		`a.text.x`: "text", `a.price.x`: "number", `a.yes.x`: "boolean", `a.text[0]`: "text",
		`a.list.x`: "list", `secret.x`: "text", `(a.text)["x"]`: "text",
	} {
		if e := fails(t, src, "value.kind"); e.Args["kind"] != kind {
			t.Errorf("%s: kind %q, not %q", src, e.Args["kind"], kind)
		}
	}
	e := fails(t, `  a.nested.deep[0].x.y`, "value.kind")
	if e.Offset != 2 || e.Args["name"] != "a.nested.deep[0].x" || e.Args["want"] != "object" {
		t.Errorf("the error does not say where: %+v", e)
	}
}

func TestDigitsSurviveEverythingThatDoesNotCalculate(t *testing.T) {
	for src, want := range map[string]string{
		`optional(a.price)`:                     `1.50`,
		`null ?? a.price`:                       `1.50`,
		`a.missing == null`:                     `true`,
		`a.missing ?? a.price`:                  `1.50`,
		`a.price ?? a.big`:                      `1.50`,
		`a.yes ? a.price : a.big`:               `1.50`,
		`[a.price, a.big, a.long]`:              `[1.50,9007199254740993,123456789012345678901234567890123456789012345678]`,
		`{p: a.price, "q": {r: [a.big]}}`:       `{"p":1.50,"q":{"r":[9007199254740993]}}`,
		`let x = a.price; x`:                    `1.50`,
		`map(a.rows, .v)`:                       `[10,2.5,1]`,
		`filter([a.price], # > 1)`:              `[1.50]`,
		`first([a.price])`:                      `1.50`,
		`if a.yes { a.price } else { 1 }`:       `1.50`,
		`json(a.price)`:                         `"1.50"`,
		`"" + a.price`:                          `"1.50"`,
		`max(a.price, 1)`:                       `1.50`,
		`float("1.50")`:                         `1.50`,
		`1.10`:                                  `1.10`,
		`1_000`:                                 `1000`,
		`0x1F`:                                  `31`,
		`1e3`:                                   `1e3`,
		`.5`:                                    `0.5`,
		`parse_json("[1.50, 1e400]")`:           `[1.50,1e400]`,
		`a.list | map(# * 2) | filter(# > 2)`:   `[6,4]`,
		`{"deep": optional(a.empty), keep: ""}`: `{"keep":""}`,
		`[1, optional(a.missing), optional([]), optional({}), 2]`: `[1,2]`,
		`map(a.list, # > 1 ? optional(#) : optional(""))`:         `[3,2]`,
	} {
		gives(t, src, want)
	}
}

func TestOperatorsFollowTheKindsOfTheirValues(t *testing.T) {
	for src, want := range map[string]string{
		`"№ " + 7`:                      `"№ 7"`,
		`"x" + nil + true`:              `"xtrue"`,
		`a.text == "Ёж \"x\""`:          `true`,
		`1 == "1"`:                      `false`,
		`1 != "1"`:                      `true`,
		`1 == 1.0`:                      `true`,
		`nil == a.missing`:              `true`,
		`[1, {b: 2}] == [1.0, {b: 2}]`:  `true`,
		`{b: 1} == {c: 1}`:              `false`,
		`"a" < "b"`:                     `true`,
		`2 in a.list`:                   `true`,
		`2.0 in [1, 2]`:                 `true`,
		`"price" in a`:                  `true`,
		`"x" not in a.names`:            `true`,
		`1 in nil`:                      `false`,
		`not a.yes`:                     `false`,
		`!a.yes || a.yes && true`:       `true`,
		`false && a.text.x`:             `false`,
		`"Ёж" contains "ж"`:             `true`,
		`"+7999" startsWith "+7"`:       `true`,
		`4821 endsWith "21"`:            `true`,
		`"AB12" matches "^[A-Z]+\\d+$"`: `true`,
		`"x" matches a.names[0]`:        `false`,
		`1..3`:                          `[1,2,3]`,
		`3..1`:                          `[]`,
		`a.list[1:]`:                    `[1,2]`,
		`a.list[:-1]`:                   `[3,1]`,
		`a.list[5:9]`:                   `[]`,
		`"Ёжик"[1:3]`:                   `"жи"`,
		`a.missing[1:2]`:                `null`,
		`-a.price`:                      `-1.50`,
		`-0`:                            `0`,
		`+5`:                            `5`,
		`secret == "key-1"`:             `true`,
		`"Bearer " + secret`:            `"Bearer key-1"`,
		`1 < 2 < 3`:                     `true`,
		`1; 2`:                          `2`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{
		`1 + nil`, `true + 1`, `1 + []`, `"a" + []`, `1 < "2"`, `"2" < 1`, `nil < 1`, `[] < []`, `"5" * 2`, `-"5"`,
		`1 / 0`, `1 % 0`, `!1`, `1 && true`, `true || nil ? 1 : nil ? 1 : 2`, `1 in "1"`, `[] contains "x"`,
		`a.missing ? 1 : 2`, `1.5..2`, `a.yes[1:2]`, `{}[1:2]`, `{([]): 1}`, `a.nested[[]]`, `"x" matches "(" + ""`,
	} {
		if src == `true || nil ? 1 : nil ? 1 : 2` {
			gives(t, src, `1`)
			continue
		}
		fails(t, src, "value.kind")
	}
}

func TestConditionsGiveTrueOrFalseAndNothingElse(t *testing.T) {
	for src, want := range map[string]bool{
		`a.price > 1`: true, `{{ a.price > 2 }}`: false, ` {{a.yes}} `: true, `a.missing == nil`: true, `{} == {}`: true,
	} {
		c, err := eval.ParseCondition(src, scope())
		if err != nil {
			t.Fatalf("%s: %v", src, err)
		}
		if got, err := c.Holds(env(t)); got != want || err != nil {
			t.Errorf("%s: %v, %v", src, got, err)
		}
	}
	c, err := eval.ParseCondition(`a.missing`, scope())
	if err != nil {
		t.Fatal(err)
	}
	yes, err := c.Holds(env(t))
	hasCode(t, "a missing condition", yes, err, "value.kind")
	_, err = eval.ParseCondition(` {{ b }}`, scope())
	if e := hasCode(t, "an unknown name", nil, err, "expression.unknown_name"); e.Offset != 4 {
		t.Errorf("offset %d", e.Offset)
	}
}

func TestAnErrorOfALazyValueComesThrough(t *testing.T) {
	if v, err := evaluate(t, `broken.x`); err == nil || err.Error() != "not read" {
		t.Errorf("%v, %v", v, err)
	}
	if v, err := evaluate(t, `a.missing ?? (broken + "")`); err == nil {
		t.Errorf("%v, %v", v, err)
	}
}

func TestReferencesNameWhatIsRead(t *testing.T) {
	e, err := eval.ParseExpression(`let x = a.rows[0].n; x + form.id + join(map(a.list, #.z + i), "")`, scope())
	if err != nil {
		t.Fatal(err)
	}
	want := []eval.Reference{
		{Name: "a", Path: []string{"rows", "0", "n"}, Offset: 8},
		{Name: "form", Path: []string{"id"}, Offset: 25},
		{Name: "a", Path: []string{"list"}, Offset: 44},
		{Name: "i", Path: []string{}, Offset: 58},
	}
	if got := e.References(); !same(got, want) {
		t.Errorf("%+v", got)
	}
}

func TestAHeaderIsFoundInWhateverCaseItIsWritten(t *testing.T) {
	vars := eval.Vars{
		"source": map[string]any{"headers": map[string]any{"x-order-id": "7", "host": "h"}, "Other": map[string]any{"x": "1"}},
		"data":   map[string]any{"headers": map[string]any{"X-Own": "exact", "x-own": "lower"}, "list": []any{}},
		"lazy":   map[string]any{"headers": func() (any, error) { return map[string]any{"x-late": "8"}, nil }},
	}
	for src, want := range map[string]any{
		`source.headers["X-Order-Id"]`: "7", `source.headers['x-order-id']`: "7", `source["headers"]["X-ORDER-ID"]`: "7",
		`source.headers.Host`: "h", `source.headers["X-None"]`: nil, `source.headers["X-Order-Id"] == "7" ? "yes" : "no"`: "yes",
		`data.headers["X-Own"]`: "exact", `data.headers["X-OWN"]`: "lower", `lazy.headers["X-Late"]`: "8", `source.Other.X`: nil, `source.other`: nil,
	} {
		e, err := eval.ParseExpression(src, eval.Scope{"source": nil, "data": nil, "lazy": nil})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := e.Value(eval.Env{Vars: vars}); err != nil || got != want {
			t.Errorf("%s gives %v, %v, not %v", src, got, err, want)
		}
	}
}
