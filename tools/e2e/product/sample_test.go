package product_test

import (
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/product"
)

func TestASampleIsChosenTypedAndAwaited(t *testing.T) {
	w := product.New(t)
	p := w.Owner()
	p.Click("new-processing")
	p.Click("source-webhook")
	link := p.Value("webhook-link")
	p.Click("sample-more")
	p.Click("sample-own")
	p.Fill("sample-text", "no sign of a value")
	p.Click("paste-confirm")
	p.Says("paste-drawer", "cannot be read")
	p.Fill("sample-text", `{"r_id": 48211}`)
	p.Click("paste-confirm")
	p.Gone("paste-drawer")
	p.Says("sample-select", "r_id 48211")
	p.Click("add-action")
	p.Click("palette-filter")
	p.See("field-when")
	p.Click("sample-more")
	p.Screenshot("menu")
	p.Click("sample-edit")
	p.Screenshot("edit")
	p.Fill("sample-text", "r_id = 7")
	p.Click("paste-confirm")
	p.Gone("paste-drawer")
	p.Says("sample-select", "r_id 7")
	p.Click("sample-more")
	p.Click("sample-wait")
	p.See("waiting")
	p.Screenshot("waiting")
	if status := w.Send(link, standin.UONEvent{ID: "4821"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	p.Gone("waiting")
	p.Announced("4821")
	p.Says("sample-select", "4821")
}
