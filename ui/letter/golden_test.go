package letter_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/ui/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

var kinds = []engine.LetterKind{engine.FirstFailure, engine.Digest, engine.Recovered, engine.ManyInRow, engine.Halted, engine.AccessEnding, engine.AccessEnded, engine.Repeated, engine.Drift, engine.Quiet, engine.Flood, engine.Circle, engine.DiskFull}

func TestLettersLookAsTheyShould(t *testing.T) {
	for _, lang := range text.Languages {
		d := newDesk(t, workspace(lang))
		for _, kind := range kinds {
			m := d.deliver(t, sample(kind))
			name := string(kind) + "." + lang
			compare(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
			compare(t, name+".html", m.HTML)
		}
	}
}

func TestLettersFetchNothing(t *testing.T) {
	for _, lang := range text.Languages {
		d := newDesk(t, workspace(lang))
		for _, kind := range kinds {
			html := d.deliver(t, sample(kind)).HTML
			for _, bad := range []string{"<img", "<link", "<script", "<iframe", "url(", "src=", "@import", "background="} {
				if strings.Contains(html, bad) {
					t.Errorf("%s %s holds %q", lang, kind, bad)
				}
			}
			if strings.Count(html, "https://") != strings.Count(html, `href="https://stanok.example.com/`) {
				t.Errorf("%s %s leads elsewhere", lang, kind)
			}
		}
	}
}

// compare holds what was made against a golden file.
func compare(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed (go test ./ui/letter -update, then look at the difference):\n%s", name, got)
	}
}
