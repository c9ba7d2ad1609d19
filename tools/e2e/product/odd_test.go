package product_test

import (
	"encoding/json"
	escape "net/url"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// odd is a value with everything that has to be written otherwise somewhere.
const odd = "Кафе \"Юг\" \\ 50% & <b>ещё</b>\nвторая 🌊 строка"

const placing = `
format: 1
name: Placing
source: {type: webhook}
actions:
  - id: lead
    type: json.compose
    with: {template: '{"name": ""}'}
  - id: request
    type: http.request
    with: {method: GET, url: "ADDRESS/?q=", headers: {X-Name: ""}}
`

func TestA10AnOddValueIsWrittenAsItsPlaceAsks(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.ReplaceAll(placing, "ADDRESS", w.UONURL))
	body, err := json.Marshal(map[string]string{"name": odd})
	if err != nil {
		t.Fatal(err)
	}
	m.Receive("application/json", string(body))
	p := w.Owner()
	value := `.tree-row[data-ref="source.json.name"]`

	product.Open(p, m.ID, "lead")
	p.Click("[data-testid=composer-value] st-chips")
	p.Click(value)
	p.Says("composer-result", "вторая")
	var composed map[string]string
	if err := json.Unmarshal([]byte(browser.Eval[string](p, `() => document.querySelector("[data-testid=composer-result]").textContent`)), &composed); err != nil {
		t.Fatal(err)
	}
	if composed["name"] != odd {
		t.Errorf("the composer makes %q of it", composed["name"])
	}

	product.Open(p, m.ID, "request")
	unfold(p, "source")
	p.Type("field-url", "")
	p.Click(value)
	p.Says("preview-url", "?q="+strings.ReplaceAll(escape.QueryEscape(odd), "+", "%20"))

	p.Click("[data-testid=field-headers] [data-testid=row-value]")
	p.Click(value)
	p.Says("error-headers", "line break")
	p.Screenshot("a10")
	product.Saved(p)
	p.Click("test-action")
	p.Has("test-result", "data-look", "fail")
	p.Says("test-result", "X-Name")
	if n := w.UON.Count(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// unfold opens a group of the data.
func unfold(p *browser.Page, action string) {
	group := "[data-testid=tree-group][data-action=" + action + "]"
	if p.Attr(group, "aria-expanded") == "false" {
		p.Click(group)
	}
	p.Has(group, "aria-expanded", "true")
}
