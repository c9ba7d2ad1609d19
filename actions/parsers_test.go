package actions_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
)

const orderXML = `<?xml version="1.0"?><s:Order xmlns:s="urn:o" id="7"><client><name>Анна</name><phone/></client>
<item n="1">Tea</item><item n="2">Milk</item><sum currency="RUB">1.50</sum><one><row>x</row></one></s:Order>`

const orderHTML = `<html><h1>Order  7</h1><table><tr><td>Tea</td><td class="p">1.50</td></tr><tr><td>Milk</td><td class="p">2</td></tr></table>
<a href="https://example.com/?a=1&amp;b=2" title="">pay <b>now</b></a><i></i></html>`

const note = "Имя: Анна\nТелефон: +7 921 555-01-37\nЗаказ № 48211, заказ №48212\nСумма 150"

func TestParsersTakeWhatTheirRowsSay(t *testing.T) {
	cases := []struct{ kind, from, row, want string }{
		{"xml.parse", orderXML, `"path": "Order.@id"`, `"7"`},
		{"xml.parse", orderXML, `"path": "Order.@id", "kind": "number"`, `7`},
		{"xml.parse", orderXML, `"path": "[\"Order\"][\"client\"][\"name\"]"`, `"Анна"`},
		{"xml.parse", orderXML, `"path": "Order.client.phone"`, `""`},
		{"xml.parse", orderXML, `"path": "Order.item[1].#text"`, `"Milk"`},
		{"xml.parse", orderXML, `"path": "Order.item.#text"`, `"Tea"`},
		{"xml.parse", orderXML, `"path": "$.Order.item[*][\"@n\"]", "kind": "list"`, `["1", "2"]`},
		{"xml.parse", orderXML, `"path": "Order.sum.#text", "kind": "number"`, `1.50`},
		{"xml.parse", orderXML, `"path": "Order.one.row[0]"`, `"x"`},
		{"xml.parse", orderXML, `"path": "Order.one.row", "kind": "list"`, `["x"]`},
		{"xml.parse", orderXML, `"path": "Order.nobody", "kind": "list"`, `[]`},
		{"xml.parse", orderXML, `"path": "Order.nobody"`, `null`},
		{"xml.parse", orderXML, `"path": "Order.nobody", "default": "{{ source.else }}"`, `"other"`},
		{"form.parse", "lead[0][name]=%D0%90+B&tags[]=a&tags[]=b", `"path": "lead[0].name"`, `"А B"`},
		{"form.parse", "lead[0][name]=A&tags[]=a&tags[]=b", `"path": "tags"`, `["a", "b"]`},
		{"form.parse", "tag=a", `"path": "tag", "kind": "list"`, `["a"]`},
		{"form.parse", "https://example.com/x?utm_source=vk&a=%3D#top", `"path": "utm_source"`, `"vk"`},
		{"form.parse", "https://example.com/x?utm_source=vk&a=%3D#top", `"path": "a"`, `"="`},
		{"form.parse", "?sum=12", `"path": "sum", "kind": "number"`, `12`},
		{"form.parse", "back=https://example.com/?x=1", `"path": "back"`, `"https://example.com/?x=1"`},
		{"form.parse", "https://example.com/", `"path": "a"`, `null`},
		{"html.parse", orderHTML, `"find": "h1"`, `"Order 7"`},
		{"html.parse", orderHTML, `"find": "td.p", "kind": "number"`, `1.50`},
		{"html.parse", orderHTML, `"find": "td.p", "kind": "list"`, `["1.50", "2"]`},
		{"html.parse", orderHTML, `"find": "a", "take": "href"`, `"https://example.com/?a=1&b=2"`},
		{"html.parse", orderHTML, `"find": "a", "take": "html"`, `"pay <b>now</b>"`},
		{"html.parse", orderHTML, `"find": "a", "take": "title"`, `null`},
		{"html.parse", orderHTML, `"find": "a", "take": "rel"`, `null`},
		{"html.parse", orderHTML, `"find": "h2", "kind": "list"`, `[]`},
		{"html.parse", orderHTML, `"find": "h2", "default": 5`, `5`},
		{"text.match", note, `"pattern": "телефон: (.+)"`, `"+7 921 555-01-37"`},
		{"text.match", note, `"pattern": "№\\s*(\\d+)"`, `"48211"`},
		{"text.match", note, `"pattern": "№\\s*(\\d+)", "kind": "list"`, `["48211", "48212"]`},
		{"text.match", note, `"pattern": "\\d+$", "kind": "number"`, `37`},
		{"text.match", note, `"pattern": "(?P<code>\\+7) (?P<area>\\d+)"`, `{"code": "+7", "area": "921"}`},
		{"text.match", note, `"pattern": "(x)|(Анна)"`, `"Анна"`},
		{"text.match", note, `"pattern": "(x)?Анна"`, `null`},
		{"text.match", note, `"pattern": "nobody", "kind": "list"`, `[]`},
		{"text.match", note, `"pattern": "nobody", "missing": "default", "default": "x"`, `"x"`},
	}
	for _, c := range cases {
		vars := map[string]any{"source": map[string]any{"body": c.from, "else": "other"}}
		out, err := newWorld(t).try(t, c.kind, `{"from": "{{ source.body }}", "fields": [{"name": "x", `+c.row+`}]}`, vars)
		if err != nil {
			t.Errorf("%s %s: %v", c.kind, c.row, err)
			continue
		}
		same(t, out.Output.(map[string]any)["x"], c.want)
	}
}

func TestParsersSayWhyTheyTakeNothing(t *testing.T) {
	cases := []struct {
		kind, from, row, code, field string
		args                         map[string]string
	}{
		{"xml.parse", `{"a": 1}`, `"path": "a"`, "parse.not_xml", "with.from", map[string]string{"begins": "json", "line": "1"}},
		{"xml.parse", "<a>\n<b></a>", `"path": "a"`, "parse.not_xml", "with.from", map[string]string{"line": "2", "begins": ""}},
		{"xml.parse", "", `"path": "a"`, "parse.not_xml", "with.from", map[string]string{"begins": "empty"}},
		{"xml.parse", `<a><bb>1</bb></a>`, `"path": "a.b", "missing": "fail"`, "parse.path_missing", "with.fields[0].path", map[string]string{"suggestion": "bb", "field": "x"}},
		{"xml.parse", `<a>x</a>`, `"path": "a", "kind": "number"`, "value.kind", "with.fields[0].path", map[string]string{"name": "x", "want": "number"}},
		{"form.parse", "a=%FF", `"path": "a"`, "value.encoding", "with.from", nil},
		{"form.parse", strings.Repeat("a=&", 1001), `"path": "a"`, "parse.limit", "with.from", map[string]string{"limit": "keys"}},
		{"form.parse", "a=1", `"path": "b", "missing": "fail"`, "parse.path_missing", "with.fields[0].path", nil},
		{"html.parse", "<p>", `"find": "h1", "missing": "fail"`, "parse.not_found", "with.fields[0].find", map[string]string{"sought": "h1", "field": "x"}},
		{"html.parse", "<p></p>", `"find": "p", "missing": "fail"`, "value.missing", "with.fields[0].find", map[string]string{"name": "x"}},
		{"html.parse", strings.Repeat("<div>", 200), `"find": "p"`, "parse.limit", "with.from", map[string]string{"limit": "depth"}},
		{"html.parse", strings.Repeat("<p>x</p>", 10_001), `"find": "p", "kind": "list"`, "parse.limit", "with.fields[0].find", map[string]string{"limit": "found"}},
		{"text.match", "abc", `"pattern": "(\\d)", "missing": "fail"`, "parse.not_found", "with.fields[0].pattern", map[string]string{"sought": `(\d)`}},
		{"text.match", "abc", `"pattern": "x*", "missing": "fail"`, "value.missing", "with.fields[0].pattern", nil},
		{"text.match", "1,50", `"pattern": ".+", "kind": "number"`, "value.kind", "with.fields[0].pattern", nil},
		{"text.match", strings.Repeat("a", 10_001), `"pattern": "a", "kind": "list"`, "parse.limit", "with.fields[0].pattern", map[string]string{"limit": "found"}},
	}
	for _, c := range cases {
		vars := map[string]any{"source": map[string]any{"body": c.from}}
		_, err := newWorld(t).try(t, c.kind, `{"from": "{{ source.body }}", "fields": [{"name": "x", `+c.row+`}]}`, vars)
		f := engine.FailureOf(orNothing(err), now)
		if f.Code != c.code || f.Field != c.field || f.Kind != engine.Invalid {
			t.Errorf("%s of %.30q with %s: %s %s (%s)", c.kind, c.from, c.row, f.Kind, f.Code, f.Field)
		}
		for name, want := range c.args {
			if f.Args[name] != want {
				t.Errorf("%s of %.30q with %s: %s is %q, want %q", c.kind, c.from, c.row, name, f.Args[name], want)
			}
		}
	}
}

func TestParsersThatCannotWorkAreRefusedWhenSaved(t *testing.T) {
	cases := []struct {
		kind, with string
		want       []string
	}{
		{"xml.parse", `{}`, []string{"from document.required", "fields document.required"}},
		{"xml.parse", `{"from": "x", "fields": [{"name": "a", "path": "a["}]}`, []string{"fields[0].path path.syntax"}},
		{"html.parse", `{"from": "x", "fields": [{"name": "a", "find": "a["}, {"name": "a"}]}`, []string{
			"fields[1].find document.required", "fields[0].find parse.selector", "fields[1].name document.duplicate"}},
		{"html.parse", `{"from": "x", "fields": [{"name": "a", "find": "a", "kind": "object"}]}`, []string{"fields[0].kind document.choice"}},
		{"text.match", `{"from": "x", "fields": [{"name": "a", "pattern": "("}, {"name": "b", "pattern": "(?=x)"}]}`, []string{
			"fields[0].pattern parse.pattern", "fields[1].pattern parse.pattern"}},
		{"text.match", `{"from": "x", "fields": [{"name": "a", "pattern": "` + strings.Repeat("a", 1001) + `"}]}`, []string{"fields[0].pattern document.length"}},
		{"text.match", `{"from": "{{ nobody }}", "fields": [{"name": "a", "pattern": "(?P<x", "default": "{{ nobody }}"}]}`, []string{
			"from expression.unknown_name", "fields[0].pattern parse.pattern", "fields[0].default expression.unknown_name"}},
	}
	for _, c := range cases {
		if got := newWorld(t).refused(t, c.kind, c.with, "source"); !slices.Equal(got, c.want) {
			t.Errorf("%s %s\ngot  %q\nwant %q", c.kind, c.with, got, c.want)
		}
	}
}

func TestAPatternDistinguishesLettersWhenAsked(t *testing.T) {
	out, err := newWorld(t).try(t, "text.match", `{"from": "Ab", "ignore_case": false, "fields": [{"name": "x", "pattern": "ab"}, {"name": "y", "pattern": "Ab"}]}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, out.Output, `{"x": null, "y": "Ab"}`)
}

func TestWhatTheWebhookReadIsNotReadAgain(t *testing.T) {
	vars := map[string]any{"source": data(t, `{"xml": {"a": {"@b": "1"}}, "form": {"a": {"b": "1"}}}`)}
	for kind, with := range map[string]string{
		"xml.parse":  `{"from": "{{ source.xml }}", "fields": [{"name": "x", "path": "a.@b"}]}`,
		"form.parse": `{"from": "{{ source.form }}", "fields": [{"name": "x", "path": "a.b"}]}`,
	} {
		out, err := newWorld(t).try(t, kind, with, vars)
		if err != nil {
			t.Fatal(err)
		}
		same(t, out.Output, `{"x": "1"}`)
	}
}

func TestLookingInAPageEndsWithTheStep(t *testing.T) {
	w, enough := newWorld(t), errors.New("enough")
	p := w.prepare(t, "html.parse", `{"from": "<p>x", "fields": [{"name": "x", "find": "p"}]}`, nil)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(enough)
	if _, err := p.Run(ctx, inputOf(nil)); !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
}

// Whatever fits whatever pattern, the result is plain, and quick.
func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{{`(\d+)`, "a 1"}, {`(?P<x>.)|(y)`, "xyz"}, {`(a*)*b`, "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, {`[`, ""}, {`^$`, "\n\n"}, {`\x{10FFFF}`, "\xff"}} {
		f.Add(seed[0], seed[1])
	}
	a := (&world{}).action(f, "text.match")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		for _, kind := range []string{"any", "list"} {
			with := `{"from": "{{ source }}", "fields": [{"name": "x", "pattern": ` + quoted(pattern) + `, "kind": "` + kind + `"}]}`
			p, err := a.Prepare([]byte(with), engine.Scope{"source": nil})
			if err != nil {
				continue
			}
			start := time.Now()
			_, err = p.Run(t.Context(), inputOf(map[string]any{"source": text}))
			if took := time.Since(start); took > 2*time.Second {
				t.Fatalf("%q in %d bytes took %v", pattern, len(text), took)
			}
			if code := codeOf(err); err != nil && code != "parse.limit" {
				t.Fatalf("%q: %v", pattern, err)
			}
		}
	})
}
