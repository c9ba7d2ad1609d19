package integrations_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// client is a CPF as people write it.
const client = "123.456.789-09"

// told is what Datacake knows of a bill of the stand-in.
const told = `{"document_number": "12345678909", "fatura": "9007199254740993", "nome_cliente": "João Conceição", "valor_inicial": "129.90", "valor_final": "131.20",
	"juros": "0.80", "multa": "0.50", "emissao": "2026-11-01", "vencimento": "2026-12-10", "historico": "Fibra 300", "link_boleto": "https://erp.example.test/b/70231",
	"linha_digitavel": "001900000901234567004000001234561000000000129900", "code_fatura": "F-1", "identifier": "", "remote_id": "70231", "pix_code": "00020126580014br.gov.bcb.pix"}`

// functions are what Datacake calls, with what, what the ERP is then asked, and what
// Datacake hears.
var functions = []struct{ name, with, asked, hears string }{
	{
		"order_create", `{"message": "Instalar \"pela\" manhã", "order": "{\"id\": 900, \"customer\": {\"name\": \"Ana D'Ávila\"}, \"price\": 12345678901234567.10}"}`,
		`POST orders {"order":{"customer":{"name":"Ana D'Ávila"},"id":900,"price":12345678901234567.10},"message":"Instalar \"pela\" manhã"}`,
		`{"wda_order": {"id": 900, "customer": {"name": "Ana D'Ávila"}, "price": 12345678901234567.10}, "remote_id": "551", "remote_message": "{\"id\": 551, \"is_issue\": true}", "is_issue": true}`,
	},
	{
		"order_create_existing", `{"order": {"id": 901}, "message": "Mudança", "customer_document_number": "` + client + `", "wda_user": {"id": 7}}`,
		`POST orders {"order":{"id":901},"message":"Mudança","customer":"12345678909","user":{"id":7}}`, `{"remote_id": "551"}`,
	},
	{"lead_create", `{"lead": {"name": "Loja Ávila & Cia"}}`, `POST leads {"lead":{"name":"Loja Ávila & Cia"}}`, `null`},
	{"resellers", `{}`, `GET resellers`, `[{"code": "4", "name": "Rev", "taxvat": "12345678000195", "email": ""}]`},
	{"products", `{}`, `GET products`, `[{"codigo": "p1", "nome": "Fibra \"300\""}, {"codigo": "2", "nome": "Fibra, 600"}]`},
	{"due_dates", `{}`, `GET due-dates`, `[{"code": "1", "name": "5"}, {"code": "2", "name": "10"}]`},
	{"origins", `{}`, `GET origins`, `[{"code": "12", "description": "Site"}]`},
	{"bills", `{"customer_document_number": "` + client + `"}`, `GET bills?document=12345678909`, `[` + told + `]`},
	{"bill_pdf", `{"boleto_id": "70231"}`, `GET bills/70231/pdf`, `{"base_64": "` + base64.StdEncoding.EncodeToString([]byte(standin.VoallePDF)) + `"}`},
	{"bill", `{"customer_bill_id": 70231, "customer_document_number": "` + client + `"}`, `GET bills/70231?document=12345678909`, `[` + told + `]`},
	{
		"settle", `{"boleto_id": "70231", "customer_document_number": "` + client + `", "transaction": "{\"id\": \"tx-1\", \"amount\": \"129.90\"}"}`,
		`POST bills/70231/settlement {"transaction":{"amount":"129.90","id":"tx-1"},"customer":"12345678909"}`,
		`{"success": true, "api_response": "{\"status\": \"settled\", \"number\": 1.50}"}`,
	},
	{
		"contacts", `{"customer_document_number": "` + client + `"}`, `GET customers/12345678909/contacts`,
		`[{"type": "email", "value": "joao@example.test"}, {"type": "phone", "value": "11955550101"}]`,
	},
	{"pendings", `{"customer_document_number": "` + client + `"}`, `GET customers/12345678909/pendings`, `["Falta \"RG\"", "Endereço não confirmado"]`},
}

func TestTheThirteenFunctionsOfDatacakeAnswerByAnERP(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	erp := standin.NewERP(standin.ERPOptions{})
	links := map[string]string{}
	var z *integrations.Wizard
	var noFile <-chan string
	for i, f := range functions {
		if z == nil {
			z = integrations.Begin(t, w, "pt-BR", "wda-functions", f.name)
		} else {
			z.Choose("wda-functions", f.name)
		}
		z.Receive()
		if i == 0 {
			z.Say("field-address", w.Serve(erp)+"/api", "secret-token", erp.Token())
		}
		z.Continue()
		z.Run()
		links[f.name] = z.Link

		status, said := hears(t, z.Link, f.with)
		equal(t, f.name, said, f.hears)
		asked := slices.DeleteFunc(erp.Asked(), func(call string) bool { return call != f.asked })
		if status != http.StatusOK || len(asked) != 1 {
			t.Errorf("%s: %d, the ERP was asked %q, want %q", f.name, status, erp.Asked(), f.asked)
		}
		if f.name == "bill_pdf" {
			noFile = fallback(t, erp, z.Link, f.with, f.hears)
		}
	}
	z.Hides(erp.Token())

	settle := functions[10].with
	_, again := hears(t, links["settle"], settle)
	equal(t, "settled before", again, functions[10].hears)
	if n := len(erp.Requests("/bills/70231/settlement")); n != 1 {
		t.Errorf("the ERP was asked to settle %d times", n)
	}
	const refusal = `{"success": false, "messages": [{"message": "Caixa \"fechado\"."}]}`
	erp.Fail("/bills/9/settlement", 1, standin.Answer(http.StatusOK, refusal))
	_, said := hears(t, links["settle"], `{"boleto_id": "9", "customer_document_number": "`+client+`", "transaction": {"id": "tx-2"}}`)
	equal(t, "refused", said, fmt.Sprintf(`{"success": false, "api_response": %q}`, refusal))

	for _, nothing := range []standin.Fault{standin.Answer(http.StatusNotFound, ""), standin.Answer(http.StatusNoContent, ""), standin.Answer(http.StatusOK, "[]")} {
		erp.Fail("/bills", 1, nothing)
		status, said := hears(t, links["bills"], functions[7].with)
		equal(t, "nothing", said, `[]`)
		if status != http.StatusOK {
			t.Errorf("that there are no bills is answered %d", status)
		}
	}
	for what, fault := range map[string]standin.Fault{
		"failure with 200": standin.Answer(http.StatusOK, `{"success": false, "error": "down"}`), "a page of HTML": page(http.StatusForbidden),
	} {
		erp.Fail("/bills", 1, fault)
		status, said := hears(t, links["bills"], functions[7].with)
		equal(t, what, said, `[]`)
		if status != http.StatusBadGateway {
			t.Errorf("%s is answered %d", what, status)
		}
	}
	for what, status := range map[string]int{"429": http.StatusTooManyRequests, "503": http.StatusServiceUnavailable} {
		erp.Fail("/products", 1, standin.Answer(status, "", "Retry-After", "1"))
		_, said := hears(t, links["products"], functions[4].with)
		equal(t, what, said, functions[4].hears)
		all := erp.Requests("/products")
		if gap := all[len(all)-1].At.Sub(all[len(all)-2].Done); gap < time.Second {
			t.Errorf("after %s the ERP was asked again within %s", what, gap)
		}
	}
	erp.Say("POST orders", `{"id": "ord-9", "is_issue": [], "items": []}`) // a text, and {} as PHP writes it
	_, said = hears(t, links["order_create_existing"], strings.Replace(functions[1].with, "901", "902", 1))
	equal(t, "the number is a text", said, `{"remote_id": "ord-9"}`)
	if said := <-noFile; said != `502 "{\"base_64\": \"\"}" <nil> true` {
		t.Errorf("without the file Datacake hears %s", said)
	}
}

// fallback gets the file of a bill after one 502 of the ERP, asks for it again when
// the ERP says nothing else, and says later what came of that.
func fallback(t *testing.T, erp *standin.ERP, link, with, whole string) <-chan string {
	t.Helper()
	const path = "/bills/70231/pdf"
	erp.Fail(path, 1, standin.ErrorPage(http.StatusBadGateway))
	_, said := hears(t, link, with)
	equal(t, "the file after one 502", said, whole)
	erp.Fail(path, -1, standin.ErrorPage(http.StatusBadGateway))
	gaveUp := make(chan string, 1)
	go func() {
		began := time.Now()
		status, said, err := call(t.Context(), link, with)
		gaveUp <- fmt.Sprintf("%d %s %v %t", status, said, err, time.Since(began) < 25*time.Second)
	}()
	return gaveUp
}

// hears calls a function as Datacake does, and returns the status and the JSON
// inside the answered text.
func hears(t *testing.T, link, with string) (int, string) {
	t.Helper()
	status, raw, err := call(t.Context(), link, with)
	if err != nil {
		t.Fatal(err)
	}
	var inside string
	if err := json.Unmarshal([]byte(raw), &inside); err != nil {
		t.Fatalf("%d %s is no text with JSON inside: %v", status, raw, err)
	}
	return status, inside
}

// equal fails the test unless two texts of JSON say the same, to the digit.
func equal(t *testing.T, what, got, want string) {
	t.Helper()
	var a, b any
	if err := decode(got, &a); err != nil {
		t.Fatalf("%s: %s: %v", what, got, err)
	}
	if err := decode(want, &b); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%s: got  %s\nwant %s", what, got, want)
	}
}
