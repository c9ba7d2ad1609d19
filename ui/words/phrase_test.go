package words_test

import (
	"strings"
	"testing"

	"stanok/ui/words"
)

func TestWhatIsWrittenWronglyIsRefused(t *testing.T) {
	for text, why := range map[string]string{
		"{":         "partner",
		"a } b":     "partner",
		"{a {b} c}": "partner",
		"{}":        "names no argument",
		"{n|# a}":   "1 forms",
		"{n|=0 a}":  "0 forms",
	} {
		if err := words.Check(text, "en"); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", text, err, why)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("{n|# a|# b} and {name}")
	f.Add("{n|=0 none|a|b|c|d}")
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range words.Languages {
			_ = words.Check(text, lang)
		}
	})
}
