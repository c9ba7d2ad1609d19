package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestAPatchFitsATextThatIsThereOnce(t *testing.T) {
	p := patch{file: "a.go", old: "one\ntwo", new: "three"}
	if got, err := p.apply("zero\none\ntwo\nend"); err != nil || got != "zero\nthree\nend" {
		t.Errorf("%q, %v", got, err)
	}
	for text, count := range map[string]string{"one\n two": "0 times", "one\ntwo one\ntwo": "2 times"} {
		_, err := p.apply(text)
		if err == nil || !strings.Contains(err.Error(), count) || !strings.Contains(err.Error(), "a.go") {
			t.Errorf("%q: the error is %v", text, err)
		}
	}
}

func TestAPatchedProgramIsBuiltAndItsSourceStays(t *testing.T) {
	source := t.TempDir()
	const original = `package main

func main() { println("sound", "so far") }
`
	write(t, filepath.Join(source, "go.mod"), "module example.test/victim\n\ngo 1.26.0\n")
	file := filepath.Join(source, "cmd", "stanok", "main.go")
	write(t, file, original)
	bin, err := build(t.Context(), source, t.TempDir(), []patch{
		{"cmd/stanok/main.go", `"sound"`, `"broken"`},
		{"cmd/stanok/main.go", `"so far"`, `"by now"`},
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(bin).CombinedOutput(); err != nil || string(out) != "broken by now\n" {
		t.Errorf("the patched program printed %q, %v", out, err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != original {
		t.Errorf("the source became %q, %v", text, err)
	}
}

func TestEveryPlantedFaultFitsTheSource(t *testing.T) {
	for _, m := range mutants {
		list, err := overlay("../..", t.TempDir(), m.patches)
		if err != nil {
			t.Errorf("%s: %v", m.name, err)
			continue
		}
		raw, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		var overlaid struct{ Replace map[string]string }
		if err := json.Unmarshal(raw, &overlaid); err != nil || len(overlaid.Replace) == 0 {
			t.Errorf("%s: the overlay is %s, %v", m.name, raw, err)
		}
		for real, patched := range overlaid.Replace {
			before, err1 := os.ReadFile(real)
			after, err2 := os.ReadFile(patched)
			if err1 != nil || err2 != nil || string(before) == string(after) {
				t.Errorf("%s changes nothing in %s: %v, %v", m.name, real, err1, err2)
			}
		}
	}
}

func TestAFaultIsFoundOnlyByWhatItBreaks(t *testing.T) {
	findings := []finding{{nothingLost, true, "0"}, {oneKey, false, "3"}}
	if f := randomKey.verdict(findings); !f.holds {
		t.Errorf("a broken %q does not show the fault that breaks it: %+v", oneKey, f)
	}
	if f := answersEarly.verdict(findings); f.holds {
		t.Errorf("a broken %q shows a fault that breaks %q: %+v", oneKey, nothingLost, f)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
