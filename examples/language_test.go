package examples_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stanok/examples"
)

// TestEveryDocumentIsSaidInEachLanguageByHand: what people read differs from the
// English, in its own letters, and what is worked out from data does not.
func TestEveryDocumentIsSaidInEachLanguageByHand(t *testing.T) {
	spoken := regexp.MustCompile(`^(name|description): (.*)|\b(title|note): (.*?)(, \w+: .*)?\}?$`)
	cyrillic := regexp.MustCompile(`\p{Cyrillic}`)
	russian, err := fs.Glob(examples.FS(), "*/*.ru.yaml")
	if err != nil || len(russian) < 20 {
		t.Fatal(len(russian), err)
	}
	for _, name := range russian {
		english := strings.Split(string(read(t, strings.Replace(name, ".ru.yaml", ".yaml", 1))), "\n")
		for suffix, own := range map[string]bool{".ru.yaml": true, ".pt-BR.yaml": false} {
			file := strings.Replace(name, ".ru.yaml", suffix, 1)
			lines := strings.Split(string(read(t, file)), "\n")
			if len(lines) != len(english) {
				t.Errorf("%s has %d lines, want %d", file, len(lines), len(english))
				continue
			}
			for n, line := range lines {
				if words := spoken.FindStringSubmatch(line); words != nil && !strings.HasPrefix(words[4], `"{{`) {
					said := words[2] + words[4]
					if own != cyrillic.MatchString(said) || line == english[n] {
						t.Errorf("%s:%d is in another language: %s", file, n+1, line)
					}
				}
				if got, want := fromData(line), fromData(english[n]); !slices.Equal(got, want) {
					t.Errorf("%s:%d has %q, want %q", file, n+1, got, want)
				}
			}
		}
	}
}

// fromData are the holes of a line without the words in them.
func fromData(line string) []string {
	all := holes(line)
	for i, hole := range all {
		all[i] = regexp.MustCompile(`'[^']*'`).ReplaceAllString(hole, "''")
	}
	return all
}
