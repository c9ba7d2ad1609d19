package text_test

import (
	"testing"

	"stanok/ui/text"
)

func TestBrokenSentencesAreRefused(t *testing.T) {
	for _, s := range []string{
		"{name", "name}", "[name", "name]", "{}", "{:word}", "{n|one}", "{n|one|two|three}", "[no argument]",
		"[{n|only|forms}]", "{a{b}}", "[[{a}]]", "[{a]}",
	} {
		if text.Broken(s, 2) == nil {
			t.Errorf("%q is accepted", s)
		}
	}
	if err := text.Broken("{n|one|few|many} [, {a} and {b:word}]", 3); err != nil {
		t.Error(err)
	}
}

func TestSizesAreRoundedToOneDigit(t *testing.T) {
	for _, c := range []struct{ lang, bytes, want string }{
		{"en", "0", "0\u00a0B"}, {"en", "1023", "1023\u00a0B"}, {"en", "1536", "1.5\u00a0KB"}, {"ru", "1536", "1,5\u00a0КБ"},
		{"pt-BR", "10485760", "10\u00a0MB"}, {"en", "5497558138880", "5120\u00a0GB"}, {"en", "-1", "-1"}, {"en", "NaN", "NaN"}, {"en", "1e999", "1e999"},
	} {
		if got := text.Size(c.lang, c.bytes); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.lang, c.bytes, got, c.want)
		}
	}
}
