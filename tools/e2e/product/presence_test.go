package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

func TestItIsSeenWhoElseHasAProcessingOpen(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	anna := w.Person("Anna", "anna@example.test")
	product.Open(anna, id, "request")
	p.Says("presence", "Also open: Anna (step 2)")
	p.Announced("Also open: Anna (step 2)")
	anna.Says("presence", "Also open: owner (step 2)")
	p.Unsaid()
	anna.Click("card-fields")
	p.Says("presence", "Anna (step 3)")
	other := p.Tab()
	product.Open(other, id, "send")
	p.Says("presence", "Also open: Anna (step 3), you in another tab")
	other.Says("presence", "Also open: Anna (step 3), you in another tab")
	p.Screenshot("presence")
	p.Axe()
	p.Announced("you in another tab")
	other.Close()
	p.Says("presence", "Anna (step 3)")
	p.Until("the other tab to be gone", `() => !document.getElementById("presence").textContent.includes("another tab")`)
	anna.Go("/p")
	p.Until("nobody else to be there", `() => document.getElementById("presence").textContent === ""`)
	// What is typed does not take the line away, nor bring it back.
	product.Open(anna, id, "request")
	p.Says("presence", "Anna (step 2)")
	p.Type("field-url", "?a=1")
	product.Saved(p)
	p.Says("presence", "Anna (step 2)")
}
