package document_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/document"
)

func TestDocumentsWrittenByHandHaveOneCanonicalForm(t *testing.T) {
	files, err := filepath.Glob("testdata/byhand/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d documents: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text := string(read(t, file))
			d := parse(t, text)
			golden(t, filepath.Join("testdata/canonical", filepath.Base(file)), string(d.YAML()))
			checkRoundTrip(t, d)
			checkDefinition(t, d)
			for name, other := range map[string]string{
				"CRLF":          strings.ReplaceAll(text, "\n", "\r\n"),
				"CR":            strings.ReplaceAll(text, "\n", "\r"),
				"a mark before": "\ufeff" + text,
				"markers":       "---\n" + text + "...\n",
			} {
				if got := parse(t, other); string(got.YAML()) != string(d.YAML()) {
					t.Errorf("with %s it is\n%s", name, got.YAML())
				}
			}
		})
	}
}

func TestAStoredDefinitionIsTheDocumentItCameFrom(t *testing.T) {
	files, err := filepath.Glob("testdata/canonical/*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d documents: %v", len(files), err)
	}
	for _, file := range files {
		text := string(read(t, file))
		def, _ := parse(t, text).Definition()
		stored, err := json.Marshal(def)
		if err != nil {
			t.Fatal(err)
		}
		var loaded engine.Definition
		if err := json.Unmarshal(stored, &loaded); err != nil {
			t.Fatal(err)
		}
		if got := string(document.FromDefinition(loaded).YAML()); got != text {
			t.Errorf("got\n%s\nwant\n%s", got, text)
		}
	}
}

func TestTheExampleOfTheFormatIsWrittenAsItStandsThere(t *testing.T) {
	byHand := string(read(t, "testdata/byhand/uon_envybox.yaml"))
	var want strings.Builder
	for line := range strings.Lines(byHand) {
		line, _, commented := strings.Cut(line, " #")
		if line = strings.TrimRight(line, " "); commented {
			line += "\n"
		}
		if strings.Contains(line, "- {name: ") && strings.Contains(line, "path:") {
			for strings.Contains(line, ",  ") {
				line = strings.ReplaceAll(line, ",  ", ", ")
			}
		}
		want.WriteString(line)
	}
	if got := string(parse(t, byHand).YAML()); got != want.String() {
		t.Errorf("got\n%s\nwant\n%s", got, want.String())
	}
}

// checkDefinition holds what is promised of a document without problems.
func checkDefinition(t fataler, d *document.Document) {
	t.Helper()
	def, problems := d.Definition()
	if len(problems) > 0 {
		t.Fatalf("%s", listed(problems))
	}
	again := document.FromDefinition(def)
	checkRoundTrip(t, again)
	checkSameDefinition(t, again, def)
	checkSameDefinition(t, parse(t, string(again.YAML())), def)
}
