package document_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/document"
)

func TestWhatIsTooBigIsRefused(t *testing.T) {
	cases := []struct{ name, text, what string }{
		{"bytes", strings.Repeat("#", document.MaxBytes+1), "bytes"},
		{"bytes of the YAML", strings.Repeat("[", 60) + strings.Repeat("1,", 40_000) + strings.Repeat("]", 60), "bytes"},
		{"bytes of the JSON", `"` + strings.Repeat("\u0085", 200_000) + `"`, "bytes"},
		{"depth of a flow", strings.Repeat("[", document.MaxDepth+1), "depth"},
		{"depth of lists", strings.Repeat("- ", document.MaxDepth+1) + "a", "depth"},
		{"depth of maps", strings.Repeat(`{"a":`, document.MaxDepth+1), "depth"},
		{"nodes", "[" + strings.Repeat("1,", document.MaxNodes) + "1]", "nodes"},
		{"nodes without a value", strings.Repeat("-\n", document.MaxNodes), "nodes"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := problemsOf(t, []byte(c.text))
			if len(p) != 1 || p[0].Code != "document.limit" || p[0].Args["what"] != c.what || p[0].Args["max"] == "" {
				t.Errorf("%v", p)
			}
		})
	}
}

func TestWhatIsJustSmallEnoughIsRead(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("#", document.MaxBytes),
		strings.Repeat("[", document.MaxDepth) + strings.Repeat("]", document.MaxDepth),
		"[" + strings.Repeat("1,", document.MaxNodes-2) + "1]",
		"v: '" + strings.Repeat("x", document.MaxBytes-10) + "'",
	} {
		checkRoundTrip(t, parse(t, text))
	}
}

// A reader that goes back over what it has read takes minutes for these; this one
// takes hundredths of a second.
func TestAMegabyteOfAnythingIsReadInAMoment(t *testing.T) {
	var keys, actions strings.Builder
	for i := 0; keys.Len() < document.MaxBytes-20; i++ {
		fmt.Fprintf(&keys, "k%d: v\n", i)
	}
	for i := 0; i < 18_000; i++ {
		fmt.Fprintf(&actions, `{"id":"a%d","tpe":"x","with":{}},`, i)
	}
	texts := map[string]string{
		"keys":             keys.String(),
		"actions in JSON":  `{"actions":[` + actions.String() + `]}`,
		"words":            "v: " + megabyte("word "),
		"lines of words":   "v: a\n" + megabyte(" w\n"),
		"empty lines":      "v: a\n" + megabyte("\n") + "b: c",
		"blank lines":      "v: a\n" + megabyte("    \n"),
		"literal":          "v: |\n" + megabyte(" w\n"),
		"folded":           "v: >\n" + megabyte(" w\n\n   x\n"),
		"empty literals":   megabyte("- |\n\n\n"),
		"escapes":          `v: "` + megabyte(`\n`) + `"`,
		"lines in quotes":  `v: "` + megabyte(" \n") + `"`,
		"open quotes":      megabyte(`"`),
		"open quote lines": megabyte("- \"\n"),
		"colons":           "a" + megabyte(": "),
		"comments":         megabyte("#\n"),
		"flow comments":    "[" + megabyte("a #\n"),
		"flow lines":       "[a" + megabyte("\n") + ",b]",
		"brackets":         megabyte("[]"),
		"tabs":             megabyte("\t"),
		"spaces":           megabyte(" "),
		"markers":          megabyte("...\n"),
	}
	for name, text := range texts {
		began := time.Now()
		if d, err := document.Parse([]byte(text)); err == nil {
			_, problems := d.Definition()
			for _, p := range problems {
				d.Locate(engine.Problem{Node: p.Node, Field: p.Field})
			}
		}
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func megabyte(s string) string { return strings.Repeat(s, (document.MaxBytes-16)/len(s)) }
