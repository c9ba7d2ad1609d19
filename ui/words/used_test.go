package words_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stanok/ui/words"
)

var (
	used = regexp.MustCompile(`\b(?:T|Pattern)\("([a-zA-Z0-9_.-]+)"[,)]`)
	made = regexp.MustCompile(`"([a-z_]+(?:\.[a-z_]+)*\.)"\s*[,+]`)
)

// sources calls see with every file of the pages that is written by hand.
func sources(t *testing.T, see func(path, content string)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == "node_modules" || name == "words" || name == "text"):
			return fs.SkipDir
		case d.IsDir(), strings.HasSuffix(name, "_templ.go"), strings.HasSuffix(name, "_test.go"):
			return nil
		case !strings.HasSuffix(name, ".templ") && !strings.HasSuffix(name, ".go"):
			return nil
		}
		content, err := os.ReadFile(path)
		see(path, string(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryKeyThePagesUseIsWritten(t *testing.T) {
	w := load(t)
	keys := w.Keys(words.Languages[0])
	found := 0
	sources(t, func(path, content string) {
		for _, m := range used.FindAllStringSubmatch(content, -1) {
			found++
			if !slices.Contains(keys, m[1]) {
				t.Errorf("%s says %q, which is not written", path, m[1])
			}
		}
	})
	if found < 50 {
		t.Errorf("only %d uses found: does the pattern still fit?", found)
	}
}

func TestEveryKeyThatIsWrittenIsUsed(t *testing.T) {
	w := load(t)
	said := map[string]bool{}
	var beginnings []string
	sources(t, func(_, content string) {
		for _, m := range used.FindAllStringSubmatch(content, -1) {
			said[m[1]] = true
		}
		for _, m := range made.FindAllStringSubmatch(content, -1) {
			beginnings = append(beginnings, m[1])
		}
	})
	own := []string{"unit.", "time."} // said by the package itself
	for _, key := range w.Keys(words.Languages[0]) {
		begins := func(with string) bool { return strings.HasPrefix(key, with) }
		if !said[key] && !slices.ContainsFunc(beginnings, begins) && !slices.ContainsFunc(own, begins) {
			t.Errorf("%s is used nowhere", key)
		}
	}
}
