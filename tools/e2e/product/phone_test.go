package product_test

import (
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestAnActionIsASheetOnAPhone(t *testing.T) {
	w := product.New(t)
	id := w.Add(`
format: 1
name: Lead
source: {type: webhook, with: {params: [{name: r_id}]}}
actions:
  - {id: get, type: http.request, with: {url: "https://crm.example.com/"}}
  - {id: next, type: delay, with: {for: 5s}}
`)
	if status := w.Send(w.Link(id), standin.UONEvent{ID: "4821"}); status/100 != 2 && status != 503 {
		t.Fatalf("the link answers %d", status)
	}
	p := w.Owner()
	p.Phone()
	p.Go("/p/" + id)
	p.Until("the islands to be there", `() => ["st-ops", "st-chips", "st-chain"].every((name) => customElements.get(name))`)
	p.See("card-get")
	p.Gone("panel")
	p.Tap("card-get")
	p.See("field-url")
	p.Gone("chain")
	p.Gone("data-tree")
	p.Screenshot("settings")
	p.Tap("sheet-input")
	p.See("data-tree")
	p.Gone("field-url")
	p.Axe()
	p.Screenshot("input")
	p.Tap("[data-testid=tree-row][data-ref='source.r_id'] [data-testid=tree-insert]")
	p.See("[data-testid=field-url] .chip")
	p.Gone("data-tree")
	product.Saved(p)
	if url := w.Draft(id).With("get", "url"); url != "https://crm.example.com/{{ source.r_id }}" {
		t.Errorf("the address is %s", url)
	}
	p.Tap("sheet-output")
	p.Has("sheet-output", "aria-current", "page")
	p.Gone("field-url")
	p.Screenshot("output")
	if wide := browser.Eval[float64](p, `() => document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("the page is %v px too wide", wide)
	}
	p.Tap("[data-close-panel]")
	p.See("card-get")
	p.Gone("panel")
	p.Focuses("card-get")
	p.Tap("card-next")
	p.Has("panel", "data-at", "next")
	p.See("field-for")
	p.Has("sheet-settings", "aria-current", "page")
	p.Back()
	p.See("card-get")
}
