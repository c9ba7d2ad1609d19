package document_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"stanok/engine"
	"stanok/engine/document"
)

const placed = `format: 1
name: Заявка
settings: {lane: "Ж{{ x }}", deadline: 1h}
source:
  type: webhook
  with:
    params:
      - {name: id, path: '["x"]'}
      - name: "quoted\tand \u0416 escaped"
        title: 'it''s'
actions:
  - id: first
    type: set
    with:
      url: https://x.example/{{ a }}
      Ключ: значение здесь
      template: |
        {
          "имя": {{ b }}
        }
      folded: >-
        one
        two

        three
      plain: one
        two
      query:
        api.key: k
        api: {key: other}
      "odd [1]": o
      numbers: [[1, 22], 333]
      none:
  - id: second
    type: branch
    branches:
      yes:
        - id: inner
          type: x
          with: {kept: "a
            b"}
`

func TestProblemsAreFoundInTheText(t *testing.T) {
	d := parse(t, placed)
	cases := []struct {
		node, field string
		offset      int
		want        string // line:column
	}{
		{"", "name", 0, "2:7"},
		{"", "name", 4, "2:9"}, // two letters of two bytes each
		{"", "name", 99, "2:13"},
		{"", "settings.lane", 0, "3:18"},
		{"", "settings.lane", 2, "3:20"},
		{"", "settings.deadline", 1, "3:41"},
		{"", "settings.concurrency", 0, "3:1"},
		{"", "source.type", 0, "5:9"},
		{"", "source.with.params[0].path", 0, "8:26"},
		{"", "source.with.params[0].path", 2, "8:29"},
		{"", "source.with.params[0].title", 0, "8:9"},
		{"", "source.with.params[1].name", 1, "9:17"},
		{"", "source.with.params[1].name", 6, "9:22"},  // the escaped tab
		{"", "source.with.params[1].name", 7, "9:24"},  // after it
		{"", "source.with.params[1].name", 11, "9:28"}, // the escaped letter
		{"", "source.with.params[1].name", 13, "9:34"},
		{"", "source.with.params[1].title", 2, "10:19"},
		{"", "source.with.params[1].title", 3, "10:21"},
		{"", "source.with.params[7].title", 0, "7:5"},
		{"", "source.with.cron", 0, "6:3"},
		{"", "nothing", 0, "1:1"},
		{"", "actions[0].with.url", 0, "15:12"},
		{"first", "id", 0, "12:9"},
		{"first", "with.url", 18, "15:30"},
		{"first", "with.url", 21, "15:33"},
		{"first", "with.Ключ", 17, "16:22"},
		{"first", "with.template", 0, "18:9"},
		{"first", "with.template", 1, "18:10"}, // the line break
		{"first", "with.template", 2, "19:9"},
		{"first", "with.template", 4, "19:11"},
		{"first", "with.template", 17, "19:21"}, // behind three letters of two bytes
		{"first", "with.template", 22, "20:9"},
		{"first", "with.folded", 0, "22:9"},
		{"first", "with.folded", 2, "22:11"},
		{"first", "with.folded", 4, "23:9"},
		{"first", "with.folded", 8, "25:9"},
		{"first", "with.plain", 3, "26:17"},
		{"first", "with.plain", 4, "27:9"},
		{"first", "with.query", 0, "29:9"},
		{"first", "with.query.api.key", 0, "29:18"},
		{"first", `with.query["api"].key`, 0, "30:20"},
		{"first", `with.query.other`, 0, "28:7"},
		{"first", "with.odd [1]", 0, "31:18"},
		{"first", `with["odd [1]"]`, 0, "31:18"},
		{"first", "with.numbers[0][1]", 0, "32:21"},
		{"first", "with.numbers[1]", 0, "32:26"},
		{"first", "with.none", 0, "33:12"},
		{"first", "with.headers", 0, "14:5"},
		{"first", "title", 0, "12:5"},
		{"first", "", 0, "12:5"},
		{"second", "with.url", 0, "34:5"},
		{"inner", "type", 0, "39:17"},
		{"inner", "with.kept", 0, "40:24"},
		{"inner", "with.kept", 2, "41:13"},
		{"second", "branches.yes[0].id", 0, "38:15"},
		{"missing", "with.url", 0, "1:1"},
		{"missing", "name", 0, "1:1"},
	}
	for _, c := range cases {
		p := d.Locate(engine.Problem{Node: engine.NodeID(c.node), Field: c.field, Offset: c.offset, Code: "x"})
		if got := fmt.Sprintf("%d:%d", p.Line, p.Column); got != c.want {
			t.Errorf("%s %s byte %d is at %s, want %s", c.node, c.field, c.offset, got, c.want)
		}
	}
}

func TestAProblemThatHasALineKeepsIt(t *testing.T) {
	p := engine.Problem{Field: "name", Line: 7, Column: 3}
	if got := parse(t, placed[:strings.Index(placed, "settings")]).Locate(p); got.Line != 7 || got.Column != 3 {
		t.Errorf("moved to %d:%d", got.Line, got.Column)
	}
}

func TestADocumentWithoutATextHasNoLines(t *testing.T) {
	d := document.FromDefinition(engine.Definition{Name: "x"})
	if p := d.Locate(engine.Problem{Field: "name"}); p.Line != 0 || p.Column != 0 {
		t.Errorf("placed at %d:%d", p.Line, p.Column)
	}
}

func TestEveryCharacterOfATextIsFoundWhereItStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := hardText().Draw(t, "text")
		d := parse(t, `{"a":{"k":`+quoteJSON(want)+`}}`)
		for _, text := range []string{string(d.YAML()), string(d.JSON())} {
			checkEveryCharacter(t, text, want)
		}
	})
}

// checkEveryCharacter holds that each character of the text under a.k is found
// where the document has it, or has an escape or a line break for it.
func checkEveryCharacter(t fataler, text, value string) {
	t.Helper()
	d := parse(t, text)
	lines := strings.Split(text, "\n")
	for i, want := range value {
		if i == 0 {
			continue // the value as a whole
		}
		p := d.Locate(engine.Problem{Field: "a.k", Offset: i})
		line := []rune(lines[p.Line-1])
		got := '\n'
		if p.Column <= len(line) {
			got = line[p.Column-1]
		}
		if got != want && got != '\\' {
			t.Fatalf("byte %d (%q) is said to be at %d:%d, where %q is, in\n%s", i, want, p.Line, p.Column, got, text)
		}
		if got == '\\' && want != '\\' && utf8.RuneLen(want) == 1 && want >= ' ' && want != '"' && want != 0x7f {
			t.Fatalf("byte %d (%q) needs no escape in\n%s", i, want, text)
		}
	}
}

func TestOfTwoActionsWithOneIDTheRightOneIsShown(t *testing.T) {
	d := parse(t, `format: 1
name: n
source: {type: manual}
actions:
  - {id: twin, type: a}
  - id: box
    type: b
    branches:
      each:
        - {id: twin, type: a}
  - {id: twin, type: a}
`)
	for before, want := range map[int]string{0: "5:22", 1: "10:28", 2: "11:22", 3: "1:1"} {
		p := d.Locate(engine.Problem{Node: "twin", Field: "type", Before: before})
		if got := fmt.Sprintf("%d:%d", p.Line, p.Column); got != want {
			t.Errorf("with %d before it: %s, want %s", before, got, want)
		}
	}
}
