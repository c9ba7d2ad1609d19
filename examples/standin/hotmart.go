package standin

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
)

// HotmartEvents are the events of version 2.0.0. How the last three are spelt is
// not certain.
var HotmartEvents = []string{
	"PURCHASE_APPROVED", "PURCHASE_COMPLETE", "PURCHASE_CANCELED", "PURCHASE_REFUNDED", "PURCHASE_CHARGEBACK",
	"PURCHASE_PROTEST", "PURCHASE_DELAYED", "PURCHASE_EXPIRED", "PURCHASE_BILLET_PRINTED",
	"PURCHASE_OUT_OF_SHOPPING_CART", "SUBSCRIPTION_CANCELLATION", "SWITCH_PLAN",
}

// HotmartQuirks choose between the versions of its webhooks.
type HotmartQuirks struct {
	// Old sends version 1: a form with the hottok in it.
	Old bool
}

// Hotmart sends purchases. The zero value has the hottok "demo-hottok" and is safe
// for concurrent use.
type Hotmart struct {
	switches[HotmartQuirks]
	Hottok string
}

// Event gives the body of an event of a number.
func (h *Hotmart) Event(name, id string) map[string]any {
	return object{
		"id": id, "creation_date": 1772445600000, "event": name, "version": "2.0.0",
		"data": object{
			"product": object{"id": 213344, "ucode": "fb056612-bcc6-4217-9e6d-2a5d1110ac2f", "name": "Curso de Gesso"},
			"buyer":   object{"name": "João Conceição", "email": "joao@example.test", "checkout_phone": "11955550101", "document": "12345678909"},
			"purchase": object{
				"transaction": "HP17715690036014", "status": "APPROVED", "price": object{"value": 149.9, "currency_value": "BRL"},
				"payment": object{"type": "PIX", "installments_number": 1}, "offer": object{"code": "n82b9jqz"},
			},
			"affiliates": []object{},
		},
	}
}

// Notify sends an event once and returns the answer, whose body the caller closes.
func (h *Hotmart) Notify(ctx context.Context, client *http.Client, hookURL string, event map[string]any) (*http.Response, error) {
	token := cmp.Or(h.Hottok, "demo-hottok")
	if h.Quirks().Old {
		buyer, _ := dataOf(event)["buyer"].(object)
		form := url.Values{"hottok": {token}, "transaction": {text(event["id"])}, "status": {"approved"}, "email": {text(buyer["email"])}}
		return postForm(ctx, client, hookURL, form)
	}
	return postJSON(ctx, client, hookURL, event, "X-HOTMART-HOTTOK", token)
}

func dataOf(event object) object {
	data, _ := event["data"].(object)
	return data
}
