package product_test

import (
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/product"
)

func TestAChipTellsWhatItIsAndIsChosenAgain(t *testing.T) {
	w := product.New(t)
	id := w.Add(`
format: 1
name: Lead
source: {type: webhook, with: {params: [{name: r_id}]}}
actions:
  - {id: get, type: http.request, with: {url: "https://crm.example.com/{{ source.r_id }}/{{ sourse.r_id }}"}}
`)
	if status := w.Send(w.Link(id), standin.UONEvent{ID: "4821"}); status/100 != 2 && status != 503 {
		t.Fatalf("the link answers %d", status)
	}
	p := w.Owner()
	product.Open(p, id, "get")
	const sound, broken = "[data-testid=field-url] .chip[data-ref='source.r_id']", "[data-testid=field-url] .chip-broken"
	p.Hover(sound)
	p.Says("chip-path", "Webhook link › r_id")
	p.Says("chip-value", "4821")
	p.Screenshot("card")
	p.Hover("#panel-title")
	p.Gone("chip-card")

	p.Click("field-url")
	p.See("[data-testid=field-url] .cm-content")
	p.Press("Control+End", "Backspace")
	p.See("chip-problem")
	p.Axe()
	p.Screenshot("broken")
	p.Press("Escape")
	p.Gone("chip-card")
	p.Press("Right", "Backspace")
	p.See("chip-instead")
	p.Press("Tab")
	p.Focuses("chip-instead")
	p.Press("Enter")
	p.Gone(broken)
	p.Gone("chip-card")
	product.Saved(p)
	if url, _ := w.Draft(id).With("get", "url").(string); strings.Contains(url, "sourse") || strings.Count(url, "source.r_id") != 2 {
		t.Errorf("the address is %s", url)
	}

	p.Press("Control+End", "Backspace")
	p.Click("chip-replace")
	p.See(".cm-tooltip-autocomplete")
	p.Screenshot("replace")
	p.Press("Down", "Enter")
	product.Saved(p)
	if url, _ := w.Draft(id).With("get", "url").(string); strings.Count(url, "{{") != 2 || strings.Count(url, "source.r_id") != 1 {
		t.Errorf("after another was chosen the address is %s", url)
	}
	p.Hover("#panel-title")
	p.Hover(sound)
	p.Click("chip-go")
	p.See("webhook-link")
}
