package product_test

import (
	"encoding/json"
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

const sending = `
format: 1
name: Sending
source: {type: webhook}
actions:
  - id: ask
    type: http.request
    with: {method: GET, url: "ADDRESS/KEY/request/48211.json"}
  - id: send
    type: http.request
    with: {method: POST, url: "ADDRESS/post", body: {kind: text, from: hello}}
`

func TestA37ATestSendsOnlyWhatWasAgreedTo(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.NewReplacer("ADDRESS", w.UONURL, "KEY", w.UON.Key()).Replace(sending))
	m.Receive("application/json", "{}")
	host := strings.TrimPrefix(w.UONURL, "http://")
	p := w.Owner()
	product.Open(p, m.ID, "ask")
	p.Click("test-action")
	p.See("[data-testid=test-result] .status")
	if n := w.UON.Count(); n != 1 {
		t.Errorf("a GET was sent %d times", n)
	}
	product.Open(p, m.ID, "send")
	p.Click("test-action")
	p.Focuses("confirm-send")
	p.Says("#step-foot", host)
	p.Screenshot("a37")
	if n := w.UON.Count(); n != 1 {
		t.Error("the POST went out unasked")
	}
	p.Click("confirm-send")
	p.See("[data-testid=test-result] .status")
	if sent := w.UON.Requests(""); len(sent) != 2 || sent[1].Method != "POST" {
		t.Errorf("sent: %v", sent)
	}
}

func TestA40ACurlCommandFillsTheRequest(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	m := w.Make(strings.NewReplacer("ADDRESS", w.UONURL, "KEY", w.UON.Key()).Replace(sending))
	p := w.Owner()
	product.Open(p, m.ID, "ask")
	p.Click("paste-curl")
	p.Focuses("curl-text")
	p.Paste("curl-text", "curl https://crm.example.test/v1/ping")
	p.Gone("curl-text")
	p.Says("toast", "GET https://crm.example.test/v1/ping")
	p.Holds("field-url", "https://crm.example.test/v1/ping")
	p.Click("paste-curl")
	p.Focuses("curl-text")
	p.Insert("wget https://example.test")
	p.Click("paste-confirm")
	p.See("#paste-text-error")
	p.Holds("curl-text", "wget https://example.test")
	p.Fill("curl-text", "")
	p.Insert(`curl -X PUT 'https://crm.example.test/v1/leads?dry=1' \
  -H 'Content-Type: application/json' -H 'X-Api-Key: 9f8e7d6c5b4a39281706' \
  --data-raw '{"name": "It'\''s me", "phone": "+7 999"}'`)
	p.Click("paste-confirm")
	p.Gone("curl-text")
	p.Holds("field-method", "PUT")
	p.Holds("field-url", "https://crm.example.test/v1/leads")
	p.Says("field-headers", "9f8e")
	p.Screenshot("a40")
	product.Saved(p)
	for key, want := range map[string]string{
		"query":   `{"dry":"1"}`,
		"headers": `{"X-Api-Key":"9f8e7d6c5b4a39281706"}`,
		"body":    `{"from":"{\"name\": \"It's me\", \"phone\": \"+7 999\"}","kind":"json"}`,
	} {
		raw, err := json.Marshal(m.With("ask", key))
		if err != nil || string(raw) != want {
			t.Errorf("%s is %s %v, want %s", key, raw, err, want)
		}
	}
	p.Click("move-to-connection")
	p.Screenshot("a40-secret")
	p.Fill("#secret-connection", "CRM")
	p.Holds("#secret-connection", "CRM")
	p.Click("secret-confirm")
	p.Gone("move-to-connection")
	p.Holds("field-connection", "CRM")
	if raw := w.Text(m.ID); strings.Contains(raw, "9f8e7d6c") {
		t.Errorf("the draft holds the key: %s", raw)
	}
}
