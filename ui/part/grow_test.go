package part_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stanok/ui/part"
)

func href(path string, from int) string { return fmt.Sprintf("/tree?path=%s&from=%d", path, from) }

func TestAValueGrowsOneLevelAtATimeInItsOwnOrder(t *testing.T) {
	raw := json.RawMessage(`{"z": "Ирина \"и\" <b>", "a": 9007199254740993, "token": "abc", "request": [{"id": 1}, 2], "none": null, "": {}}`)
	nodes, rest, err := part.Grow(raw, part.Growth{Path: `["body"]`, Insert: true, Href: href, Hide: func(k string) bool { return k == "token" }})
	if err != nil || rest != 0 {
		t.Fatal(rest, err)
	}
	want := []part.TreeNode{
		{Key: "z", Path: `["body"]["z"]`, Value: `"Ирина \"и\" <b>"`, Copy: `Ирина "и" <b>`, Insert: true},
		{Key: "a", Path: `["body"]["a"]`, Value: `9007199254740993`, Copy: `9007199254740993`, Insert: true},
		{Key: "token", Path: `["body"]["token"]`, Secret: true, Insert: true},
		{Key: "request", Path: `["body"]["request"]`, Kind: "list", Count: 2, Href: `/tree?path=["body"]["request"]&from=0`, Insert: true},
		{Key: "none", Path: `["body"]["none"]`, Value: "null", Copy: "null", Insert: true},
		{Key: "", Path: `["body"][""]`, Kind: "object", Href: `/tree?path=["body"][""]&from=0`, Insert: true},
	}
	if len(nodes) != len(want) {
		t.Fatalf("%d nodes, want %d", len(nodes), len(want))
	}
	for i := range want {
		if fmt.Sprint(nodes[i]) != fmt.Sprint(want[i]) {
			t.Errorf("got  %+v\nwant %+v", nodes[i], want[i])
		}
	}
}

func TestALongListComesInPages(t *testing.T) {
	raw := json.RawMessage("[" + strings.Repeat("1,", 450) + "1]")
	for _, c := range []struct {
		from, nodes, rest int
		first             string
	}{{0, 200, 251, "1"}, {200, 200, 51, "201"}, {400, 51, 0, "401"}, {451, 0, 0, ""}} {
		nodes, rest, err := part.Grow(raw, part.Growth{From: c.from})
		if err != nil || len(nodes) != c.nodes || rest != c.rest {
			t.Fatalf("from %d: %d nodes, %d rest, %v", c.from, len(nodes), rest, err)
		}
		if c.nodes > 0 && (nodes[0].Key != c.first || nodes[0].Path != fmt.Sprintf("[%d]", c.from)) {
			t.Errorf("from %d: %+v", c.from, nodes[0])
		}
	}
}

func TestALongTextIsCutAndNotCopied(t *testing.T) {
	nodes, _, err := part.Grow(json.RawMessage(`["`+strings.Repeat("ж", 3000)+`", "`+strings.Repeat("ж", 500)+`"]`), part.Growth{})
	if err != nil {
		t.Fatal(err)
	}
	if nodes[0].Copy != "" || nodes[0].Value != `"`+strings.Repeat("ж", 120)+`…"` || len([]rune(nodes[1].Copy)) != 500 {
		t.Errorf("%+v", nodes)
	}
}

func TestNoAnswerOfATreeIsLargerThan200KB(t *testing.T) {
	for name, item := range map[string]string{"short": "1", "line": strings.Repeat("x", 150), "markup": strings.Repeat("<", 150), "long": strings.Repeat("ж", 1000)} {
		raw := json.RawMessage("[" + strings.Repeat(`"`+item+`",`, 19_999) + `"x"]`)
		nodes, rest, err := part.Grow(raw, part.Growth{Path: `["request"][0]["tourists"]`, Insert: true})
		if err != nil || len(nodes) == 0 || len(nodes)+rest != 20_000 {
			t.Fatal(name, len(nodes), rest, err)
		}
		if page := draw(t, part.TreeNodes(voice(t, "ru"), nodes)); len(page) > 200<<10 {
			t.Errorf("%s: %d nodes are %d bytes", name, len(nodes), len(page))
		}
	}
}

func TestALongNameIsCutAndCannotBeAskedFor(t *testing.T) {
	fields := map[string]any{}
	for i := range 300 {
		fields[fmt.Sprintf("%s%d", strings.Repeat("<", 3000), i)] = map[string]any{"a": strings.Repeat("b", 200)}
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	nodes, rest, err := part.Grow(raw, part.Growth{Path: `["json"]`, Insert: true, Href: href})
	if err != nil || len(nodes)+rest != len(fields) {
		t.Fatal(len(nodes), rest, err)
	}
	if n := nodes[0]; len(n.Key) > 130 || n.Path != "" || n.Href != "" || n.Insert || n.Count != 1 {
		t.Errorf("%+v", n)
	}
	if page := draw(t, part.TreeNodes(voice(t, "ru"), nodes)); len(page) > 200<<10 {
		t.Errorf("%d nodes are %d bytes", len(nodes), len(page))
	}
}

func FuzzGrow(f *testing.F) {
	f.Add([]byte(`{"a": [1, {"b": null}], "c": "\ud800"}`))
	f.Add([]byte(`[[[]]]`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		nodes, rest, err := part.Grow(raw, part.Growth{Href: href})
		if err != nil && (nodes != nil || rest != 0) {
			t.Error("an error came with nodes")
		}
		if json.Valid(raw) && err != nil {
			t.Error(err)
		}
		if len(nodes) > part.TreePage {
			t.Errorf("%d nodes", len(nodes))
		}
	})
}
