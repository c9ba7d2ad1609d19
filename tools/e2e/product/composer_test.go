package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

const composing = `
format: 1
name: Composing
source:
  type: webhook
  with: {params: [{name: r_id}]}
actions:
  - id: lead
    type: json.compose
    with: {template: "{\n  \"id\": {{ source.r_id }},\n  \"list\": [1, 2]\n}"}
`

func TestA39AMistakeInTheTextKeepsTheLastTree(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(composing)
	m.Receive("application/x-www-form-urlencoded", "r_id=48211")
	p := w.Owner()
	product.Open(p, m.ID, "lead")
	p.Numbers("composer-row", 4)
	p.Click("composer-view-text")
	p.See("composer-text")
	p.Fill("field-template", "")
	p.Insert("{\n  \"id\": {{ source.r_id }},\n  \"list\" [1, 2]\n}")
	p.Says("json-problem", "Line 3: a colon is expected")
	p.Numbers("[data-testid=field-template] .cm-line.is-wrong", 1)
	product.Saved(p)
	p.Screenshot("a39-text")
	p.Click("composer-view-form")
	p.See("composer-form")
	p.Screenshot("a39-form")
	p.Numbers("composer-row", 4)
}
