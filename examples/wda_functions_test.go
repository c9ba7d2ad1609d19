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

const wdaFunctions = "wda-functions"

// atERP connects to an ERP of nobody's in particular.
func atERP(w *world) *standin.ERP {
	w.Helper()
	e := standin.NewERP(standin.ERPOptions{})
	w.connect("erp", "erp", map[string]string{"address": w.serve(e) + "/api"}, map[string]engine.Secret{"token": engine.Secret(e.Token())})
	return e
}

const wdaBill = `{"document_number": "12345678909", "fatura": "9007199254740993", "nome_cliente": "João Conceição", "valor_inicial": "129.90", "valor_final": "131.20",
		"juros": "0.80", "multa": "0.50", "emissao": "2026-11-01", "vencimento": "2026-12-10", "historico": "Fibra 300", "link_boleto": "https://erp.example.test/b/70231",
		"linha_digitavel": "001900000901234567004000001234561000000000129900", "code_fatura": "F-1", "identifier": "", "remote_id": "70231", "pix_code": "00020126580014br.gov.bcb.pix"}`

// contracts are the thirteen functions: what the ERP is asked, and what Datacake
// hears of its own sample.
var contracts = []struct{ name, asked, hears, empty string }{
	{"order_create", `POST orders {"order":{"customer":{"name":"Ana Ávila"},"id":900,"product":{"codigo":"FIBRA300"}},"message":"Instalar pela manhã"}`,
		`{"wda_order": {"id": 900, "product": {"codigo": "FIBRA300"}, "customer": {"name": "Ana Ávila"}}, "remote_id": "551", "remote_message": "{\"id\": 551, \"is_issue\": true}", "is_issue": true}`, `{}`},
	{"order_create_existing", `POST orders {"order":{"id":901,"product":{"codigo":"FIBRA600"}},"message":"Mudança","customer":"12345678909","user":{"id":7}}`, `{"remote_id": "551"}`, `{}`},
	{"lead_create", `POST leads {"lead":{"name":"Loja Ávila","phone":"(11) 95555-0102"}}`, `null`, `null`},
	{"resellers", `GET resellers`, `[{"code": "4", "name": "Rev", "taxvat": "12345678000195", "email": ""}]`, `[]`},
	{"products", `GET products`, `[{"codigo": "p1", "nome": "Fibra \"300\""}, {"codigo": "2", "nome": "Fibra, 600"}]`, `[]`},
	{"due_dates", `GET due-dates`, `[{"code": "1", "name": "5"}, {"code": "2", "name": "10"}]`, `[]`},
	{"origins", `GET origins`, `[{"code": "12", "description": "Site"}]`, `[]`},
	{"bills", `GET bills?document=12345678909`, `[` + wdaBill + `]`, `[]`},
	{"bill_pdf", `GET bills/70231/pdf`, `{"base_64": "BASE64"}`, `{"base_64": ""}`},
	{"bill", `GET bills/70231?document=12345678909`, `[` + wdaBill + `]`, `[]`},
	{"settle", `POST bills/70231/settlement {"transaction":{"amount":"129.90","id":"tx-1"},"customer":"12345678909"}`,
		`{"success": true, "api_response": "{\"status\": \"settled\", \"number\": 1.50}"}`, `{"success": false, "api_response": ""}`},
	{"contacts", `GET customers/12345678909/contacts`,
		`[{"type": "email", "value": "joao@example.test"}, {"type": "phone", "value": "11955550101"}]`, `[]`},
	{"pendings", `GET customers/12345678909/pendings`, `["Falta \"RG\"", "Endereço não confirmado"]`, `[]`},
}

func TestThirteenFunctionsKeepTheirContracts(t *testing.T) {
	if n := len(templateOf(t, wdaFunctions).Documents); n != len(contracts) || n != 13 {
		t.Fatalf("%d functions, %d contracts", n, len(contracts))
	}
	for i, c := range contracts {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			e := atERP(w)
			p := w.begin(wdaFunctions, c.name, []string{"en", "ru", "pt-BR"}[i%3], nil)
			hears := strings.ReplaceAll(c.hears, "BASE64", encodedPDF)
			same(t, function(w, p, body(t, wdaFunctions, c.name)), hears)
			w.succeeds(p)
			if got := e.Asked(); len(got) != 1 || got[0] != c.asked {
				t.Errorf("the ERP was asked %q, want %q", got, c.asked)
			}
			w.hides(p, e.Token())
		})
	}
}

// encodedPDF is the file in base64, as another program wrote it.
const encodedPDF = "JVBERi0xLjQKJeLjz9MKMSAwIG9iajw8L1R5cGUvQ2F0YWxvZz4+ZW5kb2JqCiUlRU9GCg=="

// hurried is a function that gives up sooner, so that a test need not wait.
func hurried(w *world, name string) engine.Processing {
	w.Helper()
	doc, faults := templateOf(w.T, wdaFunctions).Fill(name, "en", answers(nil).whole())
	if len(faults) > 0 {
		w.Fatal(faults[0])
	}
	return w.start(bytes.ReplaceAll(doc, []byte(`"20s"`), []byte(`"200ms"`)))
}

// raw calls a function and returns the status, and the JSON inside the text.
func raw(w *world, p engine.Processing, arguments map[string]any) (int, string) {
	w.Helper()
	sent, err := json.Marshal(arguments)
	w.need(err)
	answer, err := w.client.Post(link(p), "application/json", bytes.NewReader(sent))
	w.need(err)
	defer answer.Body.Close()
	var inside string
	if err := json.NewDecoder(answer.Body).Decode(&inside); err != nil {
		w.Fatalf("%s: %v", answer.Status, err)
	}
	return answer.StatusCode, inside
}

func TestAFunctionThatIsLateOrFailsGivesItsFallback(t *testing.T) {
	for _, c := range contracts {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := 502
			if c.name == "settle" {
				want = 200
			}
			for what, fault := range map[string]func(<-chan struct{}) standin.Fault{
				"late":  standin.Hold,
				"error": func(<-chan struct{}) standin.Fault { return standin.Answer(http.StatusOK, `{"error": "down"}`) },
				"wrong": func(<-chan struct{}) standin.Fault { return standin.Answer(http.StatusOK, `[{"nothing": "of use"}`) },
			} {
				w := newWorld(t)
				e, release := atERP(w), make(chan struct{})
				t.Cleanup(func() { close(release) }) // or the stand-in does not close
				e.Fail("/", -1, fault(release))
				status, inside := raw(w, hurried(w, c.name), body(t, wdaFunctions, c.name))
				if what != "late" && c.name == "settle" || what == "wrong" && c.name == "lead_create" {
					continue // a settlement says what was answered, and nothing is read of a lead's answer
				}
				if status != want {
					t.Errorf("%s: %d %s", what, status, inside)
				}
				same(t, json.RawMessage(inside), c.empty)
			}
		})
	}
}

func TestNothingFoundIsAnEmptyList(t *testing.T) {
	for _, c := range contracts {
		if c.empty != "[]" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, nothing := range []standin.Fault{standin.Answer(http.StatusNotFound, ""), standin.Answer(http.StatusNoContent, ""), standin.Answer(http.StatusOK, "[]")} {
				w := newWorld(t)
				atERP(w).Fail("/", -1, nothing)
				same(t, function(w, w.begin(wdaFunctions, c.name, "en", nil), body(t, wdaFunctions, c.name)), `[]`)
			}
		})
	}
}

func TestWhatIsNotRightIsNotAskedFor(t *testing.T) {
	for _, c := range contracts {
		given := body(t, wdaFunctions, c.name)
		if len(given) == 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			e := atERP(w)
			p := w.begin(wdaFunctions, c.name, "en", nil)
			answer, err := w.client.Post(link(p), "application/json", strings.NewReader(`{}`))
			w.need(err)
			answer.Body.Close()
			if answer.StatusCode != http.StatusUnprocessableEntity || len(w.operations(p)) != 0 {
				t.Errorf("without what it needs: %s", answer.Status)
			}
			if given["customer_document_number"] != nil {
				given["customer_document_number"] = "111.111.111-12"
				_, inside := raw(w, p, given)
				same(t, json.RawMessage(inside), c.empty)
				if op := w.last(p); op.State != engine.Failed || op.Failure.Node != "refuse" {
					t.Errorf("%s %+v", op.State, op.Failure)
				}
			}
			if n := len(e.Asked()); n != 0 {
				t.Errorf("the ERP was asked %d times", n)
			}
		})
	}
}

func TestASettlementSaysAllOfTheAnswerAndHappensOnce(t *testing.T) {
	const unknown = "already asked for, result unknown"
	for i, c := range []struct {
		status     int
		says       string
		ok         bool
		then       string // what the same call hears when the ERP is well
		thenOK     bool
		askedTwice bool
	}{
		{409, `{"message": "Caixa fechado"}`, false, `{"success": true}`, true, true},
		{200, `{"success": false, "messages": [{"message": "Caixa fechado."}]}`, false, `{"success": true}`, true, true},
		{200, `{"error": "x"}`, false, `{"success": true}`, true, true},
		{500, "<html>down</html>", false, unknown, false, false},
		{200, `{"id": 1.50}`, true, `{"id": 1.50}`, true, false},
	} {
		w := newWorld(t)
		e := atERP(w)
		e.Say("POST bills/70231/settlement", `{"success": true}`)
		p := w.begin(wdaFunctions, "settle", []string{"en", "ru", "pt-BR"}[i%3], nil)
		e.Fail("/", -1, standin.Answer(c.status, c.says))
		call := body(t, wdaFunctions, "settle")
		if said := function(w, p, call).(map[string]any); said["success"] != c.ok || said["api_response"] != c.says {
			t.Errorf("%d %s: %v", c.status, c.says, said)
		}
		e.Heal()
		call["transaction"] = `{"id": "tx-2"}` // of the same bill, and JSON in a text
		if said := function(w, p, call).(map[string]any); said["success"] != c.thenOK || said["api_response"] != c.then {
			t.Errorf("%d %s, then: %v", c.status, c.says, said)
		}
		if n := len(e.Asked()); (n == 2) != c.askedTwice {
			t.Errorf("%d %s: the ERP was asked %d times", c.status, c.says, n)
		}
	}
}

func TestAnERPIsWaitedForAsItAsks(t *testing.T) {
	for _, status := range []int{429, 503} {
		w := newWorld(t)
		e := atERP(w)
		e.Fail("/", -1, standin.Answer(status, "", "Retry-After", "45"))
		p := hurried(w, "products")
		if got, inside := raw(w, p, nil); got != 502 || inside != "[]" {
			t.Errorf("%d %s", got, inside)
		}
		e.Heal()
		if op := w.waits(p, 45*time.Second); op.State != engine.Succeeded {
			t.Errorf("%s %+v", op.State, op.Failure)
		}
	}
}
