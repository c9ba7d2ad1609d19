package sources_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stanok/actions/connector"
	"stanok/engine"
	"stanok/examples/standin"
)

// declaredWith is what a connector says of the webhook for its service.
func declaredWith(t *testing.T, service string) map[string]any {
	t.Helper()
	all, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Name != service {
			continue
		}
		with := map[string]any{}
		if err := json.Unmarshal(s.Source.With, &with); err != nil {
			t.Fatal(err)
		}
		return with
	}
	t.Fatalf("no connector %s", service)
	return nil
}

// direct hands requests to a handler.
type direct struct{ h http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.RemoteAddr = "203.0.113.9:41000"
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w.Result(), nil
}

// link is where declared hooks are.
const link = "http://stanok.test/hook/secret-token"

// declaredHook is a webhook set as a connector says, and a client that reaches it;
// the secret of its sender is in a connection.
func declaredHook(t *testing.T, service, secret string, change ...func(map[string]any)) (*hook, *http.Client) {
	t.Helper()
	with := declaredWith(t, service)
	for _, c := range change {
		c(with)
	}
	if signed, ok := with["signature"].(map[string]any); ok {
		signed["connection"] = "mine"
	}
	raw, err := json.Marshal(with)
	if err != nil {
		t.Fatal(err)
	}
	h := newHook(t, string(raw))
	h.keys["mine"] = engine.Connection{Secrets: map[string]engine.Secret{"secret": engine.Secret(secret)}}
	return h, &http.Client{Transport: direct{h.handler}}
}

func TestEveryDeclaredSourceIsAWebhookThatWorks(t *testing.T) {
	all, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Source != nil {
			declaredHook(t, s.Name, "x")
		}
	}
}

func TestJivoIsAnsweredInTimeWithWhatItsAgentIsShown(t *testing.T) {
	h, client := declaredHook(t, "jivochat", "", func(with map[string]any) {
		with["answer"].(map[string]any)["body"] = map[string]any{
			"result": "ok", "crm_link": "https://crm.example.test/{{ source.visitor.number }}", "contact_info": map[string]any{"name": "{{ source.visitor.name }}"},
		}
	})
	h.intake.ended = func(op *engine.Operation) error { op.State = engine.Succeeded; return nil }
	j := &standin.Jivo{}
	said, err := j.Notify(t.Context(), client, link, j.Event("chat_accepted", nil))
	if err != nil || said.CRMLink != "https://crm.example.test/1480" || said.Contact.Name != "Ana Ávila" {
		t.Errorf("%+v %v", said, err)
	}
	for _, name := range standin.JivoEvents {
		if _, err := j.Notify(t.Context(), client, link, j.Event(name, nil)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		check(t, "event", h.source()["event_name"], name)
	}
}

func TestDatacakeIsAnsweredWithATextOfJSON(t *testing.T) {
	h, client := declaredHook(t, "wda", "")
	h.intake.ended = func(op *engine.Operation) error { op.State = engine.Succeeded; return nil }
	d := &standin.Datacake{}
	got, err := d.Call(t.Context(), client, link, map[string]any{"customer_document_number": "123.456.789-09"})
	if list, ok := got.([]any); err != nil || !ok || len(list) != 0 {
		t.Errorf("%v %v", got, err)
	}
	check(t, "document", h.source()["customer_document_number"], "123.456.789-09")
}

func TestHotmartIsLetInByItsTokenAndBeginsOnce(t *testing.T) {
	h, client := declaredHook(t, "hotmart", "demo-hottok")
	for i, m := range []*standin.Hotmart{{}, {}, {Hottok: "wrong"}} {
		answer, err := m.Notify(t.Context(), client, link, m.Event("PURCHASE_APPROVED", "6b1f2a54"))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if want := []int{200, 200, 401}[i]; answer.StatusCode != want {
			t.Errorf("%d: %s", i, answer.Status)
		}
	}
	if n := len(h.intake.events); n != 1 {
		t.Errorf("%d operations", n)
	}
}

func TestMercadoPagoIsLetInByItsSignature(t *testing.T) {
	m := standin.NewMercadoPago(standin.MercadoPagoOptions{})
	h, client := declaredHook(t, "mercadopago", m.Secret())
	for _, unsigned := range []bool{false, true} {
		m.Switch(func(q *standin.MercadoPagoQuirks) { q.Unsigned = unsigned })
		answer, err := m.Notify(t.Context(), client, link, "123456", began)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if unsigned != (answer.StatusCode == 401) {
			t.Errorf("unsigned %v: %s", unsigned, answer.Status)
		}
	}
	if got := fmt.Sprint(h.source()["data"]); !strings.Contains(got, "123456") {
		t.Errorf("%s", got)
	}
}
