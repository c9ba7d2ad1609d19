package product_test

import (
	"testing"

	"stanok/tools/e2e/product"
)

const chained = `
format: 1
name: Chained
source: {type: manual}
actions:
  - {id: one, type: set, title: First, with: {values: {a: x}}}
  - {id: two, type: set, title: Second, with: {values: {b: "{{ one.a }}", c: "{{ one.a }}"}}}
`

func TestADeletedOrMovedActionTellsWhatLostItsDataAndComesBack(t *testing.T) {
	w := product.New(t)
	id := w.Add(chained)
	p := w.Owner()
	product.Open(p, id, "two")
	p.Numbers("#panel .chip", 2)
	p.Click("card-menu-one")
	p.Click("#menu-one [data-testid=menu-delete]")
	p.Says("toast", "2 fields in 1 action used its data.")
	p.Numbers("#panel .chip-broken", 2)
	p.Screenshot("deleted")
	p.Click("undo-remove")
	p.See("card-one")
	p.Click("card-menu-one")
	p.Click("#menu-one [data-testid=menu-move]")
	p.Click("[data-testid=move-place][data-after=two]")
	p.Says("toast", "This value is not ready yet in “Second”: “First” now runs later.")
	p.Screenshot("moved")
	p.Click("move-back")
	p.Click("card-two")
	p.Numbers("#panel .chip", 2)
	p.Gone("#panel .chip-broken")
	if order := w.Draft(id).Order(); order != "one two" {
		t.Errorf("the order is %s", order)
	}
}
