package document_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/document"
)

var update = flag.Bool("update", false, "write what is found to the golden files")

func TestBrokenDocumentsSayAllThatIsWrong(t *testing.T) {
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d broken documents: %v", len(files), err)
	}
	words := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			problems := problemsOf(t, read(t, file))
			if len(problems) == 0 {
				t.Fatal("nothing found")
			}
			for _, p := range problems {
				if p.Line == 0 || p.Column == 0 {
					t.Errorf("no place: %v", p)
				}
				words[p.Args["rule"]+p.Args["feature"]] = true
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", listed(problems))
		})
	}
	for _, word := range append(document.Reasons(), document.Features()...) {
		if !words[word] {
			t.Errorf("no broken document is refused for %s", word)
		}
	}
}

// problemsOf are the problems of a text, whether it is a tree or not.
func problemsOf(t *testing.T, text []byte) engine.Problems {
	d, err := document.Parse(text)
	if err == nil {
		_, problems := d.Definition()
		return problems
	}
	var problems engine.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("%T is no list of problems", err)
	}
	return problems
}

// listed writes one problem a line.
func listed(problems engine.Problems) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "%d:%d %s %s %s", p.Line, p.Column, orDash(string(p.Node)), orDash(p.Field), p.Code)
		for _, k := range slices.Sorted(maps.Keys(p.Args)) {
			fmt.Fprintf(&b, " %s=%q", k, p.Args[k])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := string(read(t, file)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
