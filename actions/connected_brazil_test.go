package actions_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

func TestAProposalForWBUDGETHasItsItemsInEvenLists(t *testing.T) {
	w, b := newWorld(t), standin.NewWBudget()
	server := httptest.NewServer(b)
	defer server.Close()
	link := server.URL + "/webhook/a-secret"
	w.keys["mine"] = engine.Connection{Type: "wbudget", Origins: []string{link}, Secrets: map[string]engine.Secret{"link": engine.Secret(link)}}
	w.needs(t, "wbudget.proposal.create", `{"budget_name": "Reforma sala 2", "external_id": "OP-553", "budget_client_name": "João", "items": [
		{"id": "10", "name": "Pintura, branca", "qty": "2", "value": "1.250,00", "unit": "m2"}, {"name": "Gesso", "value": "42.90"}]}`)
	got := b.Proposals()[0]
	want := []standin.WBudgetItem{{ID: "10", Name: "Pintura; branca", Qty: "2", Value: "1250.00", Unit: "m2"}, {Name: "Gesso", Value: "42.90"}}
	if !reflect.DeepEqual(got.Items, want) || got.Values["external_id"] != "OP-553" || b.Requests("")[0].Path != "/webhook/a-secret" {
		t.Errorf("%+v", got)
	}
	w.needs(t, "wbudget.proposal.create", `{"budget_name": "Sem itens"}`)
	if empty := b.Proposals()[1]; len(empty.Items) != 0 {
		t.Errorf("%+v", empty)
	}
	keys := map[string]bool{}
	for _, f := range declared(t, w)["wbudget.proposal.create"].Spec().Fields {
		for _, item := range f.Fields {
			keys["budget_item_"+item.Name] = true
		}
		keys[f.Name] = true
	}
	for _, k := range standin.WBudgetKeys {
		if !keys[k] {
			t.Errorf("%s cannot be said", k)
		}
	}
}

func TestPlugaGetsFlatKeys(t *testing.T) {
	w, b := newWorld(t), standin.NewWBudget()
	server := httptest.NewServer(b)
	defer server.Close()
	w.keys["mine"] = engine.Connection{Type: "pluga", Origins: []string{server.URL}, Secrets: map[string]engine.Secret{"link": engine.Secret(server.URL + "/v2/abc")}}
	w.needs(t, "pluga.send", `{"values": {"budget_name": "Reforma \"2\"", "external_id": 5}}`)
	if got := b.Proposals()[0].Values; got["budget_name"] != `Reforma "2"` || got["external_id"] != "5" {
		t.Errorf("%v", got)
	}
	_, err := w.call(t, "pluga.send", `{"values": {"other": "x"}}`)
	failsLike(t, err, engine.Invalid, "", 0)
}

func TestALinkThatIsASecretIsMaskedWithItsPathAlone(t *testing.T) {
	w := newWorld(t)
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, "nothing at "+r.URL.RequestURI()+" of "+server.URL+r.URL.RequestURI())
	}))
	defer server.Close()
	w.keys["mine"] = engine.Connection{Type: "pluga", Origins: []string{server.URL}, Secrets: map[string]engine.Secret{"link": engine.Secret(server.URL + "/v2/canary?k=1")}}
	out, err := w.call(t, "pluga.send", `{"values": {"a": 1}}`)
	raw, _ := json.Marshal(out)
	if err != nil || !strings.Contains(string(raw), "nothing at ***") || strings.Contains(string(raw), "canary") {
		t.Errorf("%s %v", raw, err)
	}
}

func TestRDStationRecordsAConversionAndSavesAContact(t *testing.T) {
	w, s := newWorld(t), standin.NewRDStation(standin.RDStationOptions{})
	server := httptest.NewServer(s)
	defer server.Close()
	w.keys["mine"] = engine.Connection{
		Type: "rdstation", Origins: []string{server.URL}, Fields: map[string]string{"address": server.URL, "client_id": "app"},
		Secrets: map[string]engine.Secret{"client_secret": "demo-rd-secret"},
	}
	w.deps.Tokens = &issuer{tokens: []engine.Secret{"stale-token", engine.Secret(s.Token())}}
	out := w.needs(t, "rdstation.conversion.create", `{"identifier": "site-form", "email": "ana@example.test", "tags": "a, b"}`)
	same(t, any(s.Conversions()[0]), `{"conversion_identifier": "site-form", "email": "ana@example.test", "tags": ["a", "b"]}`)
	if id, _ := out["id"].(string); !strings.HasSuffix(id, "000000000001") {
		t.Errorf("%v", out["id"])
	}
	w.needs(t, "rdstation.contact.save", `{"email": "ana+x@example.test", "name": "Ana", "tags": "a"}`)
	if c := s.Contact("ana+x@example.test"); c["name"] != "Ana" || c["city"] != nil {
		t.Errorf("%v", c)
	}
	for _, list := range []bool{false, true} {
		s.Switch(func(q *standin.RDStationQuirks) { q.ErrorList = list })
		_, err := w.call(t, "rdstation.contact.save", `{"email": "nobody", "name": "Ana"}`)
		failsLike(t, err, engine.Invalid, "The e-mail or the body is invalid.", 0)
	}
	s.Switch(func(q *standin.RDStationQuirks) { q.BusyFor = 31 * time.Second })
	_, err := w.call(t, "rdstation.conversion.create", `{"identifier": "site-form", "email": "ana@example.test"}`)
	failsLike(t, err, engine.Unavailable, "", 31*time.Second)
}

func TestAPaymentOfMercadoPagoIsReadAndMadeOnce(t *testing.T) {
	w, m := newWorld(t), standin.NewMercadoPago(standin.MercadoPagoOptions{})
	server := httptest.NewServer(m)
	defer server.Close()
	w.keys["mine"] = engine.Connection{
		Type: "mercadopago", Origins: []string{server.URL}, Fields: map[string]string{"address": server.URL},
		Secrets: map[string]engine.Secret{"access_token": engine.Secret(m.Token())},
	}
	if out := w.needs(t, "mercadopago.payment.get", `{"id": "123456"}`); out["payment_status"] != "approved" || out["id"] != json.Number("123456") {
		t.Errorf("%v", out)
	}
	_, err := w.call(t, "mercadopago.payment.get", `{"id": "1"}`)
	failsLike(t, err, engine.Invalid, "Payment not found", 0)
	const pix = `{"amount": "1.250,50", "email": "joao@example.test", "reference": "OP-553"}`
	one, again := w.needs(t, "mercadopago.payment.create", pix), w.needs(t, "mercadopago.payment.create", pix)
	if one["id"] != again["id"] || m.Made() != 2 || !strings.Contains(one["pix_code"].(string), "br.gov.bcb.pix") {
		t.Errorf("%v %v, %d payments", one["id"], again["id"], m.Made())
	}
	if q := m.Requests("/v1/payments")[2]; q.Header.Get("X-Idempotency-Key") != "op1/node" || !strings.Contains(string(q.Body), `"transaction_amount":1250.50`) {
		t.Errorf("%v %s", q.Header, q.Body)
	}
	_, err = w.call(t, "mercadopago.payment.create", `{"amount": "-1", "email": "a@b"}`)
	failsLike(t, err, engine.Invalid, "Invalid transaction_amount: transaction_amount must be positive", 0)
	m.Switch(func(q *standin.MercadoPagoQuirks) { q.BusyFor = 9 * time.Second })
	_, err = w.call(t, "mercadopago.payment.create", pix)
	failsLike(t, err, engine.Unavailable, "Too many requests", 9*time.Second)
}
