package document_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/document"
)

// FuzzDocument holds that no text breaks the reader, that every refusal has a
// place, and that whatever is read is written, located and defined faithfully.
func FuzzDocument(f *testing.F) {
	for _, pattern := range []string{"testdata/broken/*.yaml", "testdata/canonical/*.yaml", "testdata/byhand/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	for _, text := range []string{"a: |2-\n\n   b\n", "a: >+\n  b\n\n   c\n\n", "a: \"b\\\n  c\n\n d\"\n", "- - - a\n    - b\n- {a: [b, 'c'],}\n", "--- a\n...\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := document.Parse(text)
		if err != nil {
			checkRefusal(t, text, err)
			return
		}
		checkRoundTrip(t, d)
		_, problems := d.Definition()
		for _, p := range problems {
			checkPlace(t, text, p)
			checkPlace(t, text, d.Locate(engine.Problem{Node: p.Node, Field: p.Field, Offset: p.Column}))
		}
		if len(problems) == 0 {
			checkDefinition(t, d)
		}
	})
}

// FuzzJSON holds that every JSON text is read as encoding/json reads it.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{`{"a":[1,-0,1.50e+3,"\u00e9\/\ud83d\ude00"]}`, "[\t1\r\n,\n2 ]", "\t0 ", `"\u2028"`, "{\"a\"\n:\n1}", `{"":{"<<":null}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var want any
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if !json.Valid(text) || bytes.Contains(text, []byte(`\u`)) && bytes.Contains(bytes.ToLower(text), []byte(`\ud`)) || decoder.Decode(&want) != nil {
			return
		}
		d, err := document.Parse(text)
		if code := codeOf(err); code == "document.limit" || code == "document.duplicate_key" || code == "document.encoding" {
			return
		}
		if err != nil {
			t.Fatalf("%v\n%q", err, text)
		}
		if got := decode(t, d.JSON()); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q read as %#v, want %#v", text, got, want)
		}
	})
}

// FuzzDuration holds that what is read as a duration is written so that it is
// read the same.
func FuzzDuration(f *testing.F) {
	for _, s := range []string{"200ms", "5s", "106751d", "106752d", "-1s", "01h", "1.5h", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := document.ParseDuration(s)
		if err != nil {
			return
		}
		if again, err := document.ParseDuration(document.FormatDuration(d)); err != nil || again != d || d < 0 {
			t.Fatalf("%q is %v, written %q, read %v, %v", s, d, document.FormatDuration(d), again, err)
		}
	})
}

func checkRefusal(t *testing.T, text []byte, err error) {
	t.Helper()
	var problems engine.Problems
	if !errors.As(err, &problems) || len(problems) != 1 {
		t.Fatalf("%T %v", err, err)
	}
	p := problems[0]
	if p.Code != "document.limit" || p.Args["what"] != "bytes" {
		checkPlace(t, text, p)
	}
	if p.Code == "document.syntax" && (p.Args["reason"] == "" || strings.Contains(p.Args["reason"], "\n")) {
		t.Fatalf("no plain reason: %v", p)
	}
}

// checkPlace holds that a problem points into the text.
func checkPlace(t *testing.T, text []byte, p engine.Problem) {
	t.Helper()
	if lines := 1 + bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r")); p.Line < 1 || p.Line > lines || p.Column < 1 || p.Column > len(text)+1 {
		t.Fatalf("%d:%d is outside of the text: %v", p.Line, p.Column, p)
	}
}

func codeOf(err error) string {
	var problems engine.Problems
	if errors.As(err, &problems) && len(problems) > 0 {
		return problems[0].Code
	}
	return ""
}
