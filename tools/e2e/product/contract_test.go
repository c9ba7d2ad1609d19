package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

const function = `
format: 1
name: Bills of a client
source:
  type: call
  with:
    params: [{name: customer_document_number, required: true, title: CPF or CNPJ of the client, example: 123.456.789-09}]
    returns:
      - {name: bills, type: list, required: true, title: Open bills, example: [{remote_id: "70231", valor_final: "103,20"}]}
      - {name: more, type: boolean, example: false}
actions: [{id: a, type: respond, with: {body: {bills: []}}}]
`

// Who connects another program reads what a processing takes and gives, one press
// away from where it is made.
func TestAContractIsReadInThreeLanguagesAndOnAPhone(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(function)
	p := w.Owner()
	product.Open(p, m.ID, "source")
	p.Click("contract-open")
	p.At("/p/" + m.ID + "/contract")
	p.Numbers("contract-row", 3)
	p.Says("contract-ask", "123.456.789-09")
	p.Says("contract-answer", "103,20")
	for _, lang := range languages {
		product.Prefer(p, "language", lang)
		p.Reload()
		p.Axe()
		p.Screenshot("contract-" + lang)
	}
	p.Prefers("prefers-color-scheme", "dark")
	p.Phone()
	p.Reload()
	p.Axe()
	p.Screenshot("contract-phone")
	if browser.Eval[bool](p, `() => document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
		t.Error("on a phone the page is wider than it is")
	}
}
