package examples_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

const paymentAmoCRM = "payment-amocrm"

var paidAnswers = answers{"pipeline": "3100", "status": "142", "responsible": "501"}

// atYooKassa connects to a YooKassa.
func atYooKassa(w *world) (*standin.YooKassa, string) {
	w.Helper()
	y := standin.NewYooKassa(standin.YooKassaOptions{})
	address := w.serve(y)
	w.connect("yookassa", "yookassa", map[string]string{"address": address, "shop": y.Shop()}, map[string]engine.Secret{"secret": engine.Secret(y.Secret())})
	return y, address
}

// order makes a payment, as a shop does.
func order(w *world, y *standin.YooKassa, address, key, metadata string) string {
	w.Helper()
	body := `{"amount": {"value": "1500.50", "currency": "RUB"}, "description": "Заказ 72", "metadata": ` + metadata + `}`
	r, err := http.NewRequest("POST", address+"/v3/payments", strings.NewReader(body))
	w.need(err)
	r.SetBasicAuth(y.Shop(), y.Secret())
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotence-Key", key)
	var made struct{ ID string }
	w.need(json.Unmarshal([]byte(w.sent(http.DefaultClient.Do(r))), &made))
	return made.ID
}

func TestAPaymentThatNamesItsLeadMovesItOnOnce(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		amo := atAmoCRM(w)
		y, address := atYooKassa(w)
		p := w.begin(paymentAmoCRM, "yookassa", lang, paidAnswers)
		known, err := http.NewRequest("POST", w.serve(amo)+"/api/v4/leads", bytes.NewReader([]byte(`[{"name": "Тур", "pipeline_id": 3100, "status_id": 41}]`)))
		w.need(err)
		known.Header.Set("Authorization", "Bearer "+amo.Token())
		w.sent(http.DefaultClient.Do(known))
		id := order(w, y, address, "k1", `{"lead_id": "8100001"}`)
		for _, paid := range []bool{false, true, true} {
			if paid {
				y.Pay(id)
			}
			w.sent(y.Notify(t.Context(), w.client, link(p), id))
		}
		states := ""
		for _, op := range w.operations(p) {
			states += string(op.State) + " "
		}
		if states != "stopped succeeded " {
			t.Errorf("%s: the operations ended %s", lang, states)
		}
		lead := amo.Records("leads")[0]
		delete(lead, "created_at")
		same(t, lead, `{"id": 8100001, "name": "Тур", "pipeline_id": 3100, "status_id": 142, "price": 1501}`)
		word := map[string]string{"en": "Paid", "ru": "Оплачено", "pt-BR": "Pago"}[lang]
		if notes := amo.Records("notes"); len(notes) != 1 || notes[0]["params"].(map[string]any)["text"] != word+": 1500.50 RUB, "+id {
			t.Errorf("%v", notes)
		}
		w.hides(p, y.Secret(), amo.Token())
	}
}

func TestAPaymentWithoutALeadMakesOneForWhoPaid(t *testing.T) {
	w := newWorld(t)
	amo := atAmoCRM(w)
	y, address := atYooKassa(w)
	p := w.begin(paymentAmoCRM, "yookassa", "ru", paidAnswers)
	id := order(w, y, address, "k1", `{"email": "oleg@example.com", "phone": "+7 900 555-01-01"}`)
	y.Pay(id)
	w.sent(y.Notify(t.Context(), w.client, link(p), id))
	w.succeeds(p)
	lead, contact := amo.Records("leads")[0], amo.Records("contacts")[0]
	delete(lead, "created_at")
	delete(contact, "created_at")
	same(t, lead, `{"id": 8100001, "name": "Оплата: Заказ 72", "price": 1501, "pipeline_id": 3100, "status_id": 142, "responsible_user_id": 501,
		"_embedded": {"contacts": [{"id": 9200001}], "tags": null}}`)
	same(t, contact, `{"id": 9200001, "name": "oleg@example.com", "custom_fields_values": [
		{"field_code": "PHONE", "values": [{"value": "79005550101", "enum_code": "WORK"}]},
		{"field_code": "EMAIL", "values": [{"value": "oleg@example.com", "enum_code": "WORK"}]}]}`)
}

func TestAPaymentThatOnlySaysItIsPaidChangesNothing(t *testing.T) {
	w := newWorld(t)
	amo := atAmoCRM(w)
	y, address := atYooKassa(w)
	p := w.begin(paymentAmoCRM, "yookassa", "en", paidAnswers)
	id := order(w, y, address, "k1", `{}`)
	w.tell(p, map[string]any{"event": "payment.succeeded", "object": map[string]any{"id": id, "status": "succeeded", "paid": true}})
	if op := w.last(p); op.State != engine.Stopped || len(amo.Records("leads")) != 0 {
		t.Errorf("%s", op.State)
	}
	w.tell(p, map[string]any{"event": "payment.succeeded", "object": map[string]any{"id": "nothing"}})
	w.fails(p, "payment", "Payment doesn't exist or access denied payment_id")
}

// atMercadoPago connects to a Mercado Pago.
func atMercadoPago(w *world) *standin.MercadoPago {
	w.Helper()
	m := standin.NewMercadoPago(standin.MercadoPagoOptions{})
	w.connect("mercadopago", "mercadopago", map[string]string{"address": w.serve(m)},
		map[string]engine.Secret{"access_token": engine.Secret(m.Token()), "secret": engine.Secret(m.Secret())})
	return m
}

func TestAPaymentOfMercadoPagoMakesALeadOnce(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		amo, m := atAmoCRM(w), atMercadoPago(w)
		p := w.begin(paymentAmoCRM, "mercadopago", lang, paidAnswers)
		for range 2 {
			w.sent(m.Notify(t.Context(), w.client, link(p), "123456", w.clock.Now()))
			w.operations(p)
		}
		all := w.operations(p)
		if all[0].State != engine.Succeeded || all[len(all)-1].State == engine.Failed || len(amo.Records("leads")) != 1 {
			t.Fatalf("%s %+v, %d leads", all[0].State, all[0].Failure, len(amo.Records("leads")))
		}
		lead := amo.Records("leads")[0]
		delete(lead, "created_at")
		word := map[string]string{"en": "Payment", "ru": "Оплата", "pt-BR": "Pagamento"}[lang]
		same(t, lead, `{"id": 8100001, "name": "`+word+`: OP-553", "price": 150, "pipeline_id": 3100, "status_id": 142, "responsible_user_id": 501,
			"_embedded": {"contacts": [{"id": 9200001}], "tags": null}}`)
		if n := amo.Records("notes")[0]["params"].(map[string]any)["text"]; !strings.HasSuffix(n.(string), ": 149.90 BRL, 123456") {
			t.Errorf("%v", n)
		}
		w.hides(p, m.Token(), m.Secret(), amo.Token())
	}
}

func TestMercadoPagoHasToSignAndIsWaitedForAsItAsks(t *testing.T) {
	w := newWorld(t)
	amo, m := atAmoCRM(w), atMercadoPago(w)
	p := w.begin(paymentAmoCRM, "mercadopago", "pt-BR", paidAnswers)
	m.Switch(func(q *standin.MercadoPagoQuirks) { q.Unsigned = true })
	answer, err := m.Notify(t.Context(), w.client, link(p), "123456", w.clock.Now())
	w.need(err)
	answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized || len(w.operations(p)) != 0 {
		t.Errorf("%s, %d operations", answer.Status, len(w.operations(p)))
	}
	m.Switch(func(q *standin.MercadoPagoQuirks) { *q = standin.MercadoPagoQuirks{BusyFor: 40 * time.Second} })
	w.sent(m.Notify(t.Context(), w.client, link(p), "123456", w.clock.Now()))
	op := w.last(p)
	m.Switch(func(q *standin.MercadoPagoQuirks) { q.BusyFor = 0 })
	if op = w.waits(p, 40*time.Second); op.State != engine.Succeeded || len(amo.Records("leads")) != 1 {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
}
