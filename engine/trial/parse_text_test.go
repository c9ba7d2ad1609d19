package trial_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"stanok/engine"
	"stanok/engine/trial"
)

// texts is a processing that reads one text in several ways.
const texts = `{"name": "Texts", "source": {"type": "webhook"}, "actions": [
	{"id": "order", "type": "xml.parse", "with": {"from": "{{ source.body }}", "fields": []}},
	{"id": "page", "type": "html.parse", "with": {"from": "{{ source.body }}", "fields": []}},
	{"id": "found", "type": "text.match", "with": {"from": "{{ source.body }}", "fields": []}},
	{"id": "made", "type": "xml.compose", "with": {"template": "<a/>"}}
]}`

func TestRowsOfEveryParserAreWorkedOutForTheSample(t *testing.T) {
	w := newWorld(t)
	p := w.create(texts)
	w.form(p, `a=%3Corder%20id%3D%227%22%3E%3Citem%3ETea%3C%2Fitem%3E%3C%2Forder%3E`)
	k := w.known(p)
	for _, c := range []struct{ at, with, want string }{
		{"order", `{"from": "{{ source.form.a }}", "fields": [{"name": "a", "path": "order.item[0]"}, {"name": "b", "path": "order.item", "kind": "list"}, {"name": "c", "path": "order.x"}]}`,
			"a|false|text|Tea|0| b|false|list||1| c|true|null||0|"},
		{"page", `{"from": "{{ source.form.a }}", "fields": [{"name": "a", "find": "item"}, {"name": "b", "find": "order", "take": "id", "kind": "list"}, {"name": "c", "find": "h1"}, {"name": "d", "find": "["}]}`,
			"a|false|text|Tea|0| b|false|list||1| c|true|null||0| d|false|null||0|parse.selector with.fields[3].find"},
		{"found", `{"from": "{{ source.form.a }}", "ignore_case": false, "fields": [{"name": "a", "pattern": "id=.(\\d)"}, {"name": "b", "pattern": "TEA"}, {"name": "c", "pattern": "x", "kind": "list"}]}`,
			"a|false|text|7|0| b|true|null||0| c|true|list||0|"},
	} {
		parsed := k.Parse(engine.NodeID(c.at), json.RawMessage(c.with))
		var got []string
		for _, r := range parsed.Rows {
			problem := ""
			if r.Problem != nil {
				problem = r.Problem.Code + " " + r.Problem.Field
			}
			got = append(got, fmt.Sprintf("%s|%v|%s|%s|%d|%s", r.Name, r.Missing, r.Kind, r.Preview, r.Count, problem))
		}
		if !parsed.Known || strings.Join(got, " ") != c.want {
			t.Errorf("%s (known: %v)\ngot  %s\nwant %s", c.at, parsed.Known, strings.Join(got, " "), c.want)
		}
	}
	if parsed := k.Parse("found", json.RawMessage(`{"from": "{{ source.form.none }}", "fields": [{"name": "a", "pattern": "x"}]}`)); parsed.Known {
		t.Errorf("nothing is read: %+v", parsed)
	}
}

func TestAnXMLTemplateIsPreviewedAsItWillBe(t *testing.T) {
	w := newWorld(t)
	p := w.create(texts)
	w.form(p, `a=x%26y&l%5B%5D=1&l%5B%5D=2`)
	k := w.known(p)
	pre := k.Preview("made", "with.template", trial.XMLPlace, `<a b="{{ source.form.a }}"><c x-each="{{ source.form.l }}">{{ item }}</c></a>`)
	if want := `<a b="x&amp;y"><c>1</c><c>2</c></a>`; pre.Text != want || pre.Problem != nil {
		t.Errorf("got %q %v, want %q", pre.Text, pre.Problem, want)
	}
	if pre := k.Preview("made", "with.template", trial.XMLPlace, `<a>`); pre.Problem == nil || pre.Problem.Code != "compose.not_xml" {
		t.Errorf("got %+v", pre)
	}
}
