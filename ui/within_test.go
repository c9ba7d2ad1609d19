package ui_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"stanok/ui"
	"stanok/ui/part"
)

func TestEveryPathOfATreeLeadsBackToItsValue(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		keys := rapid.SliceOfNDistinct(rapid.String(), 1, 5, rapid.ID[string]).Draw(r, "keys")
		fields := map[string]any{}
		for i, k := range keys {
			fields[k] = []any{i, map[string]any{k: k}}
		}
		raw, err := json.Marshal(fields)
		if err != nil {
			r.Fatal(err)
		}
		seen := 0
		walk(r, raw, "", &seen)
		if seen != 4*len(keys) {
			r.Errorf("%d values of %d keys", seen, len(keys))
		}
	})
}

// walk looks up every value below one by its path in the whole.
func walk(r *rapid.T, whole json.RawMessage, path string, seen *int) {
	at, ok := ui.Within(whole, path)
	if !ok {
		r.Fatalf("nothing at %s in %s", path, whole)
	}
	nodes, _, err := part.Grow(at, part.Growth{Path: path})
	if err != nil {
		r.Fatal(err)
	}
	for _, n := range nodes {
		*seen++
		if n.Kind != "" {
			walk(r, whole, n.Path, seen)
			continue
		}
		leaf, ok := ui.Within(whole, n.Path)
		var text string
		if !ok || json.Unmarshal(leaf, &text) == nil && text != n.Copy {
			r.Fatalf("at %s there is %s, not %q", n.Path, leaf, n.Copy)
		}
	}
}

func FuzzWithin(f *testing.F) {
	for _, path := range []string{"", `["a"]`, `[0]`, `["a"][0]["]"]`, `["a`, `[[0]]`, `[1e9]`, `[-1]`, `["\u0000"]`} {
		f.Add(`{"a": [1, {"]": 2}]}`, path)
	}
	f.Fuzz(func(t *testing.T, raw, path string) {
		got, ok := ui.Within(json.RawMessage(raw), path)
		if ok && path != "" && !json.Valid(got) {
			t.Errorf("%q of %q is %q", path, raw, got)
		}
	})
}

func TestADistanceIsHowManyLettersDiffer(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"envibox", "envybox", 1}, {"лид", "лиды", 1}, {"abc", "acb", 2}, {"abc", "xyz", 3}, {"a", "abcdef", 4}} {
		if got := ui.Distance(c.a, c.b, 4); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
