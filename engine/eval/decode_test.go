package eval_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"stanok/engine/eval"
)

func TestDecodingKeepsDigitsAndRefusesWhatIsNotJSON(t *testing.T) {
	for src, want := range map[string]string{
		`1.50`: `1.50`, ` -0 `: `-0`, `1E+9`: `1E+9`, `"\u0041\ud83d\ude00\n\/"`: `"A😀\n/"`, `"\ud800x"`: "\"\uFFFDx\"",
		"\uFEFF{}": `{}`, `{"b":1,"a":[true,false,null],"b":2}`: `{"a":[true,false,null],"b":2}`, "[ ]\n": `[]`,
		"\"\u2028<&>\"": "\"\u2028<&>\"", `"\u0000"`: `"\u0000"`, `9007199254740993`: `9007199254740993`,
	} {
		v, err := eval.Decode([]byte(src), eval.Limits{})
		if got := string(eval.Append(nil, v)); err != nil || got != want {
			t.Errorf("%s gives %s, %v", src, got, err)
		}
	}
	for _, c := range []struct {
		src, line, column, near string
	}{
		{``, "1", "1", ""},
		{`{"a":1,}`, "1", "8", "}"},
		{"{\n  \"Ё\": x}", "2", "8", "x}"},
		{`[1] 2`, "1", "5", "2"},
		{`01`, "1", "2", "1"},
		{`{'a':1}`, "1", "2", "'a':1}"},
		{`"a`, "1", "3", ""},
		{"\"a\nb\"", "1", "3", "b\""},
		{`"\x"`, "1", "2", `\x"`},
		{`"\u12"`, "1", "2", `\u12"`},
		{`nul`, "1", "1", "nul"},
		{`+1`, "1", "1", "+1"},
		{`1.`, "1", "1", "1."},
		{`.5`, "1", "1", ".5"},
		{"[\"a\xff\"]", "1", "4", "\uFFFD\"]"},
		{`<html><body>Error 502 and more`, "1", "1", "<html><body>Error 5…"},
		{`[1 2]`, "1", "4", "2]"},
		{`{"a" 1}`, "1", "6", "1}"},
	} {
		v, err := eval.Decode([]byte(c.src), eval.Limits{})
		e := hasCode(t, c.src, v, err, "parse.not_json")
		if e.Args["line"] != c.line || e.Args["column"] != c.column || e.Args["near"] != c.near {
			t.Errorf("%q: %v", c.src, e.Args)
		}
	}
}

func TestTextOfEveryKind(t *testing.T) {
	for src, want := range map[string]string{
		`null`: "", `"x"`: "x", `1.50`: "1.50", `true`: "true", `false`: "false", `[1,"a"]`: `[1,"a"]`, `{"b":1,"a":2}`: `{"a":2,"b":1}`,
	} {
		if got := eval.TextOf(decode(t, src)); got != want {
			t.Errorf("%s: %q", src, got)
		}
	}
}

func TestAppendWritesJSONWhateverItIsGiven(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{json.Number("not a number"), `"not a number"`}, {json.Number(""), `""`}, {"a\xffb", "\"a\uFFFDb\""}, {"\x01\"\\", `"\u0001\"\\"`},
		{masked("x"), `null`}, {struct{}{}, `null`}, {1, `1`}, {int64(2), `2`}, {1e21, `1e+21`}, {map[string]any{"\xff": 1}, "{\"\uFFFD\":1}"},
	} {
		got := eval.Append([]byte("> "), c.v)
		if string(got) != "> "+c.want || !json.Valid(got[2:]) {
			t.Errorf("%#v gives %s", c.v, got)
		}
	}
}

// FuzzDecode checks that the same texts are JSON as for the standard library,
// and that what is written reads the same again.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"a":[1.50,"\u00e9",null]}`, `[1e400,-0]`, `"\ud83d\ude00"`, `{"a":1,"a":2}`, "\xff", `[[[[`, `1 2`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := eval.Decode(b, eval.Limits{Depth: 10_000, Nodes: 1 << 30})
		trimmed := bytes.TrimPrefix(b, []byte("\uFEFF"))
		if want := json.Valid(trimmed) && utf8.Valid(b); want != (err == nil) {
			t.Fatalf("%q: %v", b, err)
		}
		if err != nil {
			return
		}
		d := json.NewDecoder(bytes.NewReader(trimmed))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil || !same(v, want) {
			t.Fatalf("%q is %#v, not %#v", b, v, want)
		}
		again, err := eval.Decode(eval.Append(nil, v), eval.Limits{Depth: 10_000, Nodes: 1 << 30})
		if err != nil || !same(v, again) {
			t.Fatalf("%q: %v, %v", b, again, err)
		}
	})
}
