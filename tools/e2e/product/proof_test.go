package product_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"stanok/tools/e2e/product"
)

const signed = `
format: 1
name: Orders
source: {type: webhook, with: {signature: {scheme: hmac, connection: shop, header: X-Signature}}}
actions: [{id: a, type: set, with: {values: {x: 1}}}]
`

func TestTheSampleIsTriedAgainstTheSignature(t *testing.T) {
	w := product.New(t)
	var shop struct{ ID string }
	w.Call("POST", "/connections", `{"name": "shop", "type": "fields", "origins": ["https://shop.example.com"], "secrets": {"secret": "a wrong one"}}`, &shop)
	id := w.Add(signed)
	const body = `{"id": 1}`
	mac := hmac.New(sha256.New, []byte("the right one"))
	mac.Write([]byte(body))
	r, err := http.NewRequestWithContext(t.Context(), "POST", w.Link(id), strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature", hex.EncodeToString(mac.Sum(nil)))
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Fatalf("the link answers %d", answer.StatusCode)
	}
	p := w.Owner()
	product.Open(p, id, "source")
	p.Has("signature-test", "data-look", "fail")
	p.Says("signature-test", "another text or secret")
	p.Axe()
	p.Hover("signature-test")
	p.Screenshot("wrong")
	w.Call("PUT", "/connections/"+shop.ID, `{"name": "shop", "type": "fields", "origins": ["https://shop.example.com"], "secrets": {"secret": "the right one"}}`, nil)
	p.Reload()
	p.Has("signature-test", "data-look", "ok")
	w.Call("PUT", "/processings/"+id, strings.Replace(signed, "X-Signature", "X-Other", 1), nil)
	p.Says("signature-test", "does not have “X-Other”")
}
