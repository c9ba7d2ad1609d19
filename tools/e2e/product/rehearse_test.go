package product_test

import (
	"slices"
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

// dropBudget is what the composer's text is without the budget.
const dropBudget = `{"phone": {{ digits(source.phone) }}, "from": "shop"}`

func TestADraftIsTriedOnWhatCameBeforeItIsApplied(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	document := strings.NewReplacer(`[{name: phone, type: text}]`, `[{name: phone, type: text}, {name: budget, type: text}]`,
		`"from": "shop"}`, `"budget": {{ optional(source.budget) }}, "from": "shop"}`).Replace(ask("Leads", "/fine"))
	id := deploy(t, w, document)
	var used []string
	for i, budget := range []string{"", "1000", "", "2000"} {
		input := map[string]any{"phone": "+7 921 555-01-37"}
		if budget != "" {
			input["budget"] = budget
		}
		op := run(t, w, id, input)
		if i%2 == 1 {
			used = append(used, op)
		}
	}
	p := w.Owner()
	product.Open(p, id, "body")
	p.Click("composer-view-text")
	p.See("composer-text")
	p.Fill("field-template", "")
	p.Insert(dropBudget)
	product.Saved(p)
	p.Click("apply")
	p.See("apply-drawer")
	p.Screenshot("rehearse-apply")
	p.Click("rehearse-first")
	p.Has("rehearse-state", "data-state", "done")
	p.Says("[data-testid=rehearse-total][data-verdict=differs]", "2 differ")
	p.Says("[data-testid=rehearse-total][data-verdict=same]", "2 the same")
	p.Numbers("rehearse-row", 4)
	differ := p.Attrs("[data-testid=rehearse-row][data-verdict=differs]", "data-id")
	slices.Sort(differ)
	slices.Sort(used)
	if !slices.Equal(differ, used) {
		t.Errorf("%v differ, %v used the budget", differ, used)
	}
	p.Says("rehearse-group", "“budget” disappears from “Send”")
	p.Click("[data-testid=rehearse-row][data-verdict=differs] summary")
	p.Says("[data-testid=rehearse-row][data-verdict=differs] [data-path='body.budget']", "2000")
	p.Axe()
	p.Screenshot("rehearse")
	p.Phone()
	p.Screenshot("rehearse-phone")
	p.Size(1280, 800)
	product.Open(p, id, "body")
	p.Click("apply")
	p.Click("apply-confirm")
	p.Gone("apply-drawer")
	p.Gone("apply")
	p.Says("#head", "version 2")
}
