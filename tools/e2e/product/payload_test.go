package product_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

const hugely = `
format: 1
name: Huge
source: {type: manual}
actions:
  - {id: ask, type: http.request, with: {method: GET, url: "ADDRESS/list"}}
  - {id: fields, type: json.parse, with: {from: "{{ ask.body }}", fields: []}}
`

// large is a JSON list of some items, 5 MB with 20,000.
func large(items int) string {
	var b strings.Builder
	b.WriteString(`{"list":[`)
	for i := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"%s"}`, i, strings.Repeat("ф", 120))
	}
	b.WriteString(`]}`)
	return b.String()
}

func TestAHugeSampleIsFoldedAndPagedAndNeverFreezesThePage(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	body := large(20_000)
	if len(body) < 5_000_000 {
		t.Fatalf("only %d bytes", len(body))
	}
	service := w.Serve(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(rw, body)
	}))
	m := w.Make(strings.ReplaceAll(hugely, "ADDRESS", service))
	p := w.Owner()
	product.Open(p, m.ID, "ask")
	p.Click("test-action")
	p.Has("test-result", "data-look", "ok")
	p.Screenshot("huge-answer")
	product.Open(p, m.ID, "fields")
	p.See("tree-row")
	if size := browser.Eval[int](p, `() => document.documentElement.outerHTML.length`); size > 400_000 {
		t.Errorf("the page is %d characters", size)
	}
	p.Screenshot("huge")
	rows := p.Count("tree-row")
	p.Click("tree-more")
	p.Until("more rows", `(n) => document.querySelectorAll("[data-testid=tree-row]").length >= n + 100`, rows)
	size := browser.Eval[int](p, `() => Math.max(...performance.getEntriesByType("resource").filter((e) => e.name.includes("/tree?")).map((e) => e.decodedBodySize))`)
	if size > 200<<10 {
		t.Errorf("a part of the tree is %d bytes", size)
	}
	p.Click(`[data-action=read] + ul .tree-row[data-path='["list"][0]']`)
	p.Click(`[data-action=read] + ul .tree-row[data-path='["list"][0]["id"]']`)
	p.Holds("parser-path", `["list"][0]["id"]`)
	p.Says("parser-value", "0")
	t.Logf("the page answered after %.0f ms at the latest", longest(p))
	p.Screenshot("huge-picked")
}

// longest is the longest time, in milliseconds, that a page was busy and could not
// answer a person.
func longest(p *browser.Page) float64 {
	return browser.Eval[float64](p, `() => Math.max(0, ...(performance.getEntriesByType("event")).map((e) => e.duration))`)
}

func TestWhatComesIsShownAsTextWhateverItIs(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p := w.Owner()
	hostile := `<script>window.pwned=1</script><img src=x onerror="window.pwned=2">"'>{{ source.body }}`
	raw, err := json.Marshal(map[string]string{hostile: hostile, "control": "a\x00\x01\x1b[31mb\x7f\u202Ec", "long": strings.Repeat("x", 100_000)})
	if err != nil {
		t.Fatal(err)
	}
	for name, sent := range map[string]struct{ kind, body, says string }{
		"JSON":    {"application/json", string(raw), "<script>window.pwned=1</script>"},
		"HTML":    {"text/html", "<!doctype html><title>x</title>" + hostile, "<title>x</title>"},
		"binary":  {"application/octet-stream", "\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\xfd", ""},
		"bytes":   {"application/json", "{\"name\": \"\xff\xfe\xc3(\"}", ""},
		"form":    {"application/x-www-form-urlencoded", "a=%FF%FE&b=%3Cscript%3Ewindow.pwned%3D1%3C%2Fscript%3E&=x&a=2", ""},
		"deep":    {"application/json", strings.Repeat("[", 90) + strings.Repeat("]", 90), ""},
		"no JSON": {"application/json", "{\"a\": ", ""},
		"nothing": {"application/json", "", ""},
	} {
		m := w.Make(reading)
		t.Log(name)
		status := m.Post(sent.kind, sent.body) // also what is refused is a sample
		for _, at := range []string{"source", "fields"} {
			product.Open(p, m.ID, at)
			p.See("data-tree")
			if sent.says != "" {
				p.Says("data-tree", sent.says)
			}
			if n := p.Count("st-tree script, st-tree img, #panel script:not(#chip-names), #panel img"); n > 0 {
				t.Errorf("%s: %d elements of what came are in the page", name, n)
			}
			if browser.Eval[bool](p, `() => "pwned" in window`) {
				t.Errorf("%s: a script of what came was run", name)
			}
			if wide := browser.Eval[bool](p, `() => [document.documentElement, document.getElementById("data")].some((e) => e.scrollWidth > e.clientWidth)`); wide {
				t.Errorf("%s: the page scrolls sideways", name)
			}
			if at == "source" && status == http.StatusUnprocessableEntity {
				p.See("sample-refused")
			}
			p.Screenshot("payload-" + strings.ReplaceAll(name, " ", "-") + "-" + at)
		}
	}
}
