package examples_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"stanok/engine"
	"stanok/examples/standin"
)

const wdaFunctions = "wda-functions"

// erp is an ERP that answers calls by "GET path?query".
type erp struct {
	answers map[string]string
	fault   http.HandlerFunc // nil: healthy

	mu    sync.Mutex
	calls []string // with their bodies
}

func (e *erp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call := strings.TrimSuffix(r.Method+" "+strings.TrimPrefix(r.URL.Path, "/api/")+"?"+r.URL.RawQuery, "?")
	sent, _ := io.ReadAll(r.Body)
	e.mu.Lock()
	e.calls = append(e.calls, strings.TrimSpace(call+" "+string(sent)))
	fault := e.fault
	e.mu.Unlock()
	said, known := e.answers[call]
	switch {
	case r.Header.Get("Authorization") != "Bearer erp-s3cret":
		w.WriteHeader(http.StatusUnauthorized)
	case fault != nil:
		fault(w, r)
	case !known:
		w.WriteHeader(http.StatusNotFound)
	case said == "":
		w.WriteHeader(http.StatusNoContent)
	case strings.HasPrefix(said, "%PDF"):
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = io.WriteString(w, said)
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, said)
	}
}

func (e *erp) faulty(f http.HandlerFunc) { e.mu.Lock(); defer e.mu.Unlock(); e.fault = f }

func (e *erp) asked() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string{}, e.calls...)
}

func atERP(w *world, answers map[string]string) *erp {
	w.Helper()
	e := &erp{answers: answers}
	w.connect("erp", "erp", map[string]string{"address": w.serve(e) + "/api"}, map[string]engine.Secret{"token": "Bearer erp-s3cret"})
	return e
}

const (
	erpBill = `{"id": 70231, "document": "123", "customer_document": "12345678909", "number": 9007199254740993, "customer": "João Conceição", "amount": 129.90, "total": "131.20",
		"interest": 0.80, "fine": 0.50, "issued": "2026-11-01", "due": "2026-12-10", "plan": "Fibra 300", "link": "https://erp.example.test/b/70231",
		"line": "001900000901234567004000001234561000000000129900", "code": "F-1", "pix": "00020126580014br.gov.bcb.pix"}`
	wdaBill = `{"document_number": "12345678909", "fatura": "9007199254740993", "nome_cliente": "João Conceição", "valor_inicial": "129.90", "valor_final": "131.20",
		"juros": "0.80", "multa": "0.50", "emissao": "2026-11-01", "vencimento": "2026-12-10", "historico": "Fibra 300", "link_boleto": "https://erp.example.test/b/70231",
		"linha_digitavel": "001900000901234567004000001234561000000000129900", "code_fatura": "F-1", "identifier": "", "remote_id": "70231", "pix_code": "00020126580014br.gov.bcb.pix"}`
)

// contracts are the thirteen functions: what the ERP is asked, what it says, and
// what Datacake hears of its own sample.
var contracts = []struct{ name, asked, says, hears, empty string }{
	{"order_create", `POST orders {"order":{"customer":{"name":"Ana Ávila"},"id":900,"product":{"codigo":"FIBRA300"}},"message":"Instalar pela manhã"}`, `{"id": 551, "is_issue": true}`,
		`{"wda_order": {"id": 900, "product": {"codigo": "FIBRA300"}, "customer": {"name": "Ana Ávila"}}, "remote_id": "551", "remote_message": "{\"id\": 551, \"is_issue\": true}", "is_issue": true}`, `{}`},
	{"order_create_existing", `POST orders {"order":{"id":901,"product":{"codigo":"FIBRA600"}},"message":"Mudança","customer":"12345678909","user":{"id":7}}`, `{"id": "552"}`, `{"remote_id": "552"}`, `{}`},
	{"lead_create", `POST leads {"lead":{"name":"Loja Ávila","phone":"(11) 95555-0102"}}`, `{"id": 1}`, `null`, `null`},
	{"resellers", `GET resellers`, `{"data": [{"id": 4, "name": "Rev", "document": "12345678000195", "email": null}]}`, `[{"code": "4", "name": "Rev", "taxvat": "12345678000195", "email": ""}]`, `[]`},
	{"products", `GET products`, `[{"id": "p1", "name": "Fibra \"300\""}, {"id": 2, "name": "Fibra, 600"}]`, `[{"codigo": "p1", "nome": "Fibra \"300\""}, {"codigo": "2", "nome": "Fibra, 600"}]`, `[]`},
	{"due_dates", `GET due-dates`, `[{"id": 1, "day": 5}, {"id": 2, "day": 10}]`, `[{"code": "1", "name": "5"}, {"code": "2", "name": "10"}]`, `[]`},
	{"origins", `GET origins`, `[{"id": 12, "name": "Site"}]`, `[{"code": "12", "description": "Site"}]`, `[]`},
	{"bills", `GET bills?document=12345678909`, `[` + erpBill + `]`, `[` + wdaBill + `]`, `[]`},
	{"bill_pdf", `GET bills/70231/pdf`, standin.VoallePDF, `{"base_64": "BASE64"}`, `{"base_64": ""}`},
	{"bill", `GET bills/70231?document=12345678909`, erpBill, `[` + wdaBill + `]`, `[]`},
	{"settle", `POST bills/70231/settlement {"transaction":{"amount":"129.90","id":"tx-1"},"customer":"12345678909"}`, `{"status": "settled", "number": 1.50}`,
		`{"success": true, "api_response": "{\"status\": \"settled\", \"number\": 1.50}"}`, `{"success": false, "api_response": ""}`},
	{"contacts", `GET customers/12345678909/contacts`, `[{"type": "email", "value": "joao@example.test"}, {"type": "fax", "value": "1"}, {"type": "phone", "value": 11955550101}, {"type": "phone", "value": ""}]`,
		`[{"type": "email", "value": "joao@example.test"}, {"type": "phone", "value": "11955550101"}]`, `[]`},
	{"pendings", `GET customers/12345678909/pendings`, `["Falta \"RG\"", {"text": "Endereço não confirmado"}]`, `["Falta \"RG\"", "Endereço não confirmado"]`, `[]`},
}

func TestThirteenFunctionsKeepTheirContracts(t *testing.T) {
	if n := len(templateOf(t, wdaFunctions).Documents); n != len(contracts) || n != 13 {
		t.Fatalf("%d functions, %d contracts", n, len(contracts))
	}
	for i, c := range contracts {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			method, path, _ := strings.Cut(c.asked, " ")
			path, _, _ = strings.Cut(path, " ")
			e := atERP(w, map[string]string{method + " " + path: c.says})
			p := w.begin(wdaFunctions, c.name, []string{"en", "ru", "pt-BR"}[i%3], nil)
			hears := strings.ReplaceAll(c.hears, "BASE64", encodedPDF)
			same(t, function(w, p, body(t, wdaFunctions, c.name)), hears)
			w.succeeds(p)
			if got := e.asked(); len(got) != 1 || got[0] != c.asked {
				t.Errorf("the ERP was asked %q, want %q", got, c.asked)
			}
			w.hides(p, "erp-s3cret")
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
			for what, fault := range map[string]http.HandlerFunc{
				"late":  nil,
				"error": func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, `{"error": "down"}`) },
				"wrong": func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, `[{"nothing": "of use"}`) },
			} {
				w := newWorld(t)
				e := atERP(w, nil)
				if fault == nil {
					release := make(chan struct{})
					t.Cleanup(func() { close(release) })
					fault = func(http.ResponseWriter, *http.Request) { <-release }
				}
				e.faulty(fault)
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
			call, _, _ := strings.Cut(strings.TrimPrefix(c.asked, "GET "), " ")
			for _, answers := range []map[string]string{nil, {"GET " + call: ""}, {"GET " + call: "[]"}} { // 404, 204, empty
				w := newWorld(t)
				atERP(w, answers)
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
			e := atERP(w, nil)
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
			if n := len(e.asked()); n != 0 {
				t.Errorf("the ERP was asked %d times", n)
			}
		})
	}
}

func TestASettlementThatIsRefusedSaysAllOfTheAnswer(t *testing.T) {
	w := newWorld(t)
	e := atERP(w, nil)
	p := w.begin(wdaFunctions, "settle", "pt-BR", nil)
	for i, c := range []struct {
		status int
		says   string
		ok     bool
	}{
		{409, `{"message": "Já baixado"}`, false}, {500, "<html>down</html>", false},
		{200, `{"success": false, "messages": [{"message": "Caixa fechado."}]}`, false}, {200, `{"error": "x"}`, false}, {200, `{"success": true}`, true},
	} {
		e.faulty(func(rw http.ResponseWriter, _ *http.Request) {
			rw.WriteHeader(c.status)
			_, _ = io.WriteString(rw, c.says)
		})
		call := body(t, wdaFunctions, "settle")
		call["transaction"] = fmt.Sprintf(`{"id": "tx-%d"}`, i)
		said := function(w, p, call).(map[string]any)
		if said["success"] != c.ok || said["api_response"] != c.says {
			t.Errorf("%d %s: %v", c.status, c.says, said)
		}
	}
	call := body(t, wdaFunctions, "settle")
	call["transaction"] = `{"id": "tx-4"}`
	if said := function(w, p, call).(map[string]any); said["success"] != true || len(e.asked()) != 5 {
		t.Errorf("sent again: %v, asked %d times", said, len(e.asked()))
	}
}

func TestAnERPIsWaitedForAsItAsks(t *testing.T) {
	for _, status := range []int{429, 503} {
		w := newWorld(t)
		e := atERP(w, map[string]string{"GET products": "[]"})
		e.faulty(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Retry-After", "45")
			rw.WriteHeader(status)
		})
		p := hurried(w, "products")
		if got, inside := raw(w, p, nil); got != 502 || inside != "[]" {
			t.Errorf("%d %s", got, inside)
		}
		e.faulty(nil)
		if op := w.waits(p, 45*time.Second); op.State != engine.Succeeded {
			t.Errorf("%s %+v", op.State, op.Failure)
		}
	}
}
