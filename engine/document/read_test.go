package document_test

import (
	"strings"
	"testing"
)

func TestScalarsHaveTheKindTheyLookLike(t *testing.T) {
	cases := []struct{ yaml, json string }{
		{`4821`, `4821`}, {`"4821"`, `"4821"`}, {`'4821'`, `"4821"`}, {`-0`, `-0`}, {`1.50`, `1.50`}, {`1E5`, `1E5`}, {`1e-3`, `1e-3`},
		{`9007199254740993`, `9007199254740993`},
		{`123456789012345678901234567890123456789012345678`, `123456789012345678901234567890123456789012345678`},
		{`017`, `"017"`}, {`+7`, `"+7"`}, {`0x1F`, `"0x1F"`}, {`0o7`, `"0o7"`}, {`1_000`, `"1_000"`}, {`.5`, `".5"`}, {`5.`, `"5."`},
		{`.inf`, `".inf"`}, {`.nan`, `".nan"`}, {`12:30`, `"12:30"`}, {`2001-01-01`, `"2001-01-01"`}, {`1.2.3`, `"1.2.3"`}, {`-`, ``}, {`--`, `"--"`},
		{`true`, `true`}, {`False`, `false`}, {`TRUE`, `true`}, {`tRUE`, `"tRUE"`},
		{`yes`, `"yes"`}, {`no`, `"no"`}, {`on`, `"on"`}, {`off`, `"off"`}, {`y`, `"y"`},
		{`null`, `null`}, {`~`, `null`}, {`Null`, `null`}, {``, `null`}, {`"null"`, `"null"`}, {`nil`, `"nil"`},
		{`http://x.y/?a=1#b`, `"http://x.y/?a=1#b"`}, {`a: b`, ``}, {`a # b`, `"a"`}, {`a #`, `"a"`}, {`a# b`, `"a# b"`},
		{`-x`, `"-x"`}, {`?x`, `"?x"`}, {`:x`, `":x"`}, {`a, b]`, `"a, b]"`}, {`it's`, `"it's"`}, {`2xx`, `"2xx"`},
		{`'it''s'`, `"it's"`}, {`''`, `""`}, {`""`, `""`}, {`'a\n'`, `"a\\n"`},
		{`"\0\a\b\t\n\v\f\r\e\ \"\/\\\N\_\L\P"`, `"\u0000\u0007\u0008\t\n\u000b\u000c\r\u001b \"/\\\u0085` + "\u00a0" + `\u2028\u2029"`},
		{`"\x41\u0416\U0001F600\ud83d\ude00"`, `"AЖ😀😀"`},
		{`"\ud83d"`, ``}, {`"\ude00\ud83d"`, ``}, {`"\q"`, ``}, {`"\x4"`, ``}, {`"\U00110000"`, ``},
	}
	for _, c := range cases {
		checkValue(t, "v: "+c.yaml+"\n", c.json)
		checkValue(t, "v: "+c.yaml, c.json)
	}
}

func TestTextsOfSeveralLinesAreFoldedAsYAMLSays(t *testing.T) {
	cases := []struct{ name, yaml, json string }{
		{"plain", "v: a\n  b\n\n  c\n", `"a b\nc"`},
		{"plain with a comment", "v: a\n  b # no\n", `"a b"`},
		{"plain with a dash", "v: a\n  - b\n", `"a - b"`},
		{"plain on the next line", "v:\n  a\n  b\n", `"a b"`},
		{"double", "v: \"a \n   b\n\n   c\"\n", `"a b\nc"`},
		{"double, joined", "v: \"a\\\n   b \\\n  \\ c\"\n", `"ab  c"`},
		{"double, joined over an empty line", "v: \"a\\\n\n   b\"\n", `"a\nb"`},
		{"double, blanks kept", "v: \"a\\t\n b\"\n", `"a\t b"`},
		{"single", "v: 'a\n  b\n\n\n  c'\n", `"a b\n\nc"`},
		{"literal", "v: |\n  a\n   b\n\n  c\n\nw: 1\n", `"a\n b\n\nc\n"`},
		{"literal, stripped", "v: |-\n  a\n\n", `"a"`},
		{"literal, kept", "v: |+\n  a\n\n", `"a\n\n"`},
		{"literal, indented", "v: |2\n    a\n  b\n", `"  a\nb\n"`},
		{"literal, both signs", "v: |+2 # comment\n    a\n\n", `"  a\n\n"`},
		{"literal without a last line break", "v: |\n  a", `"a"`},
		{"literal, empty", "v: |\nw: 1\n", `""`},
		{"literal, only breaks kept", "v: |+\n\n\n", `"\n\n"`},
		{"literal, empty lines first", "v: |\n\n \n  a\n", `"\n\na\n"`},
		{"literal with signs", "v: |\n  # a: {{ b }} \t\n  - 'c\"\n", `"# a: {{ b }} \t\n- 'c\"\n"`},
		{"literal with a tab", "v: |\n  \ta\n", `"\ta\n"`},
		{"literal in a list", "v:\n- |\n a\n- >\n b\n c\n", `["a\n","b c\n"]`},
		{"folded", "v: >\n  a\n  b\n\n  c\n   d\n  e\n", `"a b\nc\n d\ne\n"`},
		{"folded, stripped", "v: >-\n  a\n  b\n", `"a b"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			checkValue(t, c.yaml, c.json)
			checkValue(t, strings.ReplaceAll(c.yaml, "\n", "\r\n"), c.json)
		})
	}
}

func TestMapsAndListsStandWhereYAMLAllowsThem(t *testing.T) {
	cases := []struct{ name, yaml, json string }{
		{"list at the key's column", "v:\n- a\n- b\n", `["a","b"]`},
		{"list deeper", "v:\n    - a\n    -   b\n", `["a","b"]`},
		{"lists in a line", "v:\n  - - a\n    - b\n  - c\n", `[["a","b"],"c"]`},
		{"maps in a list", "v:\n  - a: 1\n    b: 2\n  -\n    c: 3\n", `[{"a":1,"b":2},{"c":3}]`},
		{"nothing in a list", "v:\n  -\n  - # comment\n  - ~\n", `[null,null,null]`},
		{"nothing in a map", "v:\n  a:\n  b: # comment\n  c: 1\n", `{"a":null,"b":null,"c":1}`},
		{"quoted keys", "v:\n  \"a: b\": 1\n  'c''d' : 2\n  e f: 3\n  5: 4\n", `{"a: b":1,"c'd":2,"e f":3,"5":4}`},
		{"flow", "v: {a: [1, {b: c}, ], \"d\":2, e: , f: 'g'}\n", `{"a":[1,{"b":"c"}],"d":2,"e":null,"f":"g"}`},
		{"flow over lines", "v: {\n  a: x\n   y, # comment\n\tb: [\n1\n]\n}\n", `{"a":"x y","b":[1]}`},
		{"comments between", "v:\n  # one\n\n  - a\n # two\n  - b\n", `["a","b"]`},
		{"JSON", "v: {\"a\":[1,true,null,\"\\u0416\"],\"b\":{}}", `{"a":[1,true,null,"Ж"],"b":{}}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { checkValue(t, c.yaml, c.json) })
	}
}

// checkValue holds that the value under v is as JSON says, or that the text is
// refused when that is empty.
func checkValue(t *testing.T, yaml, json string) {
	t.Helper()
	if json == "" {
		if problems := problemsOf(t, []byte(yaml)); len(problems) != 1 || problems[0].Code != "document.syntax" {
			t.Errorf("%q is not refused: %v", yaml, problems)
		}
		return
	}
	got := string(parse(t, yaml).JSON())
	if got != `{"v":`+json+`}` && got != `{"v":`+json+`,"w":1}` {
		t.Errorf("%q\nread as %s\nwant    %s", yaml, got, json)
	}
}
