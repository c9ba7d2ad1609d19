package eval_test

import (
	"slices"
	"testing"

	"stanok/engine/eval"
)

func TestFunctionsOfText(t *testing.T) {
	for src, want := range map[string]string{
		`upper("ёж")`: `"ЁЖ"`, `lower("ABC")`: `"abc"`, `trim("  x ")`: `"x"`, `trim("--x-", "-")`: `"x"`,
		`trimPrefix("abc", "a")`: `"bc"`, `trimSuffix("abc", "c")`: `"ab"`, `upper(nil)`: `""`, `upper(12)`: `"12"`,
		`split("a,b", ",")`: `["a","b"]`, `split("a,b,c", ",", 2)`: `["a","b,c"]`, `splitAfter("a,b", ",")`: `["a,","b"]`,
		`replace("aXbX", "X", "--")`: `"a--b--"`, `replace("aXbX", "X", "-", 1)`: `"a-bX"`, `repeat("ab", 2)`: `"abab"`,
		`join(["a", 1.50, nil, true], "; ")`: `"a; 1.50; ; true"`, `join(["a", "b"])`: `"ab"`, `join(nil, ",")`: `""`,
		`indexOf("Ёжик", "и")`: `2`, `indexOf("x", "y")`: `-1`, `lastIndexOf("abab", "b")`: `3`,
		`hasPrefix("abc", "ab")`: `true`, `hasSuffix(1234, "34")`: `true`, `len("Ёж")`: `2`, `len(nil)`: `0`,
		`len(a.list)`: `3`, `len({x: 1})`: `1`, `string([1, {b: 2}])`: `"[1,{\"b\":2}]"`, `string(nil)`: `""`,
		`type(1)`: `"number"`, `type(nil)`: `"empty"`, `type(secret)`: `"text"`, `type(optional([]))`: `"list"`,
		`"x" | upper() | repeat(2)`: `"XX"`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{`upper([])`, `repeat("x", -1)`, `split({}, ",")`, `len(true)`, `join("x")`, `repeat("x", 1.5)`} {
		fails(t, src, "value.kind")
	}
}

func TestFunctionsOfListsAndObjects(t *testing.T) {
	for src, want := range map[string]string{
		`first(a.list)`: `3`, `last(a.list)`: `2`, `first([])`: `null`, `last(nil)`: `null`,
		`take(a.list, 2)`: `[3,1]`, `take(nil, 2)`: `[]`, `take(a.list, 99)`: `[3,1,2]`,
		`get(a, "price")`: `1.50`, `get(a.list, 1)`: `1`, `get(nil, "x")`: `null`, `get(a.list, 9)`: `null`,
		`keys({b: 1, a: 2})`: `["a","b"]`, `values({b: 1, a: 2})`: `[2,1]`, `toPairs({b: 1})`: `[["b",1]]`,
		`fromPairs([["x", 1], [2, 3]])`: `{"2":3,"x":1}`, `reverse(a.list)`: `[2,1,3]`, `concat([1], nil, [2])`: `[1,2]`,
		`uniq([1, "1", 1.0, 1e0, "1", nil, nil, [1], [1.0]])`: `[1,"1",null,[1]]`, `flatten([1, [2, [3]]])`: `[1,2,3]`,
		`sort(a.list)`: `[1,2,3]`, `sort(a.names, "desc")`: `["c","b","a"]`, `sort([10, 9.5, 100])`: `[9.5,10,100]`,
		`sortBy(a.rows, .v, "desc")[0].v`: `10`, `map(sortBy(a.rows, .n), .v)`: `[10,1,2.5]`,
		`groupBy(a.rows, .n).A[1].v`: `1`, `keys(groupBy(a.rows, .v > 2))`: `["false","true"]`,
		`all(a.list, # > 0)`: `true`, `any(a.list, # > 2)`: `true`, `none(a.list, # > 5)`: `true`, `one(a.list, # == 1)`: `true`,
		`all([], false)`: `true`, `any(nil, true)`: `false`, `count(a.list, # > 1)`: `2`, `count([true, false])`: `1`,
		`find(a.rows, .n == "B").v`: `2.5`, `find(a.rows, false)`: `null`, `findIndex(a.list, # == 2)`: `2`,
		`findLast(a.rows, .n == "A").v`: `1`, `findLastIndex(a.list, # == 9)`: `null`,
		`any([1, "x"], # == 1)`: `true`, `any([1, "x"], # > 0)`: `true`,
		`reduce(a.list, #acc + #)`: `6`, `reduce(a.list, #acc + #, 10)`: `16`, `reduce([], #acc + #)`: `null`,
		`map(a.names, #index)`: `[0,1,2]`, `map(a.rows, let n = .n; n + #index)`: `["A0","B1","A2"]`,
		`map(a.list, map(1..2, #))`: `[[1,2],[1,2],[1,2]]`, `filter(a.rows, .missing.deeper == nil) | len()`: `3`,
		`map(a.rows, {{name: .n, all: map(a.list, # + #index)}})[0].all`: `[3,2,4]`,
		`map([1, 2], let x = #; map([10], # + x))`:                       `[[11],[12]]`,
	} {
		gives(t, src, want)
	}
	for _, src := range []string{`first("x")`, `keys([])`, `map("x", #)`, `sort([1, "x"])`, `fromPairs([1])`,
		`filter(a.list, #)`, `sum(["1"])`, `sortBy(a.rows, .v, "up")`, `max(["x"])`, `groupBy([[1]], #)`} {
		fails(t, src, "value.kind")
	}
}

func TestFunctionsOfCodes(t *testing.T) {
	for src, want := range map[string]string{
		`json({b: 1.50, a: "<&>", s: secret})`: `"{\"a\":\"<&>\",\"b\":1.50,\"s\":\"key-1\"}"`,
		`parse_json("{\"x\": 1.50}").x`:        `1.50`,
		`toJSON(nil)`:                          `"null"`,
		`base64("Ёж")`:                         `"0IHQtg=="`,
		`unbase64("0IHQtg")`:                   `"Ёж"`,
		`unbase64("0IHQtg==\n")`:               `"Ёж"`,
		`base64(secret)`:                       `"a2V5LTE="`,
		`url("a/b c+ё")`:                       `"a%2Fb%20c%2B%D1%91"`,
		`hash("md5", "")`:                      `"d41d8cd98f00b204e9800998ecf8427e"`,
		`hash("sha1", "abc")`:                  `"a9993e364706816aba3e25717850c26c9cd0d89d"`,
		`hash("SHA-256", "abc")`:               `"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"`,
		`len(hash("sha512", 1))`:               `128`,
		`hmac("sha256", "key", "The quick brown fox jumps over the lazy dog")`: `"f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"`,
		`hmac("md5", secret, "") == hmac("md5", "key-1", "")`:                  `true`,
		`required(a.price, "price")`:                                           `1.50`,
		`default(a.price, "none")`:                                             `1.50`,
		`default(a.missing, "none")`:                                           `"none"`,
		`default("", "none")`:                                                  `"none"`,
		`default(a.missing.deep, 5)`:                                           `5`,
		`default([], "none")`:                                                  `"none"`,
		`default(0, 1)`:                                                        `0`,
		`default(false, true)`:                                                 `false`,
		`default(optional(a.empty), "none") + "!"`:                             `"none!"`,
		`optional(a.empty) + "x"`:                                              `"x"`,
		`optional(a.empty)`:                                                    `null`,
		`uuid()`:                                                               `"0191-fixed"`,
		`lookup("cities", 7).id`:                                               `"7!"`,
		`lookup("cities", [a.price, "b"]).id`:                                  `"[1.50,\"b\"]!"`,
		`lookup("cities", {city: 1}).id`:                                       `"{\"city\":1}!"`,
	} {
		gives(t, src, want)
	}
	if e := fails(t, `  required(a.missing, "the price")`, "value.missing"); e.Args["name"] != "the price" || e.Offset != 2 {
		t.Errorf("%+v", e)
	}
	fails(t, `lookup("streets", 1)`, "table.missing")
	fails(t, `parse_json("{")`, "parse.not_json")
	for _, src := range []string{`unbase64("%")`, `unbase64("/w==")`, `hash("crc", "x")`, `hmac("x", "", "")`, `base64([])`} {
		fails(t, src, "value.kind")
	}
	for _, src := range []string{`uuid()`, `lookup("cities", 1)`} {
		e, err := eval.ParseExpression(src, nil)
		if err != nil {
			t.Fatal(err)
		}
		v, err := e.Value(eval.Env{})
		hasCode(t, src+" without a run", v, err, "value.missing")
	}
}

func TestFunctionNamesAreSortedAndWhole(t *testing.T) {
	names := eval.FunctionNames()
	if !slices.IsSorted(names) {
		t.Error("not sorted")
	}
	for _, name := range []string{"optional", "filter", "phone", "reduce", "split_list", "now"} {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing", name)
		}
	}
}
