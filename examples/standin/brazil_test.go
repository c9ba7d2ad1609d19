package standin_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"stanok/examples/standin"
)

// hook answers everything with a body, and keeps the latest request with its own.
type hook struct {
	says string
	got  *http.Request
	body string
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	h.got, h.body = r, string(b)
	_, _ = io.WriteString(w, h.says)
}

func TestJivoReadsWhatItsAgentIsShown(t *testing.T) {
	h := &hook{says: `{"result":"ok","crm_link":"https://crm.example.test/7","contact_info":{"name":"Ana"},"custom_data":[{"title":"Plano","content":"300"}]}`}
	base, j := serve(t, h), &standin.Jivo{}
	said, err := j.Notify(t.Context(), caller(t), base, j.Event("chat_accepted", nil))
	if err != nil || said.CRMLink != "https://crm.example.test/7" || said.Contact.Name != "Ana" || said.Custom[0].Content != "300" {
		t.Errorf("%+v %v", said, err)
	}
	for _, wrong := range []string{"ok", `{"result":"no such chat"}`, ""} {
		h.says = wrong
		if _, err := j.Notify(t.Context(), caller(t), base, j.Event("chat_finished", nil)); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
}

func TestJivoNamesAgentsByTheEvent(t *testing.T) {
	j := &standin.Jivo{}
	for _, name := range standin.JivoEvents {
		e := j.Event(name, map[string]any{"widget_id": "1"})
		_, one := e["agent"]
		_, many := e["agents"]
		if e["widget_id"] != "1" || many != (name == "chat_finished") || one && many {
			t.Errorf("%s: %v", name, e)
		}
	}
	j.Switch(func(q *standin.JivoQuirks) { q.NumberAsNumber, q.Deadline = true, time.Nanosecond })
	if n := j.Event("chat_updated", nil)["visitor"].(map[string]any)["number"]; n != 1480 {
		t.Errorf("the number is %v", n)
	}
	if _, err := j.Notify(t.Context(), caller(t), serve(t, &hook{says: `{"result":"ok"}`}), nil); err == nil {
		t.Error("an answer came in no time")
	}
}

func TestDatacakeReadsJSONInsideOfAText(t *testing.T) {
	h, d := &hook{says: `"[{\"codigo\": \"7\", \"nome\": \"Fibra \\\"300\\\"\"}]"`}, &standin.Datacake{}
	base := serve(t, h)
	got, err := d.Call(t.Context(), caller(t), base, map[string]any{"boleto_id": "70231"})
	if want := []any{map[string]any{"codigo": "7", "nome": `Fibra "300"`}}; err != nil || !reflect.DeepEqual(got, want) || h.body != `{"boleto_id":"70231"}` {
		t.Errorf("%v %v, sent %s", got, err, h.body)
	}
	h.says = `[{"codigo": "7"}]`
	if _, err := d.Call(t.Context(), caller(t), base, nil); err == nil {
		t.Error("JSON in no text was taken")
	}
	d.Switch(func(q *standin.DatacakeQuirks) { q.Lenient = true })
	if _, err := d.Call(t.Context(), caller(t), base, nil); err != nil {
		t.Error(err)
	}
}

func TestHotmartSendsItsTokenInAHeaderOrInTheForm(t *testing.T) {
	h, m := &hook{}, &standin.Hotmart{}
	base := serve(t, h)
	for _, old := range []bool{false, true} {
		m.Switch(func(q *standin.HotmartQuirks) { q.Old = old })
		answer, err := m.Notify(t.Context(), caller(t), base, m.Event("PURCHASE_APPROVED", "6b1f"))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		inForm := strings.Contains(h.body, "hottok=demo-hottok") && strings.Contains(h.body, "joao%40example.test")
		if inHeader := h.got.Header.Get("X-HOTMART-HOTTOK") == "demo-hottok"; inForm != old || inHeader == old {
			t.Errorf("old %v: %v %s", old, h.got.Header, h.body)
		}
	}
}

func TestMercadoPagoSignsAsItsVectorSays(t *testing.T) {
	h, m := &hook{}, standin.NewMercadoPago(standin.MercadoPagoOptions{Secret: "secret"})
	base := serve(t, h)
	tell := func() {
		answer, err := m.Notify(t.Context(), caller(t), base+"/?token=x", "123456", time.Unix(1704908010, 0))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	tell()
	const want = "ts=1704908010,v1=afc502b65b3eddad85239893f99f3760fc6238cfe38fcc356a7a65f4e405ba2f"
	if q := h.got.URL.Query(); h.got.Header.Get("X-Signature") != want || q.Get("data.id") != "123456" || q.Get("token") != "x" {
		t.Errorf("%s %v", h.got.URL, h.got.Header)
	}
	m.Switch(func(q *standin.MercadoPagoQuirks) { q.Unsigned = true })
	if tell(); h.got.Header.Get("X-Signature") != "" || !strings.Contains(h.body, "payment.updated") {
		t.Errorf("%v %s", h.got.Header, h.body)
	}
	m.Switch(func(q *standin.MercadoPagoQuirks) { q.IPN = true })
	if tell(); h.got.URL.Query().Get("topic") != "payment" || h.body != "" {
		t.Errorf("%s %s", h.got.URL, h.body)
	}
}

func TestMercadoPagoMakesOnePaymentForAKey(t *testing.T) {
	m := standin.NewMercadoPago(standin.MercadoPagoOptions{})
	make := func(key, body string) (int, string) {
		r := httptest.NewRequest("POST", "/v1/payments", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+m.Token())
		r.Header.Set("X-Idempotency-Key", key)
		w := httptest.NewRecorder()
		m.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	status, one := make("a", `{"transaction_amount": 10.50}`)
	_, again := make("a", `{"transaction_amount": 10.50}`)
	if status != 201 || one != again || m.Made() != 2 {
		t.Errorf("%d %s %s", status, one, again)
	}
	if status, body := make("", `{"transaction_amount": 1}`); status != 400 || !strings.Contains(body, "X-Idempotency-Key") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := make("b", `{"transaction_amount": "1"}`); status != 400 {
		t.Errorf("%d", status)
	}
}

func TestRDStationChangesAContactOrMakesIt(t *testing.T) {
	s := standin.NewRDStation(standin.RDStationOptions{})
	base := serve(t, s)
	for _, body := range []string{`{"name": "Ana", "city": "Campinas"}`, `{"name": "Ana Ávila"}`} {
		answer, _ := bearing(t, "PATCH", base+"/platform/contacts/email:ana%2Bx@example.test", s.Token(), body)
		wantStatus(t, answer, 200)
	}
	if c := s.Contact("ana+x@example.test"); c["name"] != "Ana Ávila" || c["city"] != "Campinas" {
		t.Errorf("%v", c)
	}
	for _, c := range []struct {
		path, token, body string
		status            int
	}{
		{"/platform/events", "wrong", `{}`, 401},
		{"/platform/events", s.Token(), `{}`, 400},
		{"/platform/events", s.Token(), `{"event_type":"CONVERSION","event_family":"CDP","payload":{"email":"a@b"}}`, 400},
		{"/platform/events", s.Token(), `{"event_type":"CONVERSION","event_family":"CDP","payload":{"email":"a@b","conversion_identifier":"x"}}`, 200},
		{"/nothing", s.Token(), `{}`, 404},
	} {
		if answer, body := bearing(t, "POST", base+c.path, c.token, c.body); answer.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.path, answer.StatusCode, body)
		}
	}
	if n := len(s.Conversions()); n != 1 {
		t.Errorf("%d conversions", n)
	}
}

func TestWBudgetCutsItsListsAtEveryComma(t *testing.T) {
	b := standin.NewWBudget()
	base := serve(t, b)
	send := func(kind, body string) int {
		r := request(t, "POST", base+"/x", body)
		r.Header.Set("Content-Type", kind)
		answer, _ := do(t, r)
		return answer.StatusCode
	}
	const items = `{"budget_name":"Reforma","budget_company_sponsor":"A","budget_company_sponsor":"B","budget_item_name":"Pintura,Gesso","budget_item_value":"350.00,42.90"}`
	if status := send("application/json", items); status != 200 {
		t.Error(status)
	}
	b.Switch(func(q *standin.WBudgetQuirks) { q.FirstSponsor, q.Form = true, true })
	if status := send("application/json", items); status != 200 {
		t.Error(status)
	}
	if status := send("application/x-www-form-urlencoded", "budget_name=x"); status != 200 {
		t.Error(status)
	}
	all := b.Proposals()
	want := []standin.WBudgetItem{{Name: "Pintura", Value: "350.00"}, {Name: "Gesso", Value: "42.90"}}
	if len(all) != 3 || !reflect.DeepEqual(all[0].Items, want) || all[0].Values["budget_company_sponsor"] != "B" || all[1].Values["budget_company_sponsor"] != "A" {
		t.Errorf("%+v", all)
	}
	b.Switch(func(q *standin.WBudgetQuirks) { *q = standin.WBudgetQuirks{} })
	uneven := `{"budget_name":"x","budget_item_name":"a,b","budget_item_value":"1.250,00,42"}`
	for body, want := range map[string]int{uneven: 422, `{"budget_name": {"a": 1}}`: 400, `[]`: 400, `{}`: 422, `budget_name=x`: 400} {
		if got := send("application/json", body); got != want {
			t.Errorf("%s: %d", body, got)
		}
	}
	b.Switch(func(q *standin.WBudgetQuirks) { q.Lax = true })
	if got := send("application/json", uneven); got != 200 {
		t.Error(got)
	}
}

func TestWBudgetListsThirtyKeysOneOfThemTwice(t *testing.T) {
	seen := map[string]int{}
	for _, k := range standin.WBudgetKeys {
		seen[k]++
	}
	if len(seen) != 30 || len(standin.WBudgetKeys) != 31 || seen["budget_company_sponsor"] != 2 {
		t.Errorf("%d keys, %d of them different", len(standin.WBudgetKeys), len(seen))
	}
}
