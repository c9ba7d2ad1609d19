package integrations_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// budgetPath is the secret part of a link that WBUDGET made.
const budgetPath = "/webhook/wb-canary-7f31"

// connectBudget gives the wizard the link of a WBUDGET.
func connectBudget(z *integrations.Wizard, address string) {
	z.Say("secret-link", address+budgetPath)
}

func TestAnOrderIsAProposalInWBUDGETWithAllKeysAndFortyItems(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	budget := standin.NewWBudget()
	z := integrations.Begin(t, w, "pt-BR", "anything-wbudget", "items")
	z.Receive()
	connectBudget(z, w.Serve(budget))
	z.Click(integrations.Question("sponsor") + "[value=contracted]")
	z.Continue()
	z.Run()

	order := map[string]any{"contracted_sponsor": "Thiago D'Ávila"}
	for i, key := range standin.WBudgetKeys {
		order[key] = fmt.Sprintf("v%d", i)
	}
	delete(order, "external_id") // it would be the number of a delivery
	var want []standin.WBudgetItem
	var items []map[string]any
	for i := range 40 {
		it := standin.WBudgetItem{ID: fmt.Sprint(100 + i), Name: fmt.Sprintf(`Tubo 1/2" (%d)`, i), Qty: "2", Value: "1250.5", Unit: "m²", Description: "nº " + fmt.Sprint(i)}
		want = append(want, it)
		items = append(items, map[string]any{"id": it.ID, "name": it.Name, "qty": 2, "value": 1250.5, "unit": it.Unit, "description": it.Description})
	}
	for _, list := range []string{"id", "name", "qty", "value", "unit", "description"} {
		delete(order, "budget_item_"+list)
	}
	order["items"] = items
	raw, err := json.Marshal(order)
	if err != nil {
		t.Fatal(err)
	}
	post(t, z.Link, string(raw))
	z.Ended(1, "succeeded")
	all := budget.Proposals()
	if len(all) != 1 {
		t.Fatalf("%d proposals", len(all))
	}
	if got := all[0].Items; !slices.Equal(got, want) {
		t.Errorf("%d items, the first %+v", len(got), got[0])
	}
	delete(order, "items")
	order["budget_company_sponsor"] = order["contracted_sponsor"]
	delete(order, "contracted_sponsor")
	for key, v := range order {
		if got := all[0].Values[key]; got != v {
			t.Errorf("%s is %q, want %q", key, got, v)
		}
	}
}
