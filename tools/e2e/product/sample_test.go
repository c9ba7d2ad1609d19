package product_test

import (
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/product"
)

func TestASampleIsChosenTypedAndAwaited(t *testing.T) {
	w := product.New(t)
	id := w.Add("format: 1\nname: Lead\nsource: {type: webhook}\nactions: [{id: only, type: filter}]\n")
	p := w.Owner()
	product.Open(p, id, "only")
	p.Click("sample-more")
	p.Click("sample-own")
	p.Fill("sample-text", "no sign of a value")
	p.Click("paste-confirm")
	p.Says("paste-drawer", "cannot be read")
	p.Fill("sample-text", `{"r_id": 48211}`)
	p.Click("paste-confirm")
	p.Gone("paste-drawer")
	p.Says("sample-select", "r_id 48211")
	p.Click("sample-more")
	p.Screenshot("menu")
	p.Click("sample-edit")
	p.Screenshot("edit")
	p.Fill("sample-text", "r_id = 7")
	p.Click("paste-confirm")
	p.Gone("paste-drawer")
	p.Says("sample-select", "r_id 7")
	p.Until("the tree to show the new value", `() => document.querySelector('[data-ref="source.json.r_id"]')?.dataset.value === "7"`)
	p.Click("sample-more")
	p.Click("sample-wait")
	p.See("waiting")
	p.Axe()
	p.Screenshot("waiting")
	if status := w.Send(w.Link(id), standin.UONEvent{ID: "4821"}); status/100 != 2 && status != 503 {
		t.Fatalf("the link answers %d", status)
	}
	p.Gone("waiting")
	p.Announced("4821")
	p.Says("sample-select", "4821")
	older := p.Attrs("[data-testid=sample]", "value")[1]
	p.Choose("sample-select", older)
	p.Says("sample-changed", "Newer data differ")
	p.Click("[data-testid=sample-changed] > summary")
	p.Says("sample-changed", "New: ")
	p.Axe()
	p.Screenshot("changed")
}
