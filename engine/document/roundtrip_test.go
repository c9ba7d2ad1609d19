package document_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"pgregory.net/rapid"

	"stanok/engine/document"
)

func TestWhatIsReadIsWhatJSONSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := jsonValue(4).Draw(t, "document")
		if got, want := decode(t, parse(t, text).JSON()), decode(t, []byte(text)); !reflect.DeepEqual(got, want) {
			t.Fatalf("read %#v, want %#v", got, want)
		}
	})
}

func TestWritingAndReadingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkRoundTrip(t, parse(t, jsonValue(5).Draw(t, "document")))
	})
}

func TestTheYAMLWrittenIsReadAlikeByAnotherReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := parse(t, `{"with":`+jsonValue(3).Draw(t, "document")+`}`)
		var got any
		if err := yaml.Unmarshal(d.YAML(), &got); err != nil {
			t.Fatalf("%v\n%s", err, d.YAML())
		}
		if want := decode(t, d.JSON()); !alike(got, want) {
			t.Fatalf("%s\nread as %#v\nwant    %#v", d.YAML(), got, want)
		}
	})
}

// checkRoundTrip holds what is promised of every document.
func checkRoundTrip(t fataler, d *document.Document) {
	t.Helper()
	written, compact := d.YAML(), d.JSON()
	if !json.Valid(compact) {
		t.Fatalf("no JSON: %s", compact)
	}
	again := parse(t, string(written))
	if !bytes.Equal(again.JSON(), compact) {
		t.Fatalf("YAML changed it:\n%s\nread as %s\nwant    %s", written, again.JSON(), compact)
	}
	if !bytes.Equal(again.YAML(), written) {
		t.Fatalf("second export differs:\n%s\nfrom\n%s", again.YAML(), written)
	}
	if other := parse(t, string(compact)); !bytes.Equal(other.YAML(), written) {
		t.Fatalf("by way of JSON:\n%s\nwant\n%s", other.YAML(), written)
	}
}

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func parse(t fataler, text string) *document.Document {
	t.Helper()
	d, err := document.Parse([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return d
}

func decode(t fataler, text []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}

// alike compares what another YAML reader gives with what JSON says. That one
// turns numbers into its own, if they are not too big for it, so those of a few
// digits only have to be no text.
func alike(got, want any) bool {
	switch want := want.(type) {
	case json.Number:
		_, isText := got.(string)
		return !isText || len(want) > 15 || strings.ContainsAny(string(want), "eE")
	case map[string]any:
		m, ok := got.(map[string]any)
		if !ok || len(m) != len(want) {
			return false
		}
		for k, v := range want {
			if g, ok := m[k]; !ok || !alike(g, v) {
				return false
			}
		}
		return true
	case []any:
		l, ok := got.([]any)
		if !ok || len(l) != len(want) {
			return false
		}
		for i := range want {
			if !alike(l[i], want[i]) {
				return false
			}
		}
		return true
	}
	return fmt.Sprintf("%T %v", got, got) == fmt.Sprintf("%T %v", want, want)
}
