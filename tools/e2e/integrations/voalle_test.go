package integrations_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// voalle connects the wizard to a Voalle at its two ports.
func voalle(w *product.World, z *integrations.Wizard) *standin.Voalle {
	v := describe(w, z, "demo-voalle-secret")
	z.Connect()
	return v
}

// describe says where a Voalle is, and a secret of its user.
func describe(w *product.World, z *integrations.Wizard, secret string) *standin.Voalle {
	v := standin.NewVoalle(standin.VoalleOptions{})
	z.Say("field-address", w.Serve(v), "field-sign_in", w.Serve(v.SignIn), "field-client_id", "integracao.demo.stanok",
		"secret-client_secret", secret, "secret-syndata", "demo-syndata")
	return v
}

// function calls a function as Datacake does, and returns what the JSON inside the
// answered text says.
func function(t *testing.T, link string, arguments map[string]any) any {
	t.Helper()
	said, err := (&standin.Datacake{}).Call(t.Context(), http.DefaultClient, link, arguments)
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// address is where all clients here live.
var address = map[string]any{"postal_code": "13010-000", "street": "Rua das Flores", "number": "12", "neighborhood": "Centro", "city": "Campinas", "state": "SP"}

// orderOf is an order of a product for a client.
func orderOf(product, name, document string) map[string]any {
	return map[string]any{"message": "Instalar \"pela\" manhã", "order": map[string]any{"id": "900", "product": map[string]any{"codigo": product}, "customer": map[string]any{
		"name": name, "document_number": document, "phone": "(11) 95555-0101", "email": "ana@example.test", "address": address,
	}}}
}

func TestAnOrderOfDatacakeIsOneSaleInVoalleInTheCampaignOfItsProduct(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	z := integrations.Begin(t, w, "pt-BR", "datacake-voalle", "order")
	z.Receive()
	z.Click(integrations.Question("lead_for_known") + "[type=checkbox]")
	z.Answer("alias", "site", "origin", "12")
	v := voalle(w, z)
	z.See(integrations.Question("service_id"))
	z.Answer("campaign_id", "5", "price_list_id", "51", "service_id", "512", "products.product", "FIBRA300", "products.service_id", "511")
	for column, value := range map[string]string{"product": "LINK", "campaign_id": "5", "price_list_id": "52", "service_id": "521"} {
		z.Fill("tr:nth-child(2) "+integrations.Question("products."+column), value)
	}
	z.Continue()
	z.Run()

	order := orderOf("FIBRA300", "Ana D'Ávila", "987.654.321-00")
	first, _ := function(t, z.Link, order).(map[string]any)
	if !reflect.DeepEqual(first["wda_order"], order["order"]) || first["remote_id"] != "20260001" || first["is_issue"] != false {
		t.Errorf("Datacake is told %v", first)
	}
	if said, _ := first["remote_message"].(string); !strings.Contains(said, `"protocolId":20260001`) {
		t.Errorf("of Voalle's answer Datacake is told %q", said)
	}
	if again := function(t, z.Link, order); !reflect.DeepEqual(again, any(first)) {
		t.Errorf("the same order is answered %v", again)
	}
	function(t, z.Link, orderOf("LINK", "Rui", "987.654.321-00"))
	function(t, z.Link, orderOf("UNKNOWN", "Eva", "987.654.321-00"))
	if said, _ := function(t, z.Link, orderOf("LINK", "João", "123.456.789-09")).(map[string]any); said["remote_id"] != "" {
		t.Errorf("of a lead Datacake is told %v", said)
	}
	z.Ended(4, "succeeded")
	sale := func(name, ids string) string {
		return `{"name": "` + name + `", "txId": "98765432100", "cellPhone": "11955550101", "email": "ana@example.test", ` + ids + `, "observation": "Instalar \"pela\" manhã"}`
	}
	rows(t, v.Sales(), []string{
		sale("Ana D'Ávila", `"campaignId": 5, "priceListId": 51, "serviceProductId": 511`),
		sale("Rui", `"campaignId": 5, "priceListId": 52, "serviceProductId": 521`),
		sale("Eva", `"campaignId": 5, "priceListId": 51, "serviceProductId": 512`),
	})
	rows(t, v.Leads(), []string{leadOf("João", `"txId": "12345678909", "typeTxId": 2`)})
	z.Hides("demo-voalle-secret", "demo-syndata", "voalle-token-1")
}

// leadOf is a lead in Voalle, with the number of a client.
func leadOf(name, number string) string {
	return `{"personalData": {"name": "` + name + `", ` + number + `}, "contact": {"cellPhone": "11955550101", "email": "ana@example.test"},
		"address": {"postalCode": "13010-000", "street": "Rua das Flores", "number": "12", "neighborhood": "Centro", "city": "Campinas", "state": "SP"},
		"integratorData": {"crmContactOriginCode": "12", "integratorAlias": "site"}}`
}

func TestALeadOfDatacakeIsOneInVoalleWithTheIntegrator(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	z := integrations.Begin(t, w, "en", "datacake-voalle", "lead")
	z.Receive()
	z.Answer("alias", "site", "origin", "12")
	v := describe(w, z, "another secret")
	z.Click("connection-check")
	z.Has("connection-result", "data-look", "fail")
	z.Says("connection-result", "The service does not accept what the connection “voalle” signs in with. It says: “invalid_client”.")
	z.Click("replace-client_secret")
	z.See("input[type=password][data-testid=secret-client_secret]")
	z.Connect("secret-client_secret", "demo-voalle-secret")
	z.Run()

	lead := map[string]any{"lead": map[string]any{
		"name": "Loja Ávila", "document_number": "12.345.678/0001-95", "phone": "(11) 95555-0101", "email": "ana@example.test", "address": address,
	}}
	for range 2 {
		if said := function(t, z.Link, lead); said != nil {
			t.Errorf("Datacake is told %v", said)
		}
	}
	z.Ended(1, "succeeded")
	rows(t, v.Leads(), []string{leadOf("Loja Ávila", `"txId": "12345678000195", "typeTxId": 1`)})
}

func TestABillOfDatacakeIsSettledInVoalleNeverTwice(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	z := integrations.Begin(t, w, "ru", "datacake-voalle", "settlement")
	z.Receive()
	z.Answer("call", "settletitle", "company_id", "1", "account_id", "3", "methods.method", "tef", "methods.account_id", "8")
	v := voalle(w, z)
	z.Run()

	const path = "/external/integrations/thirdparty/settletitle"
	pay := func(bill, method string) map[string]any {
		t.Helper()
		said, _ := function(t, z.Link, map[string]any{
			"transaction": map[string]any{"id": "tx-1", "method": method, "amount": "129.90", "date": "2026-12-01"}, "boleto_id": bill, "customer_document_number": "123.456.789-09",
		}).(map[string]any)
		return said
	}
	const refusal = `{"success":false,"messages":[{"message":"Caixa fechado."}],"response":null}`
	v.Fail(path, 1, standin.Answer(http.StatusOK, refusal))
	if said := pay("70231", "pix"); said["success"] != false || said["api_response"] != refusal {
		t.Errorf("of a refusal Datacake is told %v", said)
	}
	settled := pay("70231", "pix")
	if said, _ := settled["api_response"].(string); settled["success"] != true || !strings.Contains(said, `"titleId":"70231"`) {
		t.Errorf("of a settlement Datacake is told %v", settled)
	}
	if again := pay("70231", "pix"); !reflect.DeepEqual(again, settled) {
		t.Errorf("of the same Datacake is told %v", again)
	}
	v.Fail(path, 1, standin.CutAfter()) // it is settled, and nobody knows
	for range 2 {
		if said := pay("70232", "tef"); said["success"] != false {
			t.Errorf("of what nobody knows Datacake is told %v", said)
		}
	}
	if n := len(v.Requests(path)); n != 3 {
		t.Errorf("Voalle was asked %d times", n)
	}
	bill := func(id, account string) string {
		return `{"titleId": "` + id + `", "txId": "12345678909", "companyId": "1", "accountId": "` + account + `", "amount": "129.90", "date": "2026-12-01", "transaction": "tx-1"}`
	}
	rows(t, v.Settled(), []string{bill("70231", "3"), bill("70232", "8")})
	z.Hides("demo-voalle-secret", "demo-syndata", "voalle-token-1")
}
