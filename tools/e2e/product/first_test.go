package product_test

import (
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/product"
)

func TestA01FromNothingToTheFirstLead(t *testing.T) {
	w := product.New(t)
	p := w.Owner()
	p.Screenshot("list")
	p.Click("new-processing")
	p.See("panel")
	p.Screenshot("new")
	p.Click("source-webhook")
	p.See("webhook-link")
	p.Screenshot("webhook")
	link := p.Value("webhook-link")
	p.Click("copy-link")
	if status := w.Send(link, standin.UONEvent{ID: "4821"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	p.See("param-row")
	p.Screenshot("sample")
	p.Click("add-action")
	p.See("palette")
	p.Screenshot("palette")
	p.Click("palette-http.request")
	p.See("field-url")
	p.Screenshot("http")
}
