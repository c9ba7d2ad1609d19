package wire_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/engine/wire"
)

// table writes lines as "1:a|b 2:c".
func table(lines []wire.Line) string {
	var all []string
	for _, l := range lines {
		all = append(all, fmt.Sprintf("%d:%s", l.At, strings.Join(l.Values, "|")))
	}
	return strings.Join(all, " ")
}

func TestATableIsReadWhateverSeparatesItsValues(t *testing.T) {
	cases := []struct {
		text      string
		separator rune
		skip      int
		want      string
	}{
		{"a,b\n1,2\n", 0, 0, "1:a|b 2:1|2"},
		{"a;b\r\n1,50;2\r\n\r\n3;4", 0, 0, "1:a|b 2:1,50|2 4:3|4"},
		{"a\tb\n1\t", 0, 0, "1:a|b 2:1|"},
		{"a|b", 0, 0, "1:a|b"},
		{"a;b", ',', 0, "1:a;b"},
		{"\uFEFF\"a;x\",b\n\"1\n\"\"2\"\"\",3", 0, 0, "1:a;x|b 2:1\n\"2\"|3"},
		{"sep=|\na|b;c", 0, 0, "2:a|b;c"},
		{"SEP=;\r\na;b", ';', 0, "2:a|b"},
		{"Bank\n\na;b", 0, 2, "3:a|b"},
		{"one", 0, 0, "1:one"},
		{"", 0, 0, ""},
		{"a", 0, 5, ""},
		{"a;b,c", 0, 0, "1:a|b,c"},
	}
	for _, c := range cases {
		got, err := wire.CSV(c.text, c.separator, c.skip)
		if err != nil || table(got) != c.want {
			t.Errorf("%q:\n got %q %v\nwant %q", c.text, table(got), err, c.want)
		}
	}
}

func TestATableWithWrongQuotesSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1,\"2":              "parse.not_csv map[line:2]",
		"a,b\n1,\"2\n3,4\n":       "parse.not_csv map[line:2 reason:unclosed]",
		"a,b\n1\",2":              "parse.not_csv map[line:2]",
		"x\nsep=,\na,b\n1,\"2\"3": "parse.not_csv map[line:4]",
	} {
		skip := strings.Count(text[:1], "x")
		_, err := wire.CSV(text, 0, skip)
		if p := engine.ProblemsOf(err); len(p) != 1 || fmt.Sprint(p[0].Code, " ", p[0].Args) != want {
			t.Errorf("%q: %v, want %s", text, p, want)
		}
	}
}

func TestATableIsBounded(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat(",", 1_000):       "columns",
		strings.Repeat("a,b\n", 100_001): "nodes",
		strings.Repeat("a,b\n", 1_000):   "",
	} {
		_, err := wire.CSV(text, 0, 0)
		got := ""
		for _, p := range engine.ProblemsOf(err) {
			got = p.Args["limit"]
		}
		if got != want {
			t.Errorf("%.20q…: refused for %q, want %q", text, got, want)
		}
	}
}

func TestATableComesBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]rune(wire.Separators)).Draw(t, "separator")
		cell := rapid.Map(rapid.StringN(0, 6, -1), func(s string) string { // encoding/csv reads CR LF as LF
			return strings.ReplaceAll(strings.ToValidUTF8(s, "?"), "\r\n", "\n")
		})
		want := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 4), 0, 4).Draw(t, "lines")
		text := wire.WriteCSV(want, separator)
		got, err := wire.CSV("x\n"+text, separator, 1)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q: %v %v", text, got, err)
		}
		for i := range want {
			if strings.Join(got[i].Values, "\x00") != strings.Join(want[i], "\x00") {
				t.Fatalf("%q: got %q, want %q", text, got[i].Values, want[i])
			}
		}
	})
}
