package actions_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/actions"
	"stanok/engine"
)

var formFields = []engine.Field{
	{Name: "url", Type: engine.TextField, Required: true},
	{Name: "method", Type: engine.ChoiceField, Options: []string{"GET", "POST"}, Default: "GET"},
	{Name: "max", Type: engine.NumberField, Default: 10},
	{Name: "on", Type: engine.SwitchField},
	{Name: "timeout", Type: engine.DurationField, Default: "60s"},
	{Name: "headers", Type: engine.PairsField},
	{Name: "value", Type: engine.ValueField},
	{Name: "rows", Type: engine.RowsField, Fields: []engine.Field{
		{Name: "name", Type: engine.PlainField, Required: true},
		{Name: "kind", Type: engine.ChoiceField, Options: []string{"any", "text"}, Default: "any"},
	}},
	{Name: "body", Type: engine.ObjectField, Fields: []engine.Field{{Name: "from", Type: engine.ValueField}}},
}

type form struct {
	URL     string                     `json:"url"`
	Method  string                     `json:"method"`
	Max     int                        `json:"max"`
	On      bool                       `json:"on"`
	Timeout time.Duration              `json:"timeout"`
	Headers map[string]json.RawMessage `json:"headers"`
	Value   json.RawMessage            `json:"value"`
	Rows    []struct {
		Name string `json:"name"`
		Kind string `json:"kind"`
	} `json:"rows"`
	Body *struct {
		From json.RawMessage `json:"from"`
	} `json:"body"`
}

func TestAConfigIsReadStrictly(t *testing.T) {
	cases := []struct {
		with string
		want []string // field code, in order
	}{
		{`{"url": "x"}`, nil},
		{``, []string{"url document.required"}},
		{`null`, []string{"url document.required"}},
		{`{"url": "  "}`, []string{"url document.required"}},
		{`{"url": null}`, []string{"url document.required"}},
		{`[1]`, []string{" document.kind"}},
		{`{"url": "x", "mehtod": "GET"}`, []string{"mehtod document.unknown_key closest=method"}},
		{`{"url": "x", "nonsense": 1}`, []string{"nonsense document.unknown_key"}},
		{`{"url": "x", "method": "PSOT"}`, []string{"method document.choice closest=POST"}},
		{`{"url": "x", "method": ["GET"]}`, []string{"method document.choice"}},
		{`{"url": ["x"]}`, []string{"url document.kind"}},
		{`{"url": 12, "max": 3}`, nil},
		{`{"url": true}`, nil},
		{`{"url": "x", "max": "3"}`, []string{"max document.kind"}},
		{`{"url": "x", "max": 1.5}`, []string{"max document.kind"}},
		{`{"url": "x", "on": "yes"}`, []string{"on document.kind"}},
		{`{"url": "x", "timeout": 5}`, []string{"timeout document.kind"}},
		{`{"url": "x", "timeout": "5 min"}`, []string{"timeout document.duration"}},
		{`{"url": "x", "headers": ["a"]}`, []string{"headers document.kind"}},
		{`{"url": "x", "headers": {"": "a"}}`, []string{"headers document.required"}},
		{`{"url": "x", "rows": {}}`, []string{"rows document.kind"}},
		{`{"url": "x", "rows": [{"name": "a"}, {"kind": "text"}, 5]}`, []string{"rows[1].name document.required", "rows[2] document.kind"}},
		{`{"url": "x", "rows": [{"name": "a", "knd": "text"}]}`, []string{"rows[0].knd document.unknown_key closest=kind"}},
		{`{"url": "x", "body": {"form": 1}}`, []string{"body.form document.unknown_key closest=from"}},
		{`{"uri": "x", "method": "HEAD", "max": [], "body": 5}`, []string{
			"uri document.unknown_key closest=url", "url document.required",
			"method document.choice", "max document.kind", "body document.kind",
		}},
	}
	for _, c := range cases {
		var into form
		var got []string
		for _, p := range actions.Decode(formFields, json.RawMessage(c.with), &into) {
			line := p.Field + " " + p.Code
			if p.Args["closest"] != "" {
				line += " closest=" + p.Args["closest"]
			}
			got = append(got, line)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.with, got, c.want)
		}
	}
}

func TestAConfigArrivesWithItsDefaultsAndDigits(t *testing.T) {
	var got form
	with := `{"url": 1.50, "timeout": "7d", "headers": {"b": "1", "a": ["x"]}, "value": 9007199254740993.10, "rows": [{"name": 5}]}`
	if p := actions.Decode(formFields, json.RawMessage(with), &got); p != nil {
		t.Fatal(p)
	}
	if got.URL != "1.50" || got.Method != "GET" || got.Max != 10 || got.Timeout != 7*24*time.Hour ||
		string(got.Value) != "9007199254740993.10" || got.Rows[0].Name != "5" || got.Rows[0].Kind != "any" || got.Body != nil {
		t.Errorf("got %+v", got)
	}
}

func TestAnUnknownKeyTellsWhichThereAre(t *testing.T) {
	var into form
	p := actions.Decode(formFields, json.RawMessage(`{"url": "x", "body": {"zz": 1}}`), &into)
	if len(p) != 1 || p[0].Args["known"] != "from" || p[0].Args["key"] != "zz" {
		t.Errorf("got %v", p)
	}
}

func TestDurationsAreAWholeNumberAndAUnit(t *testing.T) {
	cases := map[string]time.Duration{
		"200ms": 200 * time.Millisecond, "5s": 5 * time.Second, "10m": 10 * time.Minute,
		"1h": time.Hour, "7d": 7 * 24 * time.Hour, " 3s ": 3 * time.Second, "0s": 0,
	}
	for text, want := range cases {
		if got, ok := actions.ParseDuration(text); !ok || got != want {
			t.Errorf("%q: got %v %v, want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "5", "s", "-5s", "+5s", "1.5h", "1h30m", "5 s", "5S", "1w", "999999999999d", strings.Repeat("9", 30) + "s", "5µs"} {
		if got, ok := actions.ParseDuration(text); ok {
			t.Errorf("%q is taken as %v", text, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"url": "x", "rows": [{"name": "a"}]}`)
	f.Add(`{"a":{"b":`)
	f.Fuzz(func(t *testing.T, with string) {
		var into form
		if p := actions.Decode(formFields, json.RawMessage(with), &into); p == nil && strings.TrimSpace(into.URL) == "" {
			t.Errorf("%s is taken without what is required: %s", with, fmt.Sprint(into))
		}
	})
}
