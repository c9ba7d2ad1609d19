package product_test

import (
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// entered waits until a field has the focus, and sees it.
func entered(p *browser.Page, field string) {
	p.Focuses(field)
	p.FocusSeen()
}

// add adds what the palette finds first at the end of the chain.
func add(p *browser.Page, find string) {
	p.TabBack("add-action")
	p.Press("Enter")
	entered(p, "palette-search")
	if find != "" {
		p.Keys(find)
	}
	p.Press("Enter")
}

// choose takes a value from the list at the caret.
func choose(p *browser.Page, name string) {
	p.Keys("{" + name)
	p.Says(".cm-tooltip-autocomplete [aria-selected]", name)
	p.Press("Enter")
}

func TestA52WithTheKeyboardOnly(t *testing.T) {
	w := product.New(t)
	seed(t, w)
	p := w.Owner()
	p.TabTo("new-processing")
	p.Press("Enter")
	p.See("source-webhook")
	p.TabTo("processing-name")
	p.Press("Control+a")
	p.Keys("U-ON → Envybox")
	p.TabTo("source-webhook")
	p.Press("Enter")
	entered(p, "copy-link")
	if status := w.Send(p.Value("webhook-link"), standin.UONEvent{ID: "48211"}); status != 200 {
		t.Fatalf("the link answers %d", status)
	}
	arrival(p, "48211")

	add(p, "")
	entered(p, "field-url")
	p.Keys(w.UONURL + "/" + w.UON.Key() + "/request/")
	choose(p, "r_id")
	p.Keys(".json")
	p.TabTo("test-action")
	p.Press("Enter")
	p.Says("test-result", "200")
	p.TabTo("pick-fields")
	p.Press("Enter")
	entered(p, "parser-name")
	p.TabBack("add-all-fields")
	p.Press("Enter")
	p.Gone("add-all-fields")
	p.FocusSeen()

	add(p, "composer")
	entered(p, "composer-key")
	p.TabBack("paste-example")
	p.Press("Enter")
	entered(p, "example-text")
	p.Paste("example-text", example)
	for i, m := range mapped {
		if i > 0 {
			p.TabTo(value(m[0]))
		}
		entered(p, value(m[0]))
		choose(p, m[1])
	}
	p.Says("composer-result", "Пётр")

	add(p, "")
	entered(p, "field-url")
	p.Keys(w.EnvyboxURL + "/openapi/v1/lead/set/?api_key=" + w.Envybox.APIKey())
	p.TabTo("test-action")
	p.Press("Enter")
	entered(p, "confirm-send")
	p.Press("Enter")
	p.Says("test-result", "200")
	entered(p, "test-action")
	p.TabBack("run-switch")
	p.Press("Enter")
	p.Has("run-switch", "aria-checked", "true")
	lead(t, w, 1, "48211", is)
	if p.Clicks != 0 {
		t.Errorf("%d clicks", p.Clicks)
	}
	p.Screenshot("a52")
}
