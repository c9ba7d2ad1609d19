package actions_test

import (
	"encoding/json"
	"testing"

	"stanok/engine"
)

func TestATableLookupGivesTheRowOfItsKeys(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": map[string]any{"id": json.Number("1"), "none": nil, "list": []any{"x"}}}
	for name, tc := range map[string]struct{ with, output, code string }{
		"a number finds its digits":        {`{"table": "Cities", "keys": {"id": "{{ source.id }}"}}`, `{"id": "1", "name": "Анапа", "code": "0042", "found": true}`, ""},
		"space around a key is nothing":    {`{"table": "Cities", "keys": {"id": " {{ source.id }} "}}`, `{"id": "1", "name": "Анапа", "code": "0042", "found": true}`, ""},
		"all keys together":                {`{"table": "Pairs", "keys": {"b": "2", "a": "{{ source.id }}"}}`, `{"a": "1", "b": "2", "sum": "3", "found": true}`, ""},
		"no row leaves it empty":           {`{"table": "Cities", "keys": {"id": "2"}}`, `{"found": false}`, ""},
		"an empty key finds no row":        {`{"table": "Cities", "keys": {"id": "{{ source.none }}"}}`, `{"found": false}`, ""},
		"no row is an error if you say":    {`{"table": "Cities", "keys": {"id": "2"}, "missing": "fail"}`, ``, "table.missing"},
		"no row gives the default":         {`{"table": "Cities", "keys": {"id": "2"}, "missing": "default", "default": {"name": "№{{ source.id }}", "code": 7}}`, `{"name": "№1", "code": 7, "found": false}`, ""},
		"a key too few":                    {`{"table": "Pairs", "keys": {"a": "1"}}`, ``, "table.keys"},
		"a column that is no key":          {`{"table": "Cities", "keys": {"name": "Анапа"}}`, ``, "table.keys"},
		"a list is no key":                 {`{"table": "Cities", "keys": {"id": "{{ source.list }}"}}`, ``, "value.kind"},
		"a table that is not there":        {`{"table": "Streets", "keys": {"id": "1"}}`, ``, "table.unknown"},
		"a table of this name in capitals": {`{"table": "CITIES", "keys": {"id": "1"}}`, ``, "table.unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := w.try(t, "table.lookup", tc.with, vars)
			if codeOf(err) != tc.code {
				t.Fatalf("it failed with %v, want %q", err, tc.code)
			}
			if tc.code == "" {
				same(t, out.Output, tc.output)
			}
			if err != nil && engine.KindOf(err) == engine.Unavailable {
				t.Error("it would be tried again")
			}
		})
	}
}

func TestAnExpressionLooksRowsUp(t *testing.T) {
	w := newWorld(t)
	vars := map[string]any{"source": map[string]any{"id": json.Number("1")}}
	out, err := w.try(t, "set", `{"values": {
		"one": "{{ lookup(\"Cities\", source.id).code }}",
		"two": "{{ lookup(\"Pairs\", [1, \"2\"]).sum }}",
		"named": "{{ lookup(\"Pairs\", {b: 2, a: source.id}).sum }}",
		"none": "{{ lookup(\"Cities\", 9).code ?? \"-\" }}"}}`, vars)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"one": "0042", "two": "3", "named": "3", "none": "-"}`)
	for code, with := range map[string]string{
		"table.unknown": `{"values": {"a": "{{ lookup(\"Streets\", 1) }}"}}`,
		"table.keys":    `{"values": {"a": "{{ lookup(\"Pairs\", 1) }}"}}`,
	} {
		if _, err := w.try(t, "set", with, vars); codeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
}
