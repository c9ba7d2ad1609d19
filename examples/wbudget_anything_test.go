package examples_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

const wbudgetAnything = "wbudget-anything"

// atPluga connects to a link that takes what it is sent.
func atPluga(w *world) *standin.WBudget {
	w.Helper()
	b := standin.NewWBudget()
	w.connect("destination", "pluga", nil, map[string]engine.Secret{"link": engine.Secret(w.serve(b) + "/v2/webhooks/abc")})
	return b
}

func TestAProposalsValuesGoToALink(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		b := atPluga(w)
		b.Switch(func(q *standin.WBudgetQuirks) { q.Quotes = true })
		p := w.begin(wbudgetAnything, "link", lang, answers{"event": "generated"})
		w.sample(wbudgetAnything, "link", p)
		w.succeeds(p)
		same(t, b.Proposals()[0].Values, `{"event": "generated", "external_id": "OP-553", "budget_name": "Reforma sala 2", "budget_status": "3",
			"budget_client_name": "João Conceição", "budget_client_email": "joao@example.test", "budget_client_phone": "+55 11 95555-0101",
			"budget_item_name": "\"Pintura, duas demãos\",Gesso", "budget_item_value": "\"1.250,00\",42.90", "budget_agent_email": "ana@example.test"}`)
	}
}

func TestOnlyTheChosenEventGoesOn(t *testing.T) {
	for chosen, want := range map[string]int{"any": 3, "generated": 1, "approved": 1, "refused": 1} {
		w := newWorld(t)
		b := atPluga(w)
		p := w.begin(wbudgetAnything, "link", "en", answers{"event": chosen})
		for _, query := range []string{"", "?event=approved", "?event=refused"} {
			w.sent(w.client.Post(link(p)+query, "application/json", bytes.NewReader([]byte(`{"budget_name": "Obra"}`))))
			if op := w.last(p); op.State != engine.Succeeded && op.State != engine.Stopped {
				t.Errorf("%s %+v", op.State, op.Failure)
			}
		}
		if got := len(b.Proposals()); got != want {
			t.Errorf("%s: %d went on, want %d", chosen, got, want)
		}
	}
}

func TestAProposalIsToldOfInTelegram(t *testing.T) {
	for lang, word := range map[string]string{"en": "Proposal", "ru": "Предложение", "pt-BR": "Proposta"} {
		w := newWorld(t)
		telegram := atTelegram(w)
		p := w.begin(wbudgetAnything, "telegram", lang, answers{"event": "any", "chat": "@team"})
		w.sample(wbudgetAnything, "telegram", p)
		w.succeeds(p)
		want := word + " (generated): Reforma sala 2, João Conceição +55 11 95555-0101\nPintura, duas demãos; Gesso"
		if m := telegram.Messages(); len(m) != 1 || m[0].Text != want || m[0].Chat != "@team" {
			t.Errorf("%+v", m)
		}
		w.hides(p, telegram.Token())
	}
}

func TestAFailureOfTheOtherSideIsOneOfTheOperation(t *testing.T) {
	w := newWorld(t)
	telegram := atTelegram(w)
	p := w.begin(wbudgetAnything, "telegram", "en", answers{"event": "any", "chat": "@team"})
	telegram.Fail("/", 1, standin.Answer(http.StatusOK, `{"ok": false, "description": "Bad Request: chat not found"}`))
	w.sample(wbudgetAnything, "telegram", p)
	w.fails(p, "tell", "Bad Request: chat not found")
	telegram.Wait(1, 21)
	w.sample(wbudgetAnything, "telegram", p)
	if op := w.waits(p, 21*time.Second); op.State != engine.Succeeded || len(telegram.Messages()) != 1 {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
}
