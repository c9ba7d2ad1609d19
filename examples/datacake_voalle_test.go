package examples_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

const datacakeVoalle = "datacake-voalle"

// atVoalle connects to a Voalle, at its two ports.
func atVoalle(w *world) *standin.Voalle {
	w.Helper()
	v := standin.NewVoalle(standin.VoalleOptions{})
	w.connect("voalle", "voalle", map[string]string{"address": w.serve(v), "sign_in": w.serve(v.SignIn), "client_id": "integracao.demo.stanok"},
		map[string]engine.Secret{"client_secret": "demo-voalle-secret", "syndata": "demo-syndata"})
	w.table("Campaigns", []string{"product", "campaign_id", "price_list_id", "service_id"}, []string{"FIBRA300", "", "", "511"}, []string{"LINK", "5", "52", "521"})
	w.table("PaymentMethods", []string{"method", "company_id", "account_id"}, []string{"tef", "", "8"})
	return v
}

// function calls a function as Datacake does, and returns what the JSON inside the
// answer says.
func function(w *world, p engine.Processing, arguments map[string]any) any {
	w.Helper()
	d := &standin.Datacake{}
	got, err := d.Call(w.Context(), w.client, link(p), arguments)
	w.need(err)
	return got
}

// body is that of a template's sample.
func body(t *testing.T, id, variant string) map[string]any {
	t.Helper()
	r, ok := templateOf(t, id).SampleOf(variant)
	var v map[string]any
	if err := json.Unmarshal(r.Body, &v); !ok || err != nil {
		t.Fatal(err)
	}
	return v
}

var orderAnswers = answers{"campaign_id": "5", "price_list_id": "51", "service_id": "512", "check": "yes", "alias": "site", "origin": "12"}

func TestAnOrderStartsASaleInTheCampaignOfItsProduct(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		v := atVoalle(w)
		p := w.begin(datacakeVoalle, "order", lang, orderAnswers)
		call := body(t, datacakeVoalle, "order")
		got := function(w, p, call).(map[string]any)
		w.succeeds(p)
		same(t, v.Sales(), `[{"name": "Ana Ávila", "txId": "98765432100", "cellPhone": "11955550101", "email": "ana@example.test",
			"campaignId": 5, "priceListId": 51, "serviceProductId": 511, "observation": "Instalar pela manhã"}]`)
		if got["remote_id"] != "20260001" || got["is_issue"] != false || !strings.Contains(got["remote_message"].(string), `"protocolId":20260001`) {
			t.Errorf("%v", got)
		}
		order, _ := json.Marshal(call["order"])
		same(t, got["wda_order"], string(order))
		if again := function(w, p, call).(map[string]any); again["remote_id"] != "20260001" || len(v.Sales()) != 1 {
			t.Errorf("the order sent again is %v, of %d sales", again["remote_id"], len(v.Sales()))
		}
		w.hides(p, "demo-voalle-secret", "demo-syndata", "voalle-token-1")
	}
}

func TestAnOrdersProductGoesBeforeTheDefaultsAndAMissingOneHasThem(t *testing.T) {
	w := newWorld(t)
	v := atVoalle(w)
	p := w.begin(datacakeVoalle, "order", "en", orderAnswers)
	for _, product := range []string{"LINK", "UNKNOWN"} {
		inside, _ := json.Marshal(map[string]any{"product_id": product, "name": "Ana", "document_number": "98765432100"})
		function(w, p, map[string]any{"order": string(inside)}) // JSON in a text
		w.succeeds(p)
	}
	for i, want := range []string{"5 52 521", "5 51 512"} {
		s := v.Sales()[i]
		if got := s["campaignId"].(json.Number) + " " + s["priceListId"].(json.Number) + " " + s["serviceProductId"].(json.Number); string(got) != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestSwitchesOfOrders(t *testing.T) {
	for _, c := range []struct {
		check, lead        string
		sales, leads, asks int
	}{{"yes", "", 1, 0, 1}, {"yes", "yes", 0, 1, 1}, {"", "yes", 1, 0, 0}} {
		w := newWorld(t)
		v := atVoalle(w)
		p := w.begin(datacakeVoalle, "order", "pt-BR", with(orderAnswers, answers{"check": c.check, "lead_for_known": c.lead}))
		got := function(w, p, map[string]any{"order": map[string]any{"name": "João", "product": "LINK"}, "customer_document_number": "123.456.789-09"})
		w.succeeds(p)
		asked := len(v.Requests("/external/integrations/thirdparty/people"))
		if len(v.Sales()) != c.sales || len(v.Leads()) != c.leads || asked != c.asks {
			t.Errorf("%+v: %d sales, %d leads, asked %d times", c, len(v.Sales()), len(v.Leads()), asked)
		}
		if id := got.(map[string]any)["remote_id"]; (id == "") != (c.leads == 1) {
			t.Errorf("%+v: the number is %v", c, id)
		}
	}
}

func TestALeadWaitsForASeller(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		v := atVoalle(w)
		p := w.begin(datacakeVoalle, "lead", lang, answers{"alias": "site", "origin": "12"})
		if got := function(w, p, body(t, datacakeVoalle, "lead")); got != nil {
			t.Errorf("%v", got)
		}
		w.succeeds(p)
		same(t, v.Leads(), `[{"personalData": {"name": "Loja Ávila", "typeTxId": 1, "txId": "12345678000195"}, "contact": {"cellPhone": "11955550102", "email": "loja@example.test"},
			"address": {"city": "Campinas", "state": "SP"}, "integratorData": {"crmContactOriginCode": "12", "integratorAlias": "site"}}]`)
	}
}

func TestAnOrderFailsInTheWordsOfVoalleAndATokenThatEndsIsRenewed(t *testing.T) {
	w := newWorld(t)
	v := atVoalle(w)
	p := w.begin(datacakeVoalle, "order", "en", with(orderAnswers, answers{"check": ""}))
	d := &standin.Datacake{}
	if got, err := d.Call(t.Context(), w.client, link(p), map[string]any{"order": map[string]any{"name": "Ana", "document_number": "none"}}); err == nil {
		t.Errorf("answered %v", got)
	}
	w.fails(p, "sale", "CPF/CNPJ inválido.")
	v.Expire()
	function(w, p, body(t, datacakeVoalle, "order"))
	w.succeeds(p)
	if n := v.SignIn.Count(); n != 2 {
		t.Errorf("%d tokens were asked for", n)
	}
}

func TestALeadIsSentAgainWhenVoalleAsksToWait(t *testing.T) {
	w := newWorld(t)
	v := atVoalle(w)
	p := w.begin(datacakeVoalle, "lead", "en", answers{"alias": "site", "origin": "12"})
	v.Fail("/external/crm", 1, standin.TooMany(50*time.Second))
	w.sample(datacakeVoalle, "lead", p)
	if op := w.waits(p, 50*time.Second); op.State != engine.Succeeded || len(v.Leads()) != 1 {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
	v.Fail("/external/crm", 1, standin.Answer(http.StatusOK, `{"success": false, "messages": [{"message": "Integrador não encontrado."}]}`))
	function(w, p, map[string]any{"lead": map[string]any{"name": "Ana"}})
	w.fails(p, "lead", "Integrador não encontrado.")
}

var settlementAnswers = answers{"call": "settletitle", "company_id": "1", "account_id": "3"}

func TestABillIsSettledOnceAndAnsweredTheSame(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		v := atVoalle(w)
		p := w.begin(datacakeVoalle, "settlement", lang, settlementAnswers)
		call := body(t, datacakeVoalle, "settlement")
		first, second := function(w, p, call), function(w, p, call)
		w.succeeds(p)
		same(t, v.Settled(), `[{"titleId": "70231", "txId": "12345678909", "companyId": "1", "accountId": "3", "amount": "129.90", "date": "2026-12-01", "transaction": "tx-1"}]`)
		raw, _ := json.Marshal(first)
		same(t, second, string(raw))
		said := first.(map[string]any)
		if said["success"] != true || !strings.Contains(said["api_response"].(string), `"titleId":"70231"`) || len(v.Requests("/external/integrations/thirdparty/settletitle")) != 1 {
			t.Errorf("%v", said)
		}
	}
}

func TestARefusedSettlementIsAnsweredWithAllOfItAndMayBeTriedAgain(t *testing.T) {
	w := newWorld(t)
	v := atVoalle(w)
	p := w.begin(datacakeVoalle, "settlement", "en", settlementAnswers)
	call := map[string]any{"transaction": map[string]any{"id": "tx-2", "method": "tef", "amount": "10.00"}, "boleto_id": "70232", "customer_document_number": "123.456.789-09"}
	const refusal = `{"success":false,"messages":[{"message":"Caixa fechado."}],"response":null}`
	v.Fail("/external/integrations/thirdparty/settletitle", 1, standin.Answer(http.StatusOK, refusal))
	if said := function(w, p, call).(map[string]any); said["success"] != false || said["api_response"] != refusal {
		t.Errorf("%v", said)
	}
	if said := function(w, p, call).(map[string]any); said["success"] != true {
		t.Errorf("%v", said)
	}
	if all := v.Settled(); len(all) != 1 || all[0]["accountId"] != "8" || all[0]["companyId"] != "1" {
		t.Errorf("%v", all)
	}
}

func TestASettlementWhoseEndNobodyKnowsIsNotAskedForAgain(t *testing.T) {
	w := newWorld(t)
	v := atVoalle(w)
	p := w.begin(datacakeVoalle, "settlement", "pt-BR", settlementAnswers)
	v.Fail("/external/integrations/thirdparty/settletitle", 1, standin.CutAfter())
	call := body(t, datacakeVoalle, "settlement")
	for range 2 {
		if said := function(w, p, call).(map[string]any); said["success"] != false {
			t.Errorf("%v", said)
		}
	}
	if n := len(v.Requests("/external/integrations/thirdparty/settletitle")); n != 1 || len(v.Settled()) != 1 {
		t.Errorf("asked %d times, settled %d", n, len(v.Settled()))
	}
}
