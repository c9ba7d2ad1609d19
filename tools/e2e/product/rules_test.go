package product_test

import (
	"encoding/json"
	"testing"

	"stanok/tools/e2e/product"
)

const choosing = `
format: 1
name: Choosing
source: {type: webhook, with: {params: [{name: r_id}, {name: type_id}]}}
actions:
  - {id: only, type: filter}
  - {id: ways, type: branch, with: {cases: [{name: way_1, when: ""}], otherwise: true}, branches: {way_1: [], otherwise: []}}
`

func TestAConditionIsPutTogetherFromRowsAndNothingOfItIsLost(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(choosing)
	m.Receive("application/x-www-form-urlencoded", "r_id=48211&type_id=2")
	p := w.Owner()
	product.Open(p, m.ID, "only")

	p.Fill("rule-right", "2")
	p.Click("#panel-title")
	product.Saved(p)
	p.Says("error-when", "Choose a parameter")
	p.Reload()
	p.Holds("rule-right", "2")

	p.Click("[data-testid=rule-row] st-chips")
	p.Click(`.tree-row[data-ref="source.type_id"]`)
	product.Saved(p)
	p.Gone("error-when")
	p.Click("add-row")
	p.Numbers("rule-row", 2)
	p.Click("[data-testid=rule-row]:nth-child(2) st-chips")
	p.Click(leaf)
	p.Choose("[data-testid=rule-row]:nth-child(2) [data-testid=rule-op]", "filled")
	product.Saved(p)
	p.Says("rule-words", "type_id is 2 and r_id")
	want := `string(source.type_id ?? "") == "2" && string(source.r_id ?? "") != ""`
	if got := m.With("only", "when"); got != want {
		t.Errorf("the draft holds %v", got)
	}
	p.Reload()
	p.Numbers("[data-testid=rule-row] [data-testid=chip]", 2)
	p.Screenshot("rules")

	product.Open(p, m.ID, "ways")
	unfold(p, "source")
	p.Fill("case-title", "Sold")
	p.Click("[data-testid=rule-row] st-chips")
	p.Click(`.tree-row[data-ref="source.type_id"]`)
	p.Fill("rule-right", "17")
	p.Click("add-case")
	p.Numbers("case", 2)
	p.Focuses("[data-testid=case]:nth-of-type(2) [data-testid=case-title]")
	p.Keys("Lost")
	product.Saved(p)
	p.Says("chain", "Sold")
	p.Says("chain", "Lost")
	p.Reload()
	p.Holds("case-title", "Sold")
	p.Holds("rule-right", "17")
	p.Screenshot("ways")
	p.Click("remove-case")
	p.Numbers("case", 1)
	p.Holds("case-title", "Lost")
	p.Has("save-state", "data-state", "saved")
	p.Press("Control+z")
	p.Numbers("case", 2)
	product.Saved(p)
	raw, err := json.Marshal(m.With("ways", "cases"))
	if want := `[{"name":"way_1","title":"Sold","when":"string(source.type_id ?? \"\") == \"17\""},{"name":"way_2","title":"Lost","when":""}]`; err != nil || string(raw) != want {
		t.Errorf("the draft holds %s %v", raw, err)
	}
}
