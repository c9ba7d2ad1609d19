package product_test

import (
	"strings"
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
    with: {template: TEMPLATE}
`

const template = `{"id": {{ source.r_id }}, "list": [1, 2]}`

func TestA39AMistakeInTheTextKeepsTheLastTree(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.ReplaceAll(composing, "TEMPLATE", "'"+template+"'"))
	m.Receive("application/x-www-form-urlencoded", "r_id=48211")
	p := w.Owner()
	product.Open(p, m.ID, "lead")
	p.Numbers("composer-row", 4)
	p.Click("composer-view-text")
	p.See("composer-text")
	p.Fill("field-template", "")
	const wrong = "{\n  \"id\": {{ source.r_id }},\n  \"list\" [1, 2]\n}"
	p.Insert(wrong)
	p.Says("json-problem", "Line 3: a colon is expected")
	p.Numbers("[data-testid=field-template] .cm-line.is-wrong", 1)
	product.Saved(p)
	p.Screenshot("a39-text")
	p.Click("composer-view-form")
	p.See("composer-form")
	p.Numbers("composer-row", 4)
	p.Screenshot("a39-form")
	p.Click("composer-fix")
	p.Holds("field-template", wrong)
	p.Click("composer-view-form")
	p.Click("composer-restore")
	p.See("composer-key")
	p.Gone("composer-kept")
	product.Saved(p)
	if got := m.With("lead", "template"); got != template {
		t.Errorf("the draft holds %q", got)
	}

	p.Click("composer-view-text")
	p.Fill("field-template", "")
	p.Insert(`{"id": {{ source.r_id }}}`)
	p.Says("composer-result", "48211")
	p.See("composer-text")
}
