package integrations_test

import (
	"net/http"
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// proposal is what WBUDGET tells of one: flat, with the items between commas.
const proposal = `{"external_id": "OP-553", "budget_name": "Reforma \"sala\" 2", "budget_status": "3", "budget_client_name": "João D'Ávila & Cia",
	"budget_client_email": "joao@example.test", "budget_client_phone": "+55 11 95555-0101", "budget_item_name": "\"Pintura, duas demãos\",Gesso",
	"budget_item_value": "\"1.250,00\",42.90", "budget_agent_email": "ana@example.test"}`

// tell sends a proposal to the links of three webhooks of WBUDGET, as they are
// pasted there.
func tell(t *testing.T, link string) {
	t.Helper()
	for _, of := range []string{"?event=approved", "?event=refused", ""} {
		post(t, link+of, proposal)
	}
}

func TestAProposalOfWBUDGETGoesToPlugaWithAllKeysWhenItWasChosen(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	pluga := standin.NewWBudget()
	pluga.Switch(func(q *standin.WBudgetQuirks) { q.Quotes = true })
	z := integrations.Begin(t, w, "en", "wbudget-anything", "link")
	z.Click(integrations.Question("event") + "[value=generated]")
	z.Continue()
	z.Receive()
	const path = "/v2/webhooks/pluga-canary-51c2"
	z.Say("secret-link", w.Serve(pluga)+path)
	z.Continue()
	z.Run()

	tell(t, z.Link)
	z.Ended(3, "succeeded")
	z.Numbers("[data-testid=operation-row][data-state=stopped]", 2)
	all := pluga.Proposals()
	if len(all) != 1 {
		t.Fatalf("%d events went on", len(all))
	}
	got := map[string]any{}
	for name, v := range all[0].Values {
		got[name] = v
	}
	same(t, got, `{"event": "generated", `+strings.TrimPrefix(proposal, "{"))
	if items := all[0].Items; len(items) != 2 || items[0].Name != "Pintura, duas demãos" || items[1].Value != "42.90" {
		t.Errorf("the items are %+v", items)
	}
	z.Hides(path, "pluga-canary-51c2")
}

func TestAProposalOfWBUDGETIsToldOfInTelegramAndARefusalIsInItsWords(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	telegram := standin.NewTelegram(standin.TelegramOptions{})
	z := integrations.Begin(t, w, "pt-BR", "wbudget-anything", "telegram")
	z.Click(integrations.Question("event") + "[value=approved]")
	z.Continue()
	z.Receive()
	z.Answer("chat", "@team")
	z.Connect("field-api_root", w.Serve(telegram), "secret-token", telegram.Token())
	z.Run()

	telegram.Fail("/", 1, standin.Answer(http.StatusOK, `{"ok": false, "description": "Bad Request: chat not found"}`))
	post(t, z.Link+"?event=approved", proposal)
	z.Ended(1, "failed")
	z.Cause("Bad Request: chat not found")
	post(t, z.Link, proposal) // of one that was made
	post(t, z.Link+"?event=approved", proposal)
	z.Ended(3, "succeeded")
	z.Numbers("[data-testid=operation-row][data-state=stopped]", 1)
	const want = "Proposta (approved): Reforma \"sala\" 2, João D'Ávila & Cia +55 11 95555-0101\nPintura, duas demãos; Gesso"
	if m := telegram.Messages(); len(m) != 1 || m[0].Text != want || m[0].Chat != "@team" {
		t.Errorf("%+v", m)
	}
	z.Hides(telegram.Token())
}
