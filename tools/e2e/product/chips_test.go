package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

// askingUON asks U-ON for the request that the link was told of.
const askingUON = `
format: 1
name: Asking
source:
  type: webhook
  with: {params: [{name: r_id}]}
actions:
  - id: request
    type: http.request
    with: {method: GET, url: "https://api.u-on.ru/KEY/request/.json"}
  - id: text
    type: text.compose
    with: {template: "a{{ source.r_id }}b"}
`

const leaf = `.tree-row[data-ref="source.r_id"]`

func asked(t *testing.T) (product.Made, *browser.Page) {
	t.Helper()
	w := product.New(t)
	m := w.Make(askingUON)
	m.Receive("application/x-www-form-urlencoded", "r_id=48211")
	return m, w.Owner()
}

func TestTheFirstPressOfParameterOpensTheListAndHearsWhatIsTyped(t *testing.T) {
	t.Parallel()
	m, p := asked(t)
	product.Open(p, m.ID, "request")
	p.Click("[data-testid=panel] .field:has([data-testid=field-url]) [data-parameter]")
	p.Keys("r_id")
	p.See(".cm-tooltip-autocomplete")
	p.Until("the list to be searched", `() => [...document.querySelectorAll(".cm-tooltip-autocomplete li")].every((one) => one.textContent.includes("r_id"))`)
	p.Press("Enter")
	p.Holds("field-url", "https://api.u-on.ru/KEY/request/.json{{ source.r_id }}")
}

func TestA09ALeafBecomesAChipAtTheCaret(t *testing.T) {
	t.Parallel()
	m, p := asked(t)
	for _, way := range []struct {
		name string
		take func()
	}{
		{"the mouse", func() { p.Click(leaf) }},
		{"Enter", func() {
			browser.Eval[bool](p, `(css) => { document.querySelector(css).focus(); return true; }`, leaf)
			p.Press("Enter")
		}},
	} {
		product.Open(p, m.ID, "request")
		p.Fill("field-url", "https://api.u-on.ru/KEY/request/.json")
		p.Press("Left", "Left", "Left", "Left", "Left")
		way.take()
		p.Holds("field-url", "https://api.u-on.ru/KEY/request/{{ source.r_id }}.json")
		p.Says("[data-testid=field-url] .cm-content [data-ref='source.r_id']", "Webhook link")
		p.Focuses("field-url")
		p.Says("preview-url", "/48211.json")
		p.Keys("!")
		p.Holds("field-url", "https://api.u-on.ru/KEY/request/{{ source.r_id }}!.json")
		product.Saved(p)
		if got := m.With("request", "url"); got != "https://api.u-on.ru/KEY/request/{{ source.r_id }}!.json" {
			t.Errorf("by %s the draft holds %q", way.name, got)
		}
	}
	p.Screenshot("a09")
}

func TestA38AChipIsOneCharacter(t *testing.T) {
	t.Parallel()
	m, p := asked(t)
	p.Clipboard()
	product.Open(p, m.ID, "text")
	p.Click("field-template")
	p.See("[data-testid=field-template] .cm-content")
	p.Press("Control+End", "Left", "Left")
	p.Keys("L")
	p.Holds("field-template", "aL{{ source.r_id }}b")
	p.Press("Right")
	p.Keys("R")
	p.Holds("field-template", "aL{{ source.r_id }}Rb")
	chip := "[data-testid=field-template] .cm-content [data-testid=chip]"
	if label := p.Attr(chip, "aria-label"); label != "parameter Webhook link, r_id, last value 48211" {
		t.Errorf("the chip is called %q", label)
	}
	p.Press("Control+a", "Control+c", "Control+End", "Control+v")
	p.Holds("field-template", "aL{{ source.r_id }}RbaL{{ source.r_id }}Rb")
	p.Numbers(chip, 2)
	p.Press("Left", "Left", "Backspace")
	p.Numbers("[data-testid=field-template] .cm-content .chip.is-selected", 1)
	p.Holds("field-template", "aL{{ source.r_id }}RbaL{{ source.r_id }}Rb")
	p.Press("Backspace")
	p.Holds("field-template", "aL{{ source.r_id }}RbaLRb")
	product.Saved(p)
	if got := m.With("text", "template"); got != "aL{{ source.r_id }}RbaLRb" {
		t.Errorf("the draft holds %q", got)
	}
}
