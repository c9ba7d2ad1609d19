package document_test

import (
	"strings"
	"testing"

	"stanok/engine/document"
)

func TestTextHasQuotesOnlyWhereItNeedsThem(t *testing.T) {
	cases := []struct{ text, block, flow string }{
		{"plain", `plain`, `plain`},
		{"Номер заявки", `Номер заявки`, `Номер заявки`},
		{"it's", `it's`, `it's`},
		{"2xx", `2xx`, `2xx`},
		{"200ms", `200ms`, `200ms`},
		{"a == 200 && b", `a == 200 && b`, `a == 200 && b`},
		{"https://x.example/a#b", `https://x.example/a#b`, `https://x.example/a#b`},
		{"a, b", `a, b`, `"a, b"`},
		{"a[0]", `a[0]`, `"a[0]"`},
		{"{{ source.x }}", `"{{ source.x }}"`, `"{{ source.x }}"`},
		{"x {{ y }}", `"x {{ y }}"`, `"x {{ y }}"`},
		{`["a"]`, `'["a"]'`, `'["a"]'`},
		{`"it's"`, `'"it''s"'`, `'"it''s"'`},
		{`C:\dir`, `C:\dir`, `C:\dir`},
		{`\\`, `\\`, `\\`},
		{"", `""`, `""`},
		{" a", `" a"`, `" a"`},
		{"a ", `"a "`, `"a "`},
		{"a: b", `"a: b"`, `"a: b"`},
		{"a:", `"a:"`, `"a:"`},
		{"a #b", `"a #b"`, `"a #b"`},
		{"a\tb", `"a\tb"`, `"a\tb"`},
		{"a\u2028b\x00", `"a\u2028b\u0000"`, `"a\u2028b\u0000"`},
		{"...", `"..."`, `"..."`},
		{"<<", `"<<"`, `"<<"`},
		{"-", `"-"`, `"-"`},
		{"*/5 * * * *", `"*/5 * * * *"`, `"*/5 * * * *"`},
	}
	for _, looks := range strings.Fields("4821 -1 1.50 1e3 017 +79161234567 0x1F 0o17 0b1 1_000 .5 5. .inf -.INF .NaN 12:30 12:30:45 2001-01-01 true FALSE yes No ON off y N null ~ Null") {
		cases = append(cases, struct{ text, block, flow string }{looks, `"` + looks + `"`, `"` + looks + `"`})
	}
	for _, c := range cases {
		q := quoteJSON(c.text)
		if got, want := string(parse(t, `{"v":`+q+`}`).YAML()), "v: "+c.block+"\n"; got != want {
			t.Errorf("%q is written %s, want %s", c.text, got, want)
		}
		if got, want := string(parse(t, `{"v":[`+q+`]}`).YAML()), "v: ["+c.flow+"]\n"; got != want {
			t.Errorf("%q is written %s, want %s", c.text, got, want)
		}
	}
}

func TestLongTextIsABlock(t *testing.T) {
	cases := []struct{ text, yaml string }{
		{"a\nb\n", "v: |\n  a\n  b\n"},
		{"a\nb", "v: |-\n  a\n  b\n"},
		{"a\n\n\n", "v: |+\n  a\n\n\n"},
		{"a\n\nb \nc\n", "v: |\n  a\n\n  b \n  c\n"},
		{"  a\nb\n", "v: |2\n    a\n  b\n"},
		{"\na", "v: |2-\n\n  a\n"},
		{"{{ a }}\n\t# \"b\": 'c' \\\n", "v: |\n  {{ a }}\n  \t# \"b\": 'c' \\\n"},
		{"\n", `v: "\n"` + "\n"},
		{"a\r\nb\n", `v: "a\r\nb\n"` + "\n"},
		{"a\nb ", `v: "a\nb "` + "\n"},
		{"a\u2028\nb", `v: "a\u2028\nb"` + "\n"},
	}
	for _, c := range cases {
		d := parse(t, `{"v":`+quoteJSON(c.text)+`}`)
		if got := string(d.YAML()); got != c.yaml {
			t.Errorf("%q is written\n%s\nwant\n%s", c.text, got, c.yaml)
		}
		checkRoundTrip(t, d)
	}
}

func TestSmallMapsAndListsStandInOneLine(t *testing.T) {
	long := strings.Repeat("я", 112)
	cases := []struct{ json, yaml string }{
		{`{"v":{"a":1,"b":[],"c":null}}`, "v: {a: 1, b: [], c: null}\n"},
		{`{"v":[[1,2],{"a":{"b":1}},[[3]]]}`, "v:\n  - [1, 2]\n  - a: {b: 1}\n  - - [3]\n"},
		{`{"v":["a\nb"]}`, "v:\n  - |-\n    a\n    b\n"},
		{`{"v":["` + long + `"]}`, "v: [" + long + "]\n"},
		{`{"v":["` + long + `123"]}`, "v: [" + long + "123]\n"},
		{`{"v":["` + long + `1234"]}`, "v:\n  - " + long + "1234\n"},
		{`{"v":{},"w":[]}`, "v: {}\nw: []\n"},
		{`{"with":{"a":1},"source":{"with":{"a":1}}}`, "source:\n  with:\n    a: 1\nwith: {a: 1}\n"},
		{`{"a: b":1,"Ключ-1":2,"x y":3,"7":4,"@":5}`, "\"a: b\": 1\nКлюч-1: 2\nx y: 3\n\"7\": 4\n\"@\": 5\n"},
		{`[]`, "[]\n"}, {`{}`, "{}\n"}, {`null`, "null\n"}, {`"a\nb"`, `"a\nb"` + "\n"}, {`[[1],2]`, "- [1]\n- 2\n"},
	}
	for _, c := range cases {
		d := parse(t, c.json)
		if got := string(d.YAML()); got != c.yaml {
			t.Errorf("%s is written\n%s\nwant\n%s", c.json, got, c.yaml)
		}
		checkRoundTrip(t, d)
	}
}

func TestKnownKeysComeInTheOrderOfTheFormat(t *testing.T) {
	d := parse(t, `{"zzz":1,"actions":[{"branches":{"b":[{"type":"x","id":"c"}],"a":[]},"with":{"z":1,"a":2},"id":"a","own":1}],`+
		`"settings":{"deadline":"1h","lane":"x"},"format":1}`)
	want := `{"format":1,"settings":{"lane":"x","deadline":"1h"},"actions":[{"id":"a","with":{"z":1,"a":2},` +
		`"branches":{"b":[{"id":"c","type":"x"}],"a":[]},"own":1}],"zzz":1}`
	if got := string(d.JSON()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestReasonsAndFeaturesAreWordsWithoutRepeats(t *testing.T) {
	seen := map[string]bool{}
	for _, word := range append(document.Reasons(), document.Features()...) {
		if seen[word] || word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz_") != "" {
			t.Errorf("%q", word)
		}
		seen[word] = true
	}
}
