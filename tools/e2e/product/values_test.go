package product_test

import (
	"slices"
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

// beside takes what comes apart, asks with it, and composes.
const beside = `
format: 1
name: Beside
source: {type: webhook}
actions:
  - {id: fields, type: json.parse, with: {from: "{{ source.body }}", fields: []}}
  - {id: get, type: http.request, with: {url: "https://crm.example.com/{{ source.json.zone }}/end"}}
  - {id: lead, type: json.compose, with: {template: '{"name": "", "phone": "x"}'}}
`

const unsorted = `{"zone": "west", "client": {"phone": "+7 900", "name": "Анна", "api_key": "s3cret-key"}, "amount": 1.50, "city": ""}`

func TestValuesStandInTheOrderInWhichTheyCame(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(beside)
	m.Receive("application/json", unsorted)
	p := w.Owner()
	p.Go(m.At("fields"))
	p.See(`[data-action=read] + ul [data-path='["zone"]']`)
	if got := p.Attrs("[data-action=read] + ul > li > .tree-row", "data-name"); !slices.Equal(got, []string{"zone", "client", "amount", "city"}) {
		t.Errorf("the parser shows %v", got)
	}
	p.Click("add-all-fields")
	p.Numbers("parser-row", 6)
	product.Saved(p)
	if got := rows(t, m); !strings.Contains(got, `"zone"`) || strings.Index(got, `"zone"`) > strings.Index(got, `"amount"`) || strings.Index(got, `"phone"`) > strings.Index(got, `"name":"name"`) {
		t.Errorf("the rows are %s", got)
	}
	p.Screenshot("ordered")
}

func TestASecretValueIsShownToThoseWhoAsk(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(beside)
	m.Receive("application/json", unsorted)
	p := w.Owner()
	p.Go(m.At("get"))
	const row = "[data-ref='source.json.client.api_key']"
	p.Says(row, "••••")
	p.Screenshot("masked")
	p.Axe()
	p.Click(row + " [data-testid=tree-show]")
	p.Says(row+" [data-testid=tree-shown]", "s3cret-key")
	p.Focuses(row)
	p.Holds("field-url", "https://crm.example.com/{{ source.json.zone }}/end")
	p.Screenshot("shown")
}

func TestARowIsDraggedToWhereItsChipBelongs(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(beside)
	m.Receive("application/json", unsorted)
	p := w.Owner()
	p.Go(m.At("get"))
	const phone, url = "[data-ref='source.json.client.phone']", "field-url"
	p.Lift(phone)
	p.Over("[data-testid=field-url] .chip", 0.9, 0.5)
	p.See(".drop-caret")
	p.Over("[data-testid=field-url] .chip", 0.95, 0.5)
	p.Screenshot("aimed")
	p.Press("Escape")
	p.Gone(".drop-caret")
	p.Gone(".drag-chip")
	p.Release()
	p.Holds(url, "https://crm.example.com/{{ source.json.zone }}/end")

	p.Drag(phone, "[data-testid=field-url] .chip", 0.5)
	const whole = "https://crm.example.com/{{ source.json.zone }}{{ source.json.client.phone }}/end"
	const before = "https://crm.example.com/{{ source.json.client.phone }}{{ source.json.zone }}/end"
	p.Until("the chip to be beside the other", `(a, b) => [a, b].includes(document.querySelector("[data-testid=field-url]").value)`, whole, before)
	p.Gone(".drop-caret")
	p.Gone("chip-card")
	product.Saved(p)
	if got := m.With("get", "url"); got != whole && got != before {
		t.Errorf("the address is %s", got)
	}

	p.Go(m.At("fields"))
	leaf := `[data-action=read] + ul [data-path='["amount"]']`
	p.Drag(leaf, "[data-picks=read]", 0.5)
	p.Holds("parser-name", "amount")
	product.Saved(p)
	if got := rows(t, m); got != `[{"name":"amount","path":"[\"amount\"]"}]` {
		t.Errorf("the rows are %s", got)
	}

	p.Go(m.At("lead"))
	p.Drag("[data-ref='fields.amount']", "[data-testid=composer-value]", 0.5)
	p.See("[data-testid=composer-value] [data-testid=chip]") // the editor of a field is fetched for it
	product.Saved(p)
	if got, _ := m.With("lead", "template").(string); !strings.Contains(got, `"name": "{{ fields.amount }}"`) {
		t.Errorf("the template is %s", got)
	}
}

func TestAChipSaysWhatComesOfAnEmptyValue(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.ReplaceAll(beside, "source.json.zone", "source.json.city"))
	m.Receive("application/json", unsorted)
	p := w.Owner()
	p.Go(m.At("get"))
	const chip = "[data-testid=field-url] [data-testid=chip]"
	p.Hover(chip)
	p.See("chip-safe")
	p.Axe()
	p.Choose("chip-empty", "text")
	p.See("chip-empty-text")
	p.Screenshot("guard")
	p.Fill("chip-empty-text", `no "city" }}`)
	p.Press("Enter")
	p.Gone("chip-card")
	product.Saved(p)
	const guarded = `https://crm.example.com/{{ default(source.json.city, "no \"city\" }}") }}/end`
	if got := m.With("get", "url"); got != guarded {
		t.Errorf("the address is %s", got)
	}
	p.See("[data-testid=field-url] .cm-content")
	p.Numbers("[data-testid=field-url] .cm-content [data-testid=chip]", 1)
	p.Says(chip, "city?")
	p.Says("preview-url", "no%20%22city%22")
	p.Screenshot("guarded")

	p.Go(m.At("get"))
	p.Says(chip, "city?")
	p.Hover(chip)
	p.Holds("chip-empty-text", `no "city" }}`)
	p.Choose("chip-empty", "stop")
	product.Saved(p)
	if got, _ := m.With("get", "url").(string); !strings.Contains(got, `{{ required(source.json.city, "Webhook link › json › city") }}`) {
		t.Errorf("the address is %s", got)
	}
	p.Says("preview-url", "city")
	p.Hover("#panel-title")
	p.Hover(chip)
	p.Choose("chip-empty", "")
	product.Saved(p)
	if got, _ := m.With("get", "url").(string); !strings.Contains(got, `/{{ source.json.city }}/`) {
		t.Errorf("the address is %s", got)
	}
}
