package integrations_test

import (
	"net/http"
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

func TestAPaymentOfYooKassaIsALeadInAmoCRMOnce(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	amo, shop := standin.NewAmoCRM(standin.AmoCRMOptions{}), standin.NewYooKassa(standin.YooKassaOptions{})
	address := w.Serve(shop)
	z := integrations.Begin(t, w, "en", "payment-amocrm", "yookassa")
	z.Connect("field-address", address, "field-shop", shop.Shop(), "secret-secret", shop.Secret())
	receipt(z, w, amo)
	id := order(t, address, shop)
	for _, paid := range []bool{false, true, true} { // YooKassa says it again until it is heard
		if paid {
			shop.Pay(id)
		}
		answer, err := shop.Notify(t.Context(), http.DefaultClient, z.Link, id)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	z.Ended(2, "succeeded") // what is not paid yet stops by itself
	leads, contacts, notes := amo.Records("leads"), amo.Records("contacts"), amo.Records("notes")
	if len(leads) != 1 || len(contacts) != 1 || len(notes) != 1 {
		t.Fatalf("%d leads, %d contacts, %d notes", len(leads), len(contacts), len(notes))
	}
	same(t, leads[0], `{"id": 8100001, "name": "Payment: Заказ 72", "price": 1501, "pipeline_id": 3100, "status_id": 142, "responsible_user_id": 501,
		"_embedded": {"contacts": [{"id": 9200001}], "tags": null}}`)
	same(t, contacts[0], `{"id": 9200001, "name": "oleg@example.com", "custom_fields_values": [
		{"field_code": "PHONE", "values": [{"value": "79005550101", "enum_code": "WORK"}]},
		{"field_code": "EMAIL", "values": [{"value": "oleg@example.com", "enum_code": "WORK"}]}]}`)
	if text := notes[0]["params"].(map[string]any)["text"]; text != "Paid: 1500.50 RUB, "+id {
		t.Errorf("the note is %q", text)
	}
	z.Hides(amo.Token(), shop.Secret())
}

// receipt fills the other pages of payment → amoCRM in, and starts it.
func receipt(z *integrations.Wizard, w *product.World, amo *standin.AmoCRM) {
	z.Receive()
	z.Say("field-address", w.Serve(amo), "secret-token", amo.Token())
	z.Continue()
	z.See(integrations.Question("status"))
	z.Answer("pipeline", "3100", "status", "142", "responsible", "501")
	z.Continue()
	z.Run()
}

// order makes a payment, as the shop's own program does.
func order(t *testing.T, address string, shop *standin.YooKassa) string {
	t.Helper()
	return orderAs(t, address, shop, "k1")
}

// orderAs makes a payment with a key of its own: with one key there is one payment.
func orderAs(t *testing.T, address string, shop *standin.YooKassa, key string) string {
	t.Helper()
	const body = `{"amount": {"value": "1500.50", "currency": "RUB"}, "description": "Заказ 72", "metadata": {"email": "oleg@example.com", "phone": "+7 900 555-01-01"}}`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/v3/payments", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(shop.Shop(), shop.Secret())
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotence-Key", key)
	var made struct{ ID string }
	taken(t, r, &made)
	return made.ID
}
